// cargo expand -p ringmpsc-examples --example backpressure frame

mod frame {
    //! What the camera sends, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// A picture. It is `Copy`, so that many can be sent at once.
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
    /// The ring of [`FrameChannel`]: one cache line per writer, then 2^3 slots (`bits = 3`).
    #[repr(C)]
    pub(crate) struct FrameRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Frame, 8>,
    }
    impl ::ringmpsc::__private::Options for FrameRing {
        /// `wait`
        const WAIT: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Waits for FrameRing {}
    const _: () = (::ringmpsc::__private::check::<FrameRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for FrameRing {
        type Slots = ::ringmpsc::__private::Slots<Frame, 8>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(FrameRing, producer) },
                    consumer: const { builtin # offset_of(FrameRing, consumer) },
                    cold: const { builtin # offset_of(FrameRing, cold) },
                    slots: const { builtin # offset_of(FrameRing, slots) },
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
    /// let (mut producer, mut consumer) = FrameChannel::open();
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct FrameChannel {
        handle: ::ringmpsc::__private::spsc::Handle<FrameRing>,
    }
    #[automatically_derived]
    impl ::core::clone::Clone for FrameChannel {
        #[inline]
        fn clone(&self) -> FrameChannel {
            FrameChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl FrameChannel {
        /// How many messages a ring holds: 2^3 (`bits = 3`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 8;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            FrameRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Frame>();
        /// Opens a channel and gives out its two ends.
        ///
        /// # Panics
        ///
        /// Panics if there is no memory for the ring.
        pub(crate) fn open() -> (FrameProducer, FrameConsumer) {
            let (half, rings) = <::ringmpsc::__private::spsc::Handle<FrameRing>>::open();
            (FrameProducer { half }, FrameConsumer { rings })
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
    impl ::core::fmt::Debug for FrameChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("FrameChannel", f)
        }
    }
    /// The sending end of [`FrameChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct FrameProducer {
        half: ::ringmpsc::__private::spsc::Producer<FrameRing>,
    }
    impl FrameProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Frame,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Frame>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Frame],
        ) -> ::core::primitive::usize
        where
            for<'a> Frame: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Frame>,
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
        ) -> ::core::result::Result<FrameReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<FrameReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<FrameReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// Sends one message, waiting for room (`wait`). Fails, with the message, if the channel is closed.
        /// Blocking: woken by the consumer when it makes room, by `close`, and by the consumer's drop.
        #[inline]
        pub(crate) fn send(
            &mut self,
            message: Frame,
        ) -> ::core::result::Result<(), ::ringmpsc::SendError<Frame>> {
            self.half.send(message)
        }
        /// Like [`send`](Self::send), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails, with the
        /// message, with `Timeout` or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_timeout(
            &mut self,
            message: Frame,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Frame>> {
            self.half.send_timeout(message, timeout)
        }
        /// Like [`send`](Self::send), until `deadline` at the latest (`wait`). Fails, with the message, with `Timeout`
        /// or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_deadline(
            &mut self,
            message: Frame,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Frame>> {
            self.half.send_deadline(message, deadline)
        }
        /// For messages that are `Copy`: sends all, even more than the ring holds, waiting as `strategy` says (`wait`).
        /// Fails with how many were sent, and `TimedOut` or `Closed`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn send_all(
            &mut self,
            messages: &[Frame],
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<(), ::ringmpsc::SendAllError>
        where
            for<'a> Frame: ::core::marker::Copy,
        {
            self.half.send_all(messages, strategy)
        }
        /// Like [`reserve`](Self::reserve), waiting as `strategy` says until `n` slots are free (`wait`). Fails with
        /// `TimedOut`, `Closed`, `Zero` or `TooLarge`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn reserve_wait(
            &mut self,
            n: ::core::primitive::usize,
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<FrameReservation<'_>, ::ringmpsc::WaitError> {
            self.half.reserve_wait(n, strategy)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> FrameChannel {
            let handle = self.half.handle();
            FrameChannel { handle }
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
    impl ::core::fmt::Debug for FrameProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("FrameProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for FrameProducer {
        type Half = ::ringmpsc::__private::spsc::Producer<FrameRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// What [`FrameProducer::reserve`] grants: slots to write in place, for example with [`push`](FrameReservation::push). Nothing is sent until [`commit`](FrameReservation::commit).
    pub(crate) type FrameReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        FrameRing,
    >;
    /// The receiving end of [`FrameChannel`]. Dropping it closes the channel and drops what nobody received.
    pub(crate) struct FrameConsumer {
        rings: ::ringmpsc::__private::spsc::Consumer<FrameRing>,
    }
    impl FrameConsumer {
        /// Receives one message. Wait-free while no producer waits.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Frame, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Frame],
        ) -> ::core::primitive::usize
        where
            for<'a> Frame: ::core::marker::Copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Frame>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Frame),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Frame),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Frame),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Frame) -> ::core::ops::ControlFlow<()>,
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
        /// Receives one message, waiting for it (`wait`). Fails if all were received and nobody can send any more.
        /// Blocking: woken by the next message, by `close`, and by the drop of the last that could send.
        #[inline]
        pub(crate) fn recv(
            &mut self,
        ) -> ::core::result::Result<Frame, ::ringmpsc::RecvError> {
            self.rings.recv()
        }
        /// Like [`recv`](Self::recv), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails with
        /// `Timeout` or `Closed`; never with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_timeout(
            &mut self,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<Frame, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_timeout(timeout)
        }
        /// Like [`recv`](Self::recv), until `deadline` at the latest (`wait`). Fails with `Timeout` or `Closed`; never
        /// with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_deadline(
            &mut self,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<Frame, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_deadline(deadline)
        }
        /// Like [`consume_batch`](Self::consume_batch), waiting as `strategy` says until there is a message (`wait`).
        /// Fails with `TimedOut` or `Closed`. Blocking, woken like [`recv`](Self::recv).
        pub(crate) fn consume_batch_wait(
            &mut self,
            f: impl ::core::ops::FnMut(&Frame),
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
            self.rings.consume_batch_wait(f, strategy)
        }
        /// The next message, which stays where it is.
        #[inline]
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Frame> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Frame]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        pub(crate) fn readable(&mut self) -> ::core::option::Option<FrameReadable<'_>> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> FrameIter<'_> {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        pub(crate) fn drain(&mut self) -> FrameDrain<'_> {
            self.rings.drain()
        }
        /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
        /// another channel.
        pub(crate) fn reset(
            &mut self,
            producer: &mut FrameProducer,
        ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
            self.rings.reset(&mut producer.half)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> FrameChannel {
            let handle = self.rings.handle();
            FrameChannel { handle }
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
    impl ::core::fmt::Debug for FrameConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("FrameConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for FrameConsumer {
        type Rings = ::ringmpsc::__private::spsc::Consumer<FrameRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// What [`FrameConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
    pub(crate) type FrameReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        FrameRing,
    >;
    /// What [`FrameConsumer::iter`] goes through: messages by reference. `finish` consumes them.
    pub(crate) type FrameIter<'a> = ::ringmpsc::__private::spsc::RingIter<'a, FrameRing>;
    /// What [`FrameConsumer::drain`] takes out: messages by value.
    pub(crate) type FrameDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, FrameRing>;
}
