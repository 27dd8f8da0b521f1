// cargo expand -p ringmpsc-examples --example backpressure frame

mod frame {
    //! What the camera sends, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// A picture. It is `Copy`, so that many can be sent at once. The derive of `Clone` and `Copy`
    /// generates an `unsafe impl` of `TrivialClone`, a marker of the standard library.
    ///
    /// The ring has 8 slots: that is how far the camera can be ahead of the encoder.
    pub(crate) struct Frame(pub(crate) u64);
    #[automatically_derived]
    #[doc(hidden)]
    unsafe impl ::core::clone::TrivialClone for Frame {}
    #[automatically_derived]
    impl ::core::clone::Clone for Frame {
        #[inline]
        fn clone(&self) -> Frame {
            let _: ::core::clone::AssertParamIsClone<u64>;
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for Frame {}
    /// A ring of [`FrameChannel`]: lines of 128 bytes, then 2^3 slots (`bits = 3`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct FrameRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Frame, 8>,
    }
    /// The control handle (`kind = spsc`).
    /// ```text
    /// let (mut producer, mut consumer) = FrameChannel::open();
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct FrameChannel {
        handle: ::ringmpsc::__private::spsc::Handle<FrameRing>,
    }
    /// The producer of [`FrameChannel`]. After its drop, its messages can still be
    /// received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct FrameProducer {
        producer: ::ringmpsc::__private::spsc::Producer<FrameRing>,
    }
    /// The slots of [`FrameProducer::reserve`]. Dropping them sends nothing; `commit`
    /// sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type FrameReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        FrameRing,
    >;
    /// The consumer of [`FrameChannel`]. Dropping it closes the channel and drops all
    /// messages.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct FrameConsumer {
        consumer: ::ringmpsc::__private::spsc::Consumer<FrameRing>,
    }
    /// The slice of [`FrameConsumer::readable`]: contiguous messages. `advance` consumes
    /// them.
    pub(crate) type FrameReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        FrameRing,
    >;
    /// The iterator of [`FrameConsumer::peek_iter`]. It lends messages; `consume_seen`
    /// consumes them.
    pub(crate) type FramePeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<
        'a,
        FrameRing,
    >;
    /// The iterator of [`FrameConsumer::drain`]. It returns messages by value.
    pub(crate) type FrameDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, FrameRing>;
    const _: () = {
        use ::core::fmt;
        use ::core::clone::Clone;
        use ::core::iter::{IntoIterator, Iterator};
        use ::core::marker::Copy;
        use ::core::mem::size_of;
        use ::core::ops::{ControlFlow, Deref, FnMut};
        use ::core::option::Option;
        use ::core::primitive::{bool, usize};
        use ::core::result::Result;
        use ::core::time::Duration;
        use ::ringmpsc::{
            ProducerId, RecvError, RecvTimeoutError, ReserveError, ResetError,
            SendAllError, SendError, SendIterError, SendTimeoutError, TryRecvError,
            TrySendError, Unparker, WaitError, WaitStrategy,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd,
            HasWait, Instant, Layout, Lines, Options, ProducerEnd, Ring, Slots, Vec,
            check, lines,
        };
        use ::ringmpsc::__private::spsc::{
            Consumer, Handle, Producer, RingIntoIter, RingIter, RingTryIter,
        };
        impl Options for FrameRing {
            /// `wait`
            const CAN_WAIT: bool = true;
        }
        impl HasWait for FrameRing {}
        const _: () = (check::<FrameRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for FrameRing {
            type Slots = Slots<Frame, 8>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(FrameRing, producer) },
                        consumer: const { builtin # offset_of(FrameRing, consumer) },
                        cold: const { builtin # offset_of(FrameRing, cold) },
                        slots: const { builtin # offset_of(FrameRing, slots) },
                    }
                }
                later::<()>()
            };
            fn lines(&self) -> Lines<'_> {
                lines(&self.producer, &self.consumer, &self.cold)
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
        }
        impl FrameChannel {
            /// The number of slots of a ring: 2^3 (`bits = 3`).
            pub(crate) const CAPACITY: usize = 8;
            /// The size of a ring in bytes.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<FrameRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Frame>();
            /// Opens a channel.
            /// # Panics
            /// Panics if the memory for the ring cannot be allocated.
            pub(crate) fn open() -> (FrameProducer, FrameConsumer) {
                let (producer, consumer) = <Handle<FrameRing>>::open();
                (FrameProducer { producer }, FrameConsumer { consumer })
            }
            /// Closes the channel: sends fail, and queued messages can be received. Wakes all
            /// waiting threads and tasks, and signals notifiers.
            pub(crate) fn close(&self) {
                self.handle.close();
            }
            /// Whether the channel is closed for sends.
            pub(crate) fn is_closed(&self) -> bool {
                self.handle.is_closed()
            }
            /// Whether every message was received and none can be sent any more.
            /// While a producer exists, it is false until a consumer got `Closed`.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.handle.is_fully_drained()
            }
            /// The number of messages in the channel.
            pub(crate) fn len(&self) -> usize {
                self.handle.len()
            }
            /// The same as [`len`](Self::len).
            pub(crate) fn pending(&self) -> usize {
                self.handle.len()
            }
            /// Whether the channel has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.handle.is_empty()
            }
            /// Whether both are handles of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.handle.same_channel(&other.handle)
            }
            /// 1, or 0 after the producer was dropped.
            pub(crate) fn producer_count(&self) -> usize {
                self.handle.producer_count()
            }
            /// 1, or 0 after the consumer was dropped.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
        }
        impl Clone for FrameChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for FrameChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("FrameChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FrameChannel {
            type Target = AbsentFromHandle<Self, FrameRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl FrameProducer {
            /// Sends one message. Wait-free while the channel is open and the consumer does not
            /// wait.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: Frame,
            ) -> Result<(), TrySendError<Frame>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, in order, and returns how many. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[Frame]) -> usize
            where
                for<'a> Frame: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = Frame>,
            ) -> usize {
                self.producer.send_iter(messages)
            }
            /// Reserves exactly `n` slots.
            /// # Errors
            /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring
            /// has.
            #[inline]
            pub(crate) fn reserve(
                &mut self,
                n: usize,
            ) -> Result<FrameReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<FrameReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// As for `reserve_up_to`.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<FrameReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// As for `reserve`. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<FrameReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
            /// # Errors
            /// Returns the message: `Closed`, or `Interrupted` by an `unparker`.
            #[inline]
            pub(crate) fn send(
                &mut self,
                message: Frame,
            ) -> Result<(), SendError<Frame>> {
                self.producer.send(message)
            }
            /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_timeout(
                &mut self,
                message: Frame,
                timeout: Duration,
            ) -> Result<(), SendTimeoutError<Frame>> {
                self.producer.send_timeout(message, timeout)
            }
            /// Like `send`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_deadline(
                &mut self,
                message: Frame,
                deadline: Instant,
            ) -> Result<(), SendTimeoutError<Frame>> {
                self.producer.send_deadline(message, deadline)
            }
            /// Like `send`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_with(
                &mut self,
                message: Frame,
                strategy: WaitStrategy,
            ) -> Result<(), SendTimeoutError<Frame>> {
                self.producer.send_with(message, strategy)
            }
            /// Sends all messages of an iterator, one by one. Waits as `strategy` says (`wait`).
            /// # Errors
            /// Returns the message that it has taken and not sent. The iterator has the others.
            pub(crate) fn send_all_iter(
                &mut self,
                messages: &mut impl Iterator<Item = Frame>,
                strategy: WaitStrategy,
            ) -> Result<usize, SendIterError<Frame>> {
                self.producer.send_all_iter(messages, strategy)
            }
            /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed` or `Interrupted`, with the number of messages sent.
            pub(crate) fn send_all(
                &mut self,
                messages: &[Frame],
                strategy: WaitStrategy,
            ) -> Result<(), SendAllError>
            where
                for<'a> Frame: Copy,
            {
                self.producer.send_all(messages, strategy)
            }
            /// Like [`reserve`](Self::reserve), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed`, `Interrupted`, `Zero` or `TooLarge`.
            pub(crate) fn reserve_wait(
                &mut self,
                n: usize,
                strategy: WaitStrategy,
            ) -> Result<FrameReservation<'_>, WaitError> {
                self.producer.reserve_wait(n, strategy)
            }
            /// Blocks until the channel is closed, for at most `timeout` (`wait`).
            /// # Errors
            /// `TimedOut` if it is still open, or `Interrupted`.
            pub(crate) fn wait_closed(
                &mut self,
                timeout: Duration,
            ) -> Result<(), WaitError> {
                self.producer.wait_closed(timeout)
            }
            /// Returns an object with which another thread ends a wait of this producer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            pub(crate) fn unparker(&self) -> Unparker {
                self.producer.unparker()
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> FrameChannel {
                FrameChannel {
                    handle: self.producer.handle(),
                }
            }
            /// The identity of this producer in its channel.
            pub(crate) fn id(&self) -> ProducerId {
                self.producer.id()
            }
            /// The number of slots of the ring.
            pub(crate) fn capacity(&self) -> usize {
                self.producer.capacity()
            }
            /// The number of messages in this ring.
            pub(crate) fn len(&self) -> usize {
                self.producer.len()
            }
            /// The number of free slots.
            pub(crate) fn available_capacity(&self) -> usize {
                self.producer.available_capacity()
            }
            /// Whether this ring has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.producer.is_empty()
            }
            /// Whether this ring has no free slot.
            pub(crate) fn is_full(&self) -> bool {
                self.producer.is_full()
            }
            /// Closes the channel: sends of all producers fail, and queued messages can be
            /// received.
            pub(crate) fn close(&self) {
                self.producer.close();
            }
            /// The same as [`is_closed`](Self::is_closed), under a name that other channels use.
            pub(crate) fn is_disconnected(&self) -> bool {
                self.producer.is_closed()
            }
            /// Whether a send fails with `Closed`.
            pub(crate) fn is_closed(&self) -> bool {
                self.producer.is_closed()
            }
        }
        impl fmt::Debug for FrameProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("FrameProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<Frame> for FrameProducer {
            type Producer = Producer<FrameRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FrameProducer {
            type Target = AbsentFromProducer<Self, FrameRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        impl FrameConsumer {
            /// Receives one message. Wait-free while the channel is open, unless it wakes a
            /// producer.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Frame, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Copies messages into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn recv_slice(&mut self, slice: &mut [Frame]) -> usize
            where
                for<'a> Frame: Copy,
            {
                self.consumer.recv_slice(slice)
            }
            /// Appends up to `max` messages to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn drain_into(
                &mut self,
                vec: &mut Vec<Frame>,
                max: usize,
            ) -> usize {
                self.consumer.drain_into(vec, max)
            }
            /// Passes all available messages to `f` by reference, and returns how many. O(n).
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Frame)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// Passes all available messages to `f` by value, and returns how many. O(n).
            pub(crate) fn consume_batch_owned(&mut self, f: impl FnMut(Frame)) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// Like `consume_batch`, but stops after `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Frame),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
            pub(crate) fn consume_while(
                &mut self,
                f: impl FnMut(&Frame) -> ControlFlow<()>,
            ) -> usize {
                self.consumer.consume_while(f)
            }
            /// Drops all available messages, and returns how many. O(n).
            pub(crate) fn consume_count(&mut self) -> usize {
                self.consumer.consume_count()
            }
            /// Drops up to `n` messages, and returns how many. O(n).
            pub(crate) fn skip(&mut self, n: usize) -> usize {
                self.consumer.skip(n)
            }
            /// Receives one message. Blocks while there is none and a producer may send (`wait`).
            /// # Errors
            /// `Closed` if every message was received and none can be sent any more. `Interrupted`
            /// if an `unparker` ended the wait.
            #[inline]
            pub(crate) fn recv(&mut self) -> Result<Frame, RecvError> {
                self.consumer.recv()
            }
            /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_timeout(
                &mut self,
                timeout: Duration,
            ) -> Result<Frame, RecvTimeoutError> {
                self.consumer.recv_timeout(timeout)
            }
            /// Like `recv`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_deadline(
                &mut self,
                deadline: Instant,
            ) -> Result<Frame, RecvTimeoutError> {
                self.consumer.recv_deadline(deadline)
            }
            /// Like `recv`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_with(
                &mut self,
                strategy: WaitStrategy,
            ) -> Result<Frame, RecvTimeoutError> {
                self.consumer.recv_with(strategy)
            }
            /// Appends up to `max` messages to a vector. Blocks while there is none (`wait`).
            /// Returns how many: 0 only if `max` is 0. O(n).
            /// # Errors
            /// As for [`recv`](Self::recv).
            pub(crate) fn recv_many(
                &mut self,
                vec: &mut Vec<Frame>,
                max: usize,
            ) -> Result<usize, RecvError> {
                self.consumer.recv_many(vec, max)
            }
            /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut` if there is still no message, `Closed` or `Interrupted`.
            pub(crate) fn consume_batch_wait(
                &mut self,
                f: impl FnMut(&Frame),
                strategy: WaitStrategy,
            ) -> Result<usize, WaitError> {
                self.consumer.consume_batch_wait(f, strategy)
            }
            /// Returns an object with which another thread ends a wait of this consumer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            pub(crate) fn unparker(&self) -> Unparker {
                self.consumer.unparker()
            }
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, FrameRing> {
                self.consumer.try_iter()
            }
            /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
            /// every message was received and none can be sent any more.
            pub(crate) fn iter(&mut self) -> RingIter<'_, FrameRing> {
                self.consumer.iter()
            }
            /// The next message, by reference. `None` if there is none. Does not consume it.
            #[inline]
            pub(crate) fn peek(&mut self) -> Option<&Frame> {
                self.consumer.peek()
            }
            /// Up to `n` contiguous next messages, by reference. `None` if there is none.
            /// Does not consume them.
            #[inline]
            pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Frame]> {
                self.consumer.peek_many(n)
            }
            /// The contiguous next messages, as a slice. `None` if there is none.
            /// `advance` consumes them.
            #[inline]
            pub(crate) fn readable(&mut self) -> Option<FrameReadable<'_>> {
                self.consumer.readable()
            }
            /// Lends all available messages. `consume_seen` consumes those that were lent:
            /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
            /// seen.consume_seen();`
            pub(crate) fn peek_iter(&mut self) -> FramePeekIter<'_> {
                self.consumer.peek_iter()
            }
            /// Removes all available messages, one by one. Dropping the iterator drops the rest.
            pub(crate) fn drain(&mut self) -> FrameDrain<'_> {
                self.consumer.drain()
            }
            /// Drops all messages. A closed channel stays closed. O(n).
            /// # Errors
            /// `Foreign` if the producer belongs to another channel.
            pub(crate) fn reset(
                &mut self,
                producer: &mut FrameProducer,
            ) -> Result<(), ResetError> {
                self.consumer.reset(&mut producer.producer)
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> FrameChannel {
                FrameChannel {
                    handle: self.consumer.handle(),
                }
            }
            /// The number of slots of the ring.
            pub(crate) fn capacity(&self) -> usize {
                self.consumer.capacity()
            }
            /// The number of messages in the channel.
            pub(crate) fn len(&self) -> usize {
                self.consumer.len()
            }
            /// Whether the channel has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.consumer.is_empty()
            }
            /// Closes the channel: sends fail, and queued messages can be received.
            pub(crate) fn close(&mut self) {
                self.consumer.close();
            }
            /// Whether the channel is closed for sends. It may still have messages.
            pub(crate) fn is_closed(&self) -> bool {
                self.consumer.is_closed()
            }
        }
        impl fmt::Debug for FrameConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("FrameConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<Frame> for FrameConsumer {
            type Consumer = Consumer<FrameRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FrameConsumer {
            type Target = AbsentFromConsumer<Self, FrameRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
        /// The same as `iter`.
        impl<'a> IntoIterator for &'a mut FrameConsumer {
            type Item = Frame;
            type IntoIter = RingIter<'a, FrameRing>;
            fn into_iter(self) -> Self::IntoIter {
                self.consumer.iter()
            }
        }
        /// Like `iter`. The iterator owns the consumer.
        impl IntoIterator for FrameConsumer {
            type Item = Frame;
            type IntoIter = RingIntoIter<FrameRing>;
            fn into_iter(self) -> Self::IntoIter {
                IntoIterator::into_iter(self.consumer)
            }
        }
    };
}
