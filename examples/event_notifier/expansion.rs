// cargo expand -p ringmpsc-examples --example event_notifier sample

mod sample {
    //! What the sensor sends, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// A measurement.
    ///
    /// The ring has 64 slots: that many samples may wait while the loop is busy.
    pub(crate) struct Sample(pub(crate) u32);
    /// The ring of [`SampleChannel`]: one cache line per writer, then 2^6 slots (`bits = 6`).
    #[repr(C)]
    pub(crate) struct SampleRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Sample, 64>,
    }
    impl ::ringmpsc::__private::Options for SampleRing {
        /// `notify`
        const NOTIFY: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Notifies for SampleRing {}
    const _: () = (::ringmpsc::__private::check::<SampleRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for SampleRing {
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
    /// A channel from one producer to one consumer (`kind = spsc`): its control handle.
    ///
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
        /// How many messages a ring holds: 2^6 (`bits = 6`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 64;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            SampleRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Sample>();
        /// Opens a channel and gives out its two ends.
        ///
        /// # Panics
        ///
        /// Panics if there is no memory for the ring.
        pub(crate) fn open() -> (SampleProducer, SampleConsumer) {
            let (half, rings) = <::ringmpsc::__private::spsc::Handle<
                SampleRing,
            >>::open();
            (SampleProducer { half }, SampleConsumer { rings })
        }
        /// Refuses new messages. What was accepted can still be received.
        pub(crate) fn close(&self) {
            self.handle.close();
        }
        /// Whether nothing new can be sent.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        /// Whether nothing can be sent any more and everything was received. A send that began before
        /// `close` counts: while a producer lives this is false until a consumer was told `Closed`.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        /// How many messages are waiting.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub(crate) fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        /// How many producers there are: one, until it is dropped.
        pub(crate) fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        /// How many consumers there are: one, until it is dropped.
        pub(crate) fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
    }
    impl ::core::fmt::Debug for SampleChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("SampleChannel", f)
        }
    }
    /// The sending end of [`SampleChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct SampleProducer {
        half: ::ringmpsc::__private::spsc::Producer<SampleRing>,
    }
    impl SampleProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Sample,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Sample>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Sample],
        ) -> ::core::primitive::usize
        where
            for<'a> Sample: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Sample>,
        ) -> ::core::primitive::usize {
            self.half.send_iter(messages)
        }
        /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
        /// `Zero`, or `TooLarge`: the ring has fewer slots.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn reserve(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<SampleReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> SampleChannel {
            let handle = self.half.handle();
            SampleChannel { handle }
        }
        /// Which producer this is.
        pub(crate) fn id(&self) -> ::ringmpsc::ProducerId {
            self.half.id()
        }
        /// How many messages the ring holds.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.half.capacity()
        }
        /// How many messages are waiting in this ring.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.half.len()
        }
        /// How many slots are free.
        pub(crate) fn available_capacity(&self) -> ::core::primitive::usize {
            self.half.available_capacity()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.half.is_empty()
        }
        /// Whether no slot is free.
        pub(crate) fn is_full(&self) -> ::core::primitive::bool {
            self.half.is_full()
        }
        /// Whether nothing sent now would be received.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.half.is_closed()
        }
    }
    impl ::core::fmt::Debug for SampleProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("SampleProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for SampleProducer {
        type Half = ::ringmpsc::__private::spsc::Producer<SampleRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// What [`SampleProducer::reserve`] grants: slots to write in place, for example with [`push`](SampleReservation::push). Nothing is sent until [`commit`](SampleReservation::commit).
    pub(crate) type SampleReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        SampleRing,
    >;
    /// The receiving end of [`SampleChannel`]. Dropping it closes the channel and drops what nobody received.
    pub(crate) struct SampleConsumer {
        rings: ::ringmpsc::__private::spsc::Consumer<SampleRing>,
    }
    impl SampleConsumer {
        /// Receives one message. Wait-free while there are messages, or no notifier.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Sample, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Sample],
        ) -> ::core::primitive::usize
        where
            for<'a> Sample: ::core::marker::Copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Sample>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Sample),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Sample),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Sample),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Sample) -> ::core::ops::ControlFlow<()>,
        ) -> ::core::primitive::usize {
            self.rings.consume_while(f)
        }
        /// Drops everything available, and returns how many messages that was.
        pub(crate) fn consume_count(&mut self) -> ::core::primitive::usize {
            self.rings.consume_count()
        }
        /// Drops up to `n` messages, and returns how many.
        pub(crate) fn skip(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.skip(n)
        }
        /// Has `notifier` signalled when there is something to receive, and when nobody can send any more; with `None`,
        /// nothing (`notify`). Taking the last message arms it, and so does finding none. Messages that are there signal it at once.
        pub(crate) fn set_notifier(
            &mut self,
            notifier: ::core::option::Option<
                ::ringmpsc::__private::Arc<::ringmpsc::EventNotifier>,
            >,
        ) {
            self.rings.set_notifier(notifier);
        }
        /// The next message, which stays where it is.
        #[inline]
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Sample> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Sample]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        pub(crate) fn readable(&mut self) -> ::core::option::Option<SampleReadable<'_>> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> SampleIter<'_> {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        pub(crate) fn drain(&mut self) -> SampleDrain<'_> {
            self.rings.drain()
        }
        /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
        /// another channel.
        pub(crate) fn reset(
            &mut self,
            producer: &mut SampleProducer,
        ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
            self.rings.reset(&mut producer.half)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> SampleChannel {
            let handle = self.rings.handle();
            SampleChannel { handle }
        }
        /// How many messages the ring holds.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.rings.capacity()
        }
        /// How many messages are waiting.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.rings.len()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.rings.is_empty()
        }
        /// Whether nothing new can be sent. Messages may still be waiting.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.rings.is_closed()
        }
    }
    impl ::core::fmt::Debug for SampleConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("SampleConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for SampleConsumer {
        type Rings = ::ringmpsc::__private::spsc::Consumer<SampleRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// What [`SampleConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
    pub(crate) type SampleReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        SampleRing,
    >;
    /// What [`SampleConsumer::iter`] goes through: messages by reference. `finish` consumes them.
    pub(crate) type SampleIter<'a> = ::ringmpsc::__private::spsc::RingIter<
        'a,
        SampleRing,
    >;
    /// What [`SampleConsumer::drain`] takes out: messages by value.
    pub(crate) type SampleDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, SampleRing>;
}
