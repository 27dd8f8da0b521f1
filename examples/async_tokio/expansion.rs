// cargo expand -p ringmpsc-examples --example async_tokio reading

mod reading {
    //! What the sensors send, and the channels that are generated for it.
    use ringmpsc::ring_channel;
    /// A measurement.
    ///
    /// A ring of [`ReadingChannel`] has 4 slots: a task that is 4 readings ahead awaits space.
    /// [`DriverChannel`] has 64, since the thread that sends into it does not wait. Each channel
    /// has one `unsafe impl`.
    pub(crate) struct Reading(pub(crate) u32);
    /// A ring of [`DriverChannel`]: lines of 128 bytes, then 2^6 slots (`bits = 6`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct DriverRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Reading, 64>,
    }
    /// The control handle (`kind = spsc`).
    /// ```text
    /// let (mut producer, mut consumer) = DriverChannel::open();
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct DriverChannel {
        handle: ::ringmpsc::__private::spsc::Handle<DriverRing>,
    }
    /// The producer of [`DriverChannel`]. After its drop, its messages can still be
    /// received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct DriverProducer {
        producer: ::ringmpsc::__private::spsc::Producer<DriverRing>,
    }
    /// The slots of [`DriverProducer::reserve`]. Dropping them sends nothing; `commit`
    /// sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type DriverReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        DriverRing,
    >;
    /// The consumer of [`DriverChannel`]. Dropping it closes the channel and drops all
    /// messages.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct DriverConsumer {
        consumer: ::ringmpsc::__private::spsc::Consumer<DriverRing>,
    }
    /// The slice of [`DriverConsumer::readable`]: contiguous messages. `advance` consumes
    /// them.
    pub(crate) type DriverReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        DriverRing,
    >;
    /// The iterator of [`DriverConsumer::peek_iter`]. It lends messages; `consume_seen`
    /// consumes them.
    pub(crate) type DriverPeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<
        'a,
        DriverRing,
    >;
    /// The iterator of [`DriverConsumer::drain`]. It returns messages by value.
    pub(crate) type DriverDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, DriverRing>;
    const _: () = {
        use ::core::fmt;
        use ::core::clone::Clone;
        use ::core::iter::IntoIterator;
        use ::core::marker::Copy;
        use ::core::mem::size_of;
        use ::core::ops::{ControlFlow, Deref, FnMut};
        use ::core::option::Option;
        use ::core::primitive::{bool, usize};
        use ::core::result::Result;
        use ::ringmpsc::{
            EventNotifier, ProducerId, ReserveError, ResetError, TryRecvError,
            TrySendError,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, Arc, ConsumerEnd,
            HasNotifier, Layout, Lines, Options, ProducerEnd, Ring, Slots, Vec, check,
            lines,
        };
        use ::ringmpsc::__private::spsc::{Consumer, Handle, Producer, RingTryIter};
        impl Options for DriverRing {
            /// `notify`
            const NOTIFY: bool = true;
        }
        impl HasNotifier for DriverRing {}
        const _: () = (check::<DriverRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for DriverRing {
            type Slots = Slots<Reading, 64>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(DriverRing, producer) },
                        consumer: const { builtin # offset_of(DriverRing, consumer) },
                        cold: const { builtin # offset_of(DriverRing, cold) },
                        slots: const { builtin # offset_of(DriverRing, slots) },
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
        impl DriverChannel {
            /// The number of slots of a ring: 2^6 (`bits = 6`).
            pub(crate) const CAPACITY: usize = 64;
            /// The size of a ring in bytes.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<DriverRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY
                * size_of::<Reading>();
            /// Opens a channel.
            /// # Panics
            /// Panics if the memory for the ring cannot be allocated.
            pub(crate) fn open() -> (DriverProducer, DriverConsumer) {
                let (producer, consumer) = <Handle<DriverRing>>::open();
                (DriverProducer { producer }, DriverConsumer { consumer })
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
        impl Clone for DriverChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for DriverChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("DriverChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for DriverChannel {
            type Target = AbsentFromHandle<Self, DriverRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl DriverProducer {
            /// Sends one message. Wait-free while the channel is open and the consumer does not
            /// wait.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: Reading,
            ) -> Result<(), TrySendError<Reading>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, in order, and returns how many. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[Reading]) -> usize
            where
                for<'a> Reading: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = Reading>,
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
            ) -> Result<DriverReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<DriverReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// As for `reserve_up_to`.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<DriverReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// As for `reserve`. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<DriverReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> DriverChannel {
                DriverChannel {
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
        impl fmt::Debug for DriverProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("DriverProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<Reading> for DriverProducer {
            type Producer = Producer<DriverRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for DriverProducer {
            type Target = AbsentFromProducer<Self, DriverRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        impl DriverConsumer {
            /// Receives one message. Wait-free while the channel is open, unless it arms a
            /// notifier.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Reading, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Copies messages into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn recv_slice(&mut self, slice: &mut [Reading]) -> usize
            where
                for<'a> Reading: Copy,
            {
                self.consumer.recv_slice(slice)
            }
            /// Appends up to `max` messages to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn drain_into(
                &mut self,
                vec: &mut Vec<Reading>,
                max: usize,
            ) -> usize {
                self.consumer.drain_into(vec, max)
            }
            /// Passes all available messages to `f` by reference, and returns how many. O(n).
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Reading)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// Passes all available messages to `f` by value, and returns how many. O(n).
            pub(crate) fn consume_batch_owned(
                &mut self,
                f: impl FnMut(Reading),
            ) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// Like `consume_batch`, but stops after `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Reading),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
            pub(crate) fn consume_while(
                &mut self,
                f: impl FnMut(&Reading) -> ControlFlow<()>,
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
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, DriverRing> {
                self.consumer.try_iter()
            }
            /// Signals `notifier` on a message and at the end of the channel (`notify`).
            /// Queued messages signal it at once. `None` removes it. Takes a lock.
            /// A receive that takes the last message, or finds none, arms it again.
            pub(crate) fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
                self.consumer.set_notifier(notifier);
            }
            /// The next message, by reference. `None` if there is none. Does not consume it.
            #[inline]
            pub(crate) fn peek(&mut self) -> Option<&Reading> {
                self.consumer.peek()
            }
            /// Up to `n` contiguous next messages, by reference. `None` if there is none.
            /// Does not consume them.
            #[inline]
            pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Reading]> {
                self.consumer.peek_many(n)
            }
            /// The contiguous next messages, as a slice. `None` if there is none.
            /// `advance` consumes them.
            #[inline]
            pub(crate) fn readable(&mut self) -> Option<DriverReadable<'_>> {
                self.consumer.readable()
            }
            /// Lends all available messages. `consume_seen` consumes those that were lent:
            /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
            /// seen.consume_seen();`
            pub(crate) fn peek_iter(&mut self) -> DriverPeekIter<'_> {
                self.consumer.peek_iter()
            }
            /// Removes all available messages, one by one. Dropping the iterator drops the rest.
            pub(crate) fn drain(&mut self) -> DriverDrain<'_> {
                self.consumer.drain()
            }
            /// Drops all messages. A closed channel stays closed. O(n).
            /// # Errors
            /// `Foreign` if the producer belongs to another channel.
            pub(crate) fn reset(
                &mut self,
                producer: &mut DriverProducer,
            ) -> Result<(), ResetError> {
                self.consumer.reset(&mut producer.producer)
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> DriverChannel {
                DriverChannel {
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
        impl fmt::Debug for DriverConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("DriverConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<Reading> for DriverConsumer {
            type Consumer = Consumer<DriverRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for DriverConsumer {
            type Target = AbsentFromConsumer<Self, DriverRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
    };
    /// A ring of [`ReadingChannel`]: lines of 128 bytes, then 2^2 slots (`bits = 2`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct ReadingRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Reading, 4>,
    }
    /// The control handle (`kind = mpsc`). It keeps the channel open until it is dropped.
    /// ```text
    /// let (channel, mut consumer) = ReadingChannel::open();
    /// let mut producer = channel.register()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct ReadingChannel {
        handle: ::ringmpsc::__private::mpsc::Handle<ReadingRing>,
    }
    /// A producer of [`ReadingChannel`]. After its drop, its messages can still be
    /// received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct ReadingProducer {
        producer: ::ringmpsc::__private::mpsc::Producer<ReadingRing>,
    }
    /// The slots of [`ReadingProducer::reserve`]. Dropping them sends nothing; `commit`
    /// sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type ReadingReservation<'a> = ::ringmpsc::__private::mpsc::Reservation<
        'a,
        ReadingRing,
    >;
    /// The consumer of [`ReadingChannel`]. Dropping it closes the channel and drops all
    /// messages.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct ReadingConsumer {
        consumer: ::ringmpsc::__private::mpsc::Consumer<ReadingRing>,
    }
    /// The slice of [`ReadingConsumer::readable`]: contiguous messages. `advance` consumes
    /// them.
    pub(crate) type ReadingReadable<'a> = ::ringmpsc::__private::mpsc::Readable<
        'a,
        ReadingRing,
    >;
    /// The iterator of [`ReadingConsumer::peek_iter`]. It lends messages; `consume_seen`
    /// consumes them.
    pub(crate) type ReadingPeekIter<'a> = ::ringmpsc::__private::mpsc::PeekIter<
        'a,
        ReadingRing,
    >;
    /// The iterator of [`ReadingConsumer::drain`]. It returns messages by value.
    pub(crate) type ReadingDrain<'a> = ::ringmpsc::__private::mpsc::Drain<
        'a,
        ReadingRing,
    >;
    const _: () = {
        use ::core::fmt;
        use ::core::clone::Clone;
        use ::core::iter::IntoIterator;
        use ::core::marker::Copy;
        use ::core::mem::size_of;
        use ::core::ops::{ControlFlow, Deref, FnMut};
        use ::core::option::Option;
        use ::core::pin::Pin;
        use ::core::primitive::{bool, usize};
        use ::core::result::Result;
        use ::core::task::{Context, Poll};
        use ::ringmpsc::{
            ProducerId, RegisterError, ReserveError, ResetError, SinkError, TryRecvError,
            TrySendError, WeakChannel,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd,
            FusedStream, HandleEnd, HasFutures, Layout, Lines, Options, ProducerEnd,
            Ring, Sink, Slots, Stream, Vec, check, lines,
        };
        use ::ringmpsc::__private::mpsc::{
            Closed, Consumer, Handle, Producer, Recv, RecvMany, Reserve, RingTryIter,
            Send,
        };
        impl Options for ReadingRing {
            /// many producers
            const RECYCLED: bool = true;
            /// `futures`
            const CAN_WAIT: bool = true;
        }
        impl HasFutures for ReadingRing {}
        const _: () = (check::<ReadingRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for ReadingRing {
            type Slots = Slots<Reading, 4>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(ReadingRing, producer) },
                        consumer: const { builtin # offset_of(ReadingRing, consumer) },
                        cold: const { builtin # offset_of(ReadingRing, cold) },
                        slots: const { builtin # offset_of(ReadingRing, slots) },
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
        impl ReadingChannel {
            /// The number of slots of a ring: 2^2 (`bits = 2`).
            pub(crate) const CAPACITY: usize = 4;
            /// The size of a ring in bytes.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<ReadingRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY
                * size_of::<Reading>();
            /// Opens a channel without producers. [`register`](Self::register) adds them.
            /// The channel stays open while a handle exists, unless [`close`](Self::close) is
            /// called.
            pub(crate) fn open() -> (Self, ReadingConsumer) {
                let (handle, consumer) = <Handle<ReadingRing>>::open();
                (Self { handle }, ReadingConsumer { consumer })
            }
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// `Closed`, `OutOfMemory`, or `Forked`.
            pub(crate) fn register(&self) -> Result<ReadingProducer, RegisterError> {
                self.handle.register().map(|producer| ReadingProducer { producer })
            }
            /// Closes the channel: sends fail, and queued messages can be received. Wakes all
            /// waiting threads and tasks, and signals notifiers. Takes a lock.
            pub(crate) fn close(&self) {
                self.handle.close();
            }
            /// Whether the channel is closed for sends.
            pub(crate) fn is_closed(&self) -> bool {
                self.handle.is_closed()
            }
            /// Whether every message was received and none can be sent any more. Takes a lock.
            /// While a producer exists, it is false until a consumer got `Closed`.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.handle.is_fully_drained()
            }
            /// The number of messages in all rings. O(rings).
            pub(crate) fn len(&self) -> usize {
                self.handle.len()
            }
            /// The same as [`len`](Self::len).
            pub(crate) fn pending(&self) -> usize {
                self.handle.len()
            }
            /// Whether no ring has a message. O(rings).
            pub(crate) fn is_empty(&self) -> bool {
                self.handle.is_empty()
            }
            /// Whether both are handles of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.handle.same_channel(&other.handle)
            }
            /// The number of producers. Takes a lock.
            pub(crate) fn producer_count(&self) -> usize {
                self.handle.producer_count()
            }
            /// 1, or 0 after the consumer was dropped. Takes a lock.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
            /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
            /// `None` if the producer was dropped and another producer has its ring.
            pub(crate) fn len_of(&self, producer: ProducerId) -> Option<usize> {
                self.handle.len_of(producer)
            }
            /// A handle that does not keep the channel open.
            pub(crate) fn downgrade(&self) -> WeakChannel<Self> {
                WeakChannel::of(&self.handle)
            }
        }
        impl HandleEnd for ReadingChannel {
            type Handle = Handle<ReadingRing>;
            fn from_handle(handle: Self::Handle) -> Self {
                Self { handle }
            }
        }
        impl Clone for ReadingChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for ReadingChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("ReadingChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for ReadingChannel {
            type Target = AbsentFromHandle<Self, ReadingRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl ReadingProducer {
            /// Sends one message. Wait-free while the channel is open and its consumer polls this
            /// ring.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: Reading,
            ) -> Result<(), TrySendError<Reading>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, in order, and returns how many. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[Reading]) -> usize
            where
                for<'a> Reading: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = Reading>,
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
            ) -> Result<ReadingReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<ReadingReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// As for `reserve_up_to`.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<ReadingReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// As for `reserve`. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<ReadingReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// A future that sends one message when a slot is free (`futures`).
            /// After 128 ready polls of this producer, a poll yields: it is pending and wakes its
            /// task.
            /// # Errors
            /// Returns the message if the channel is closed.
            /// # Cancel safety
            /// Dropping the future drops the message. Use `reserve_async` to keep it.
            pub(crate) fn send_async(
                &mut self,
                message: Reading,
            ) -> Send<'_, ReadingRing> {
                self.producer.send_async(message)
            }
            /// A future that reserves `n` slots when they are free (`futures`).
            /// It yields like [`send_async`](Self::send_async).
            /// A release of slots may wake the task even if fewer than `n` are free.
            /// # Errors
            /// `Closed`, `Zero` or `TooLarge`.
            /// # Cancel safety
            /// Dropping the future changes nothing.
            pub(crate) fn reserve_async(
                &mut self,
                n: usize,
            ) -> Reserve<'_, ReadingRing> {
                self.producer.reserve_async(n)
            }
            /// A future that is ready when the channel is closed (`futures`).
            /// # Cancel safety
            /// Dropping the future changes nothing.
            pub(crate) fn closed(&mut self) -> Closed<'_, ReadingRing> {
                self.producer.closed()
            }
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// As for `register` of the control handle.
            #[doc(alias = "clone")]
            pub(crate) fn try_clone(&self) -> Result<Self, RegisterError> {
                self.producer.try_clone().map(|producer| Self { producer })
            }
            /// Whether this is a producer of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.producer.same_channel(&other.producer)
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> ReadingChannel {
                ReadingChannel {
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
            /// received. Takes a lock.
            ///
            /// If `SinkExt` is in scope, write `SinkExt::close(&mut producer)` for its method.
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
        impl fmt::Debug for ReadingProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("ReadingProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<Reading> for ReadingProducer {
            type Producer = Producer<ReadingRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for ReadingProducer {
            type Target = AbsentFromProducer<Self, ReadingRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        /// `poll_ready` is ready when a slot is free. `poll_flush` is always ready.
        /// `poll_close` is ready at once. After it this producer counts as dropped, and sends
        /// fail.
        /// After 128 ready polls of this producer, a poll yields: it is pending and wakes its
        /// task.
        /// # Panics
        /// `start_send` panics unless `poll_ready` was ready before.
        impl Sink<Reading> for ReadingProducer {
            type Error = SinkError<Reading>;
            fn poll_ready(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<Result<(), SinkError<Reading>>> {
                self.get_mut().producer.poll_ready(context)
            }
            fn start_send(
                self: Pin<&mut Self>,
                message: Reading,
            ) -> Result<(), Self::Error> {
                self.get_mut().producer.start_send(message)
            }
            fn poll_flush(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Result<(), SinkError<Reading>>> {
                Poll::Ready(Result::Ok(()))
            }
            fn poll_close(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Result<(), SinkError<Reading>>> {
                self.get_mut().producer.resign();
                Poll::Ready(Result::Ok(()))
            }
        }
        impl ReadingConsumer {
            /// Receives one message, from the rings in turns of up to 16 messages. Lock-free while
            /// the channel is open, unless it wakes a producer.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Reading, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Copies messages into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn recv_slice(&mut self, slice: &mut [Reading]) -> usize
            where
                for<'a> Reading: Copy,
            {
                self.consumer.recv_slice(slice)
            }
            /// Appends up to `max` messages to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn drain_into(
                &mut self,
                vec: &mut Vec<Reading>,
                max: usize,
            ) -> usize {
                self.consumer.drain_into(vec, max)
            }
            /// Passes messages to `f` by reference, and returns how many. May skip idle rings.
            /// O(n).
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Reading)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// Passes messages to `f` by value, and returns how many. May skip idle rings. O(n).
            pub(crate) fn consume_batch_owned(
                &mut self,
                f: impl FnMut(Reading),
            ) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// Like `consume_batch`, but stops after `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Reading),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
            pub(crate) fn consume_while(
                &mut self,
                f: impl FnMut(&Reading) -> ControlFlow<()>,
            ) -> usize {
                self.consumer.consume_while(f)
            }
            /// Drops all available messages, and returns how many. O(n).
            pub(crate) fn consume_count(&mut self) -> usize {
                self.consumer.consume_count()
            }
            /// Drops up to `n` messages, and returns how many. O(n).
            ///
            /// If `StreamExt` is in scope, `consumer.skip(n)` calls its method and moves the
            /// consumer.
            /// Write `ReadingConsumer::skip(&mut consumer, n)` there.
            pub(crate) fn skip(&mut self, n: usize) -> usize {
                self.consumer.skip(n)
            }
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, ReadingRing> {
                self.consumer.try_iter()
            }
            /// A future that receives one message (`futures`). Its output is the message.
            /// After 128 ready polls of this consumer, a poll yields: it is pending and wakes its
            /// task. [`try_recv`](Self::try_recv) does not.
            /// # Errors
            /// Fails if every message was received and none can be sent any more.
            /// # Cancel safety
            /// Dropping the future leaves the message in the channel.
            pub(crate) fn recv_async(&mut self) -> Recv<'_, ReadingRing> {
                self.consumer.recv_async()
            }
            /// A future that appends up to `max` messages to a vector (`futures`).
            /// Its output is how many: 0 only if `max` is 0. It yields and fails like
            /// [`recv_async`](Self::recv_async).
            /// # Cancel safety
            /// Dropping the future leaves the messages in the channel, and the vector as it is.
            pub(crate) fn recv_many_async<'a>(
                &'a mut self,
                vec: &'a mut Vec<Reading>,
                max: usize,
            ) -> RecvMany<'a, ReadingRing> {
                self.consumer.recv_many_async(vec, max)
            }
            /// The next message, by reference. `None` if there is none. Does not consume it.
            #[inline]
            pub(crate) fn peek(&mut self) -> Option<&Reading> {
                self.consumer.peek()
            }
            /// Up to `n` contiguous next messages, by reference. `None` if there is none.
            /// Does not consume them.
            #[inline]
            pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Reading]> {
                self.consumer.peek_many(n)
            }
            /// The contiguous next messages, as a slice. `None` if there is none.
            /// `advance` consumes them.
            #[inline]
            pub(crate) fn readable(&mut self) -> Option<ReadingReadable<'_>> {
                self.consumer.readable()
            }
            /// Lends all available messages. `consume_seen` consumes those that were lent:
            /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
            /// seen.consume_seen();`
            pub(crate) fn peek_iter(&mut self) -> ReadingPeekIter<'_> {
                self.consumer.peek_iter()
            }
            /// Removes all available messages, one by one. Dropping the iterator drops the rest.
            pub(crate) fn drain(&mut self) -> ReadingDrain<'_> {
                self.consumer.drain()
            }
            /// The same as [`consume_batch`](Self::consume_batch).
            pub(crate) fn consume_all(&mut self, f: impl FnMut(&Reading)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// The same as [`consume_batch_owned`](Self::consume_batch_owned).
            pub(crate) fn consume_all_owned(&mut self, f: impl FnMut(Reading)) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// The same as [`consume_up_to`](Self::consume_up_to).
            pub(crate) fn consume_all_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Reading),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Passes messages to `f` by value until no ring has any, and returns how many.
            /// It may continue as long as producers send.
            pub(crate) fn drain_all(&mut self, f: impl FnMut(Reading)) -> usize {
                self.consumer.drain_all(f)
            }
            /// Passes the messages of `producer` to `f` by value, and returns how many. Takes a
            /// lock.
            /// 0 if the producer was dropped and another producer has its ring. O(rings).
            pub(crate) fn drain_from(
                &mut self,
                producer: ProducerId,
                f: impl FnMut(Reading),
            ) -> usize {
                self.consumer.drain_from(producer, f)
            }
            /// Drops all messages. A closed channel stays closed. Takes a lock. O(n).
            /// # Errors
            /// `ProducersAlive` if the channel has a producer.
            pub(crate) fn reset(&mut self) -> Result<(), ResetError> {
                self.consumer.reset()
            }
            /// Polls each known ring in every pass again, until the ring stays empty for a while.
            pub(crate) fn reset_adaptive_skip(&mut self) {
                self.consumer.reset_adaptive_skip();
            }
            /// The producer with the most messages. `None` if there is no message. O(rings).
            pub(crate) fn hottest(&mut self) -> Option<ProducerId> {
                self.consumer.hottest()
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> ReadingChannel {
                ReadingChannel {
                    handle: self.consumer.handle(),
                }
            }
            /// The number of slots of one ring. Each producer has a ring.
            pub(crate) fn capacity(&self) -> usize {
                self.consumer.capacity()
            }
            /// The number of messages in all rings. O(rings).
            pub(crate) fn len(&self) -> usize {
                self.consumer.len()
            }
            /// Whether no ring has a message. O(rings).
            pub(crate) fn is_empty(&self) -> bool {
                self.consumer.is_empty()
            }
            /// Closes the channel: sends fail, and queued messages can be received. Takes a lock.
            pub(crate) fn close(&mut self) {
                self.consumer.close();
            }
            /// Whether the channel is closed for sends. It may still have messages.
            pub(crate) fn is_closed(&self) -> bool {
                self.consumer.is_closed()
            }
            /// Whether every message was received and none can be sent any more. Takes a lock.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.consumer.is_fully_drained()
            }
        }
        impl fmt::Debug for ReadingConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("ReadingConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<Reading> for ReadingConsumer {
            type Consumer = Consumer<ReadingRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for ReadingConsumer {
            type Target = AbsentFromConsumer<Self, ReadingRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
        /// All messages. The stream ends when every message was received and none can be sent
        /// any more.
        /// After 128 ready polls of this consumer, a poll yields: it is pending and wakes its
        /// task.
        impl Stream for ReadingConsumer {
            type Item = Reading;
            fn poll_next(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<Option<Reading>> {
                self.get_mut().consumer.poll_recv(context).map(Result::ok)
            }
        }
        /// `is_terminated` after the stream has ended.
        impl FusedStream for ReadingConsumer {
            fn is_terminated(&self) -> bool {
                self.consumer.is_terminated()
            }
        }
    };
}
