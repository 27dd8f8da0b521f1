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
    impl ::ringmpsc::__private::Options for SampleRing {
        /// `notify`
        const NOTIFY: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::HasNotifier for SampleRing {}
    const _: () = (::ringmpsc::__private::check::<SampleRing>)();
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl ::ringmpsc::__private::Ring for SampleRing {
        type Slots = ::ringmpsc::__private::Slots<Sample, 64>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(SampleRing, producer) },
                    consumer: const { builtin # offset_of(SampleRing, consumer) },
                    cold: const { builtin # offset_of(SampleRing, cold) },
                    slots: const { builtin # offset_of(SampleRing, slots) },
                }
            }
            later::<()>()
        };
        fn lines(&self) -> ::ringmpsc::__private::Lines<'_> {
            ::ringmpsc::__private::lines(&self.producer, &self.consumer, &self.cold)
        }
        fn slots(&self) -> &Self::Slots {
            &self.slots
        }
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
    #[automatically_derived]
    impl ::core::clone::Clone for SampleChannel {
        #[inline]
        fn clone(&self) -> SampleChannel {
            SampleChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl SampleChannel {
        /// The number of slots of a ring: 2^6 (`bits = 6`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 64;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            SampleRing,
        >();
        /// The size of the messages of a full ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Sample>();
        /// Opens a channel.
        /// # Panics
        /// Panics if the memory for the ring cannot be allocated.
        pub(crate) fn open() -> (SampleProducer, SampleConsumer) {
            let (producer, consumer) = <::ringmpsc::__private::spsc::Handle<
                SampleRing,
            >>::open();
            (SampleProducer { producer }, SampleConsumer { consumer })
        }
        /// Closes the channel: sends fail, and queued messages can be received. Wakes all waiting
        /// threads and tasks, and signals notifiers.
        pub(crate) fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        /// Whether every message was received and none can be sent any more.
        /// While a producer exists, it is false until a consumer got `Closed`.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        /// The number of messages in the channel.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub(crate) fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// Whether the channel has no message.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        /// 1, or 0 after the producer was dropped.
        pub(crate) fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        /// 1, or 0 after the consumer was dropped.
        pub(crate) fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
    }
    impl ::core::fmt::Debug for SampleChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("SampleChannel", f)
        }
    }
    /// The producer of [`SampleChannel`]. After its drop, its messages can still be received.
    pub(crate) struct SampleProducer {
        producer: ::ringmpsc::__private::spsc::Producer<SampleRing>,
    }
    impl SampleProducer {
        /// Sends one message. Wait-free while the channel is open and the consumer does not wait.
        /// # Errors
        /// Returns the message, with `Full` or `Closed`.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Sample,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Sample>> {
            self.producer.try_send(message)
        }
        /// Sends as many messages as fit, and returns how many. Wait-free like `try_send`. O(n).
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Sample],
        ) -> ::core::primitive::usize
        where
            for<'a> Sample: ::core::marker::Copy,
        {
            self.producer.send_slice(messages)
        }
        /// Sends messages while a slot is free, and returns how many. It takes no others.
        /// If the channel closes during the call, it drops the messages beyond that number.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Sample>,
        ) -> ::core::primitive::usize {
            self.producer.send_iter(messages)
        }
        /// Reserves `n` contiguous slots, fewer at the end of the ring. Wait-free like `try_send`.
        /// # Errors
        /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring has.
        #[inline]
        pub(crate) fn reserve(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` contiguous slots. Wait-free like `try_send`.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// The same. `Full` after a bounded number of rounds.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve_with_backoff(n)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> SampleChannel {
            SampleChannel {
                handle: self.producer.handle(),
            }
        }
        /// The identity of this producer in its channel.
        pub(crate) fn id(&self) -> ::ringmpsc::ProducerId {
            self.producer.id()
        }
        /// The number of slots of the ring.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.producer.capacity()
        }
        /// The number of messages in this ring.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.producer.len()
        }
        /// The number of free slots.
        pub(crate) fn available_capacity(&self) -> ::core::primitive::usize {
            self.producer.available_capacity()
        }
        /// Whether this ring has no message.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.producer.is_empty()
        }
        /// Whether this ring has no free slot.
        pub(crate) fn is_full(&self) -> ::core::primitive::bool {
            self.producer.is_full()
        }
        /// Whether a send fails with `Closed`.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.producer.is_closed()
        }
    }
    impl ::core::fmt::Debug for SampleProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.producer.describe("SampleProducer", f)
        }
    }
    /// Implements `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for SampleProducer {
        type Producer = ::ringmpsc::__private::spsc::Producer<SampleRing>;
        fn producer(&self) -> &Self::Producer {
            &self.producer
        }
        fn producer_mut(&mut self) -> &mut Self::Producer {
            &mut self.producer
        }
    }
    /// The slots of [`SampleProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(n)?; slots.fill_from(messages); slots.commit()?;`
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
    impl SampleConsumer {
        /// Receives one message. Wait-free, unless it arms a notifier.
        /// # Errors
        /// `Empty` while a producer may send, otherwise `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Sample, ::ringmpsc::TryRecvError> {
            self.consumer.try_recv()
        }
        /// Copies messages into a slice, and returns how many. O(n).
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Sample],
        ) -> ::core::primitive::usize
        where
            for<'a> Sample: ::core::marker::Copy,
        {
            self.consumer.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many. O(n).
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Sample>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.consumer.drain_into(vec, max)
        }
        /// Passes all available messages to `f` by reference, and returns how many.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Sample),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch(f)
        }
        /// Passes all available messages to `f` by value, and returns how many.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Sample),
        ) -> ::core::primitive::usize {
            self.consumer.consume_batch_owned(f)
        }
        /// Like `consume_batch`, but stops after `max` messages.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Sample),
        ) -> ::core::primitive::usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Sample) -> ::core::ops::ControlFlow<()>,
        ) -> ::core::primitive::usize {
            self.consumer.consume_while(f)
        }
        /// Drops all available messages, and returns how many.
        pub(crate) fn consume_count(&mut self) -> ::core::primitive::usize {
            self.consumer.consume_count()
        }
        /// Drops up to `n` messages, and returns how many.
        pub(crate) fn skip(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.consumer.skip(n)
        }
        /// Signals `notifier` on a message and at the end of the channel (`notify`).
        /// Queued messages signal it at once. `None` removes it. Takes a lock.
        /// A receive that takes the last message or finds none arms it again.
        pub(crate) fn set_notifier(
            &mut self,
            notifier: ::core::option::Option<
                ::ringmpsc::__private::Arc<::ringmpsc::EventNotifier>,
            >,
        ) {
            self.consumer.set_notifier(notifier);
        }
        /// The next message, by reference. Does not consume it.
        #[inline]
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Sample> {
            self.consumer.peek()
        }
        /// Up to `n` contiguous next messages, by reference. Does not consume them.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Sample]> {
            self.consumer.peek_many(n)
        }
        /// The contiguous next messages, as a slice. `advance` consumes them.
        #[inline]
        pub(crate) fn readable(&mut self) -> ::core::option::Option<SampleReadable<'_>> {
            self.consumer.readable()
        }
        /// Lends all available messages. `finish` consumes those that were lent:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> SampleIter<'_> {
            self.consumer.iter()
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
        ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
            self.consumer.reset(&mut producer.producer)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> SampleChannel {
            SampleChannel {
                handle: self.consumer.handle(),
            }
        }
        /// The number of slots of the ring.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.consumer.capacity()
        }
        /// The number of messages in the channel.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.consumer.len()
        }
        /// Whether the channel has no message.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.consumer.is_empty()
        }
        /// Whether the channel is closed for sends. It may still have messages.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.consumer.is_closed()
        }
    }
    impl ::core::fmt::Debug for SampleConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.consumer.describe("SampleConsumer", f)
        }
    }
    /// Implements `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for SampleConsumer {
        type Consumer = ::ringmpsc::__private::spsc::Consumer<SampleRing>;
        fn consumer(&self) -> &Self::Consumer {
            &self.consumer
        }
        fn consumer_mut(&mut self) -> &mut Self::Consumer {
            &mut self.consumer
        }
    }
    /// The slice of [`SampleConsumer::readable`]: contiguous messages. `advance` consumes them.
    pub(crate) type SampleReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        SampleRing,
    >;
    /// The iterator of [`SampleConsumer::iter`]. It lends messages; `finish` consumes them.
    pub(crate) type SampleIter<'a> = ::ringmpsc::__private::spsc::RingIter<
        'a,
        SampleRing,
    >;
    /// The iterator of [`SampleConsumer::drain`]. It returns messages by value.
    pub(crate) type SampleDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, SampleRing>;
}
