// cargo expand -p ringmpsc-examples --example event_notifier sample

mod sample {
    //! What the sensor sends, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// A measurement.
    ///
    /// The ring has 64 slots: that many samples may wait while the loop is busy.
    pub(crate) struct Sample(pub(crate) u32);
    /// A ring of [`SampleChannel`]: one cache line per writer, then 2^6 slots (`bits = 6`).
    #[repr(C)]
    pub(crate) struct SampleRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Sample, 64>,
    }
    /// The control handle (`kind = spsc`).
    /// ```text
    /// let (mut producer, mut consumer) = SampleChannel::open();
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct SampleChannel {
        handle: ::ringmpsc::__private::spsc::Handle<SampleRing>,
    }
    /// The producer of [`SampleChannel`]. After its drop, its messages can still be received.
    pub(crate) struct SampleProducer {
        producer: ::ringmpsc::__private::spsc::Producer<SampleRing>,
    }
    /// The slots of [`SampleProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type SampleReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        SampleRing,
    >;
    /// The consumer of [`SampleChannel`]. Dropping it closes the channel and drops all
    /// messages.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct SampleConsumer {
        consumer: ::ringmpsc::__private::spsc::Consumer<SampleRing>,
    }
    /// The slice of [`SampleConsumer::readable`]: contiguous messages. `advance` consumes them.
    pub(crate) type SampleReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        SampleRing,
    >;
    /// The iterator of [`SampleConsumer::peek_iter`]. It lends messages; `consume_seen`
    /// consumes them.
    pub(crate) type SamplePeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<
        'a,
        SampleRing,
    >;
    /// The iterator of [`SampleConsumer::drain`]. It returns messages by value.
    pub(crate) type SampleDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, SampleRing>;
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
        impl Options for SampleRing {
            /// `notify`
            const NOTIFY: bool = true;
        }
        impl HasNotifier for SampleRing {}
        const _: () = (check::<SampleRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for SampleRing {
            type Slots = Slots<Sample, 64>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(SampleRing, producer) },
                        consumer: const { builtin # offset_of(SampleRing, consumer) },
                        cold: const { builtin # offset_of(SampleRing, cold) },
                        slots: const { builtin # offset_of(SampleRing, slots) },
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
        impl SampleChannel {
            /// The number of slots of a ring: 2^6 (`bits = 6`).
            pub(crate) const CAPACITY: usize = 64;
            /// The size of a ring in bytes.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<SampleRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Sample>();
            /// Opens a channel.
            /// # Panics
            /// Panics if the memory for the ring cannot be allocated.
            pub(crate) fn open() -> (SampleProducer, SampleConsumer) {
                let (producer, consumer) = <Handle<SampleRing>>::open();
                (SampleProducer { producer }, SampleConsumer { consumer })
            }
            /// Closes the channel: sends fail, and queued messages can be received. Wakes all waiting
            /// threads and tasks, and signals notifiers.
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
            /// 1, or 0 after the producer was dropped.
            pub(crate) fn producer_count(&self) -> usize {
                self.handle.producer_count()
            }
            /// 1, or 0 after the consumer was dropped.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
        }
        impl Clone for SampleChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for SampleChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("SampleChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for SampleChannel {
            type Target = AbsentFromHandle<Self, SampleRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl SampleProducer {
            /// Sends one message. Wait-free while the channel is open and the consumer does not wait.
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: Sample,
            ) -> Result<(), TrySendError<Sample>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, and returns how many. Wait-free like `try_send`. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[Sample]) -> usize
            where
                for<'a> Sample: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others.
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = Sample>,
            ) -> usize {
                self.producer.send_iter(messages)
            }
            /// Reserves exactly `n` slots. Wait-free like `try_send`.
            /// # Errors
            /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring has.
            #[inline]
            pub(crate) fn reserve(
                &mut self,
                n: usize,
            ) -> Result<SampleReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free. Wait-free like `try_send`.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<SampleReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// The same.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<SampleReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// The same. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<SampleReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> SampleChannel {
                SampleChannel {
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
            /// Whether a send fails with `Closed`.
            pub(crate) fn is_closed(&self) -> bool {
                self.producer.is_closed()
            }
        }
        impl fmt::Debug for SampleProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("SampleProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<Sample> for SampleProducer {
            type Producer = Producer<SampleRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for SampleProducer {
            type Target = AbsentFromProducer<Self, SampleRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        impl SampleConsumer {
            /// Receives one message. Wait-free, unless it arms a notifier.
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Sample, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Copies messages into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn recv_slice(&mut self, slice: &mut [Sample]) -> usize
            where
                for<'a> Sample: Copy,
            {
                self.consumer.recv_slice(slice)
            }
            /// Appends up to `max` messages to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn drain_into(
                &mut self,
                vec: &mut Vec<Sample>,
                max: usize,
            ) -> usize {
                self.consumer.drain_into(vec, max)
            }
            /// Passes all available messages to `f` by reference, and returns how many.
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Sample)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// Passes all available messages to `f` by value, and returns how many.
            pub(crate) fn consume_batch_owned(
                &mut self,
                f: impl FnMut(Sample),
            ) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// Like `consume_batch`, but stops after `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Sample),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
            pub(crate) fn consume_while(
                &mut self,
                f: impl FnMut(&Sample) -> ControlFlow<()>,
            ) -> usize {
                self.consumer.consume_while(f)
            }
            /// Drops all available messages, and returns how many.
            pub(crate) fn consume_count(&mut self) -> usize {
                self.consumer.consume_count()
            }
            /// Drops up to `n` messages, and returns how many.
            pub(crate) fn skip(&mut self, n: usize) -> usize {
                self.consumer.skip(n)
            }
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, SampleRing> {
                self.consumer.try_iter()
            }
            /// Signals `notifier` on a message and at the end of the channel (`notify`).
            /// Queued messages signal it at once. `None` removes it. Takes a lock.
            /// A receive that takes the last message or finds none arms it again.
            pub(crate) fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
                self.consumer.set_notifier(notifier);
            }
            /// The next message, by reference. Does not consume it.
            #[inline]
            pub(crate) fn peek(&mut self) -> Option<&Sample> {
                self.consumer.peek()
            }
            /// Up to `n` contiguous next messages, by reference. Does not consume them.
            #[inline]
            pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Sample]> {
                self.consumer.peek_many(n)
            }
            /// The contiguous next messages, as a slice. `advance` consumes them.
            #[inline]
            pub(crate) fn readable(&mut self) -> Option<SampleReadable<'_>> {
                self.consumer.readable()
            }
            /// Lends all available messages. `consume_seen` consumes those that were lent:
            /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
            /// seen.consume_seen();`
            pub(crate) fn peek_iter(&mut self) -> SamplePeekIter<'_> {
                self.consumer.peek_iter()
            }
            /// Removes all available messages, one by one. Dropping the iterator drops the rest.
            pub(crate) fn drain(&mut self) -> SampleDrain<'_> {
                self.consumer.drain()
            }
            /// Drops all messages. A closed channel stays closed. O(n).
            /// # Errors
            /// `Foreign` if the producer belongs to another channel.
            pub(crate) fn reset(
                &mut self,
                producer: &mut SampleProducer,
            ) -> Result<(), ResetError> {
                self.consumer.reset(&mut producer.producer)
            }
            /// A control handle of the channel.
            pub(crate) fn channel(&self) -> SampleChannel {
                SampleChannel {
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
            /// Whether the channel is closed for sends. It may still have messages.
            pub(crate) fn is_closed(&self) -> bool {
                self.consumer.is_closed()
            }
        }
        impl fmt::Debug for SampleConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("SampleConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<Sample> for SampleConsumer {
            type Consumer = Consumer<SampleRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for SampleConsumer {
            type Target = AbsentFromConsumer<Self, SampleRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
    };
}
