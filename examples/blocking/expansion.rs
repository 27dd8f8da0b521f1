// cargo expand -p ringmpsc-examples --example blocking primes

mod primes {
    //! What the workers send, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// How many primes a worker has found in a range of numbers.
    ///
    /// A ring has 4 slots: a worker that is 4 ranges ahead of the consumer waits.
    pub(crate) struct Primes {
        pub(crate) count: usize,
    }
    /// The ring of [`PrimesChannel`]: one cache line per writer, then 2^2 slots (`bits = 2`).
    #[repr(C)]
    pub(crate) struct PrimesRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Primes, 4>,
    }
    impl ::ringmpsc::__private::Options for PrimesRing {
        /// many producers
        const RECYCLED: ::core::primitive::bool = true;
        /// `wait`
        const WAIT: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Waits for PrimesRing {}
    const _: () = (::ringmpsc::__private::check::<PrimesRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for PrimesRing {
        type Slots = ::ringmpsc::__private::Slots<Primes, 4>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(PrimesRing, producer) },
                    consumer: const { builtin # offset_of(PrimesRing, consumer) },
                    cold: const { builtin # offset_of(PrimesRing, cold) },
                    slots: const { builtin # offset_of(PrimesRing, slots) },
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
    /// A channel from many producers to one consumer (`kind = mpsc`): its control handle. As long as there is one, more may register: drop it, or `close()`, for the end to come.
    ///
    /// ```text
    /// let (channel, mut consumer) = PrimesChannel::open();
    /// let mut producer = channel.register()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct PrimesChannel {
        handle: ::ringmpsc::__private::mpsc::Handle<PrimesRing>,
    }
    #[automatically_derived]
    impl ::core::clone::Clone for PrimesChannel {
        #[inline]
        fn clone(&self) -> PrimesChannel {
            PrimesChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl PrimesChannel {
        /// How many messages a ring holds: 2^2 (`bits = 2`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 4;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            PrimesRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Primes>();
        /// Opens a channel without producers; [`register`](Self::register) adds them.
        pub(crate) fn open() -> (Self, PrimesConsumer) {
            let (handle, rings) = <::ringmpsc::__private::mpsc::Handle<
                PrimesRing,
            >>::open();
            (Self { handle }, PrimesConsumer { rings })
        }
        /// Adds a producer with a ring of its own. Fails with `Closed`, `OutOfMemory`, or `Forked`.
        pub(crate) fn register(
            &self,
        ) -> ::core::result::Result<PrimesProducer, ::ringmpsc::RegisterError> {
            let half = self.handle.register()?;
            ::core::result::Result::Ok(PrimesProducer { half })
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
        /// How many messages are waiting in all rings together.
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
        /// How many producers there are.
        pub(crate) fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        /// How many consumers there are: one, until it is dropped.
        pub(crate) fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
        /// How many messages wait in the ring of one producer. `None` if it has left and the ring has
        /// another owner. Takes the lock of [`register`](Self::register), and looks through all rings.
        pub(crate) fn len_of(
            &self,
            producer: ::ringmpsc::ProducerId,
        ) -> ::core::option::Option<::core::primitive::usize> {
            self.handle.len_of(producer)
        }
    }
    impl ::core::fmt::Debug for PrimesChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("PrimesChannel", f)
        }
    }
    /// The sending end of [`PrimesChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct PrimesProducer {
        half: ::ringmpsc::__private::mpsc::Producer<PrimesRing>,
    }
    impl PrimesProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Primes,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Primes>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Primes],
        ) -> ::core::primitive::usize
        where
            for<'a> Primes: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Primes>,
        ) -> ::core::primitive::usize {
            self.half.send_iter(messages)
        }
        /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
        /// `Zero`, or `TooLarge`: the ring has fewer slots.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn reserve(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<PrimesReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<PrimesReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<PrimesReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// Sends one message, waiting for room (`wait`). Fails, with the message, if the channel is closed.
        /// Blocking: woken by the consumer when it makes room, by `close`, and by the consumer's drop.
        #[inline]
        pub(crate) fn send(
            &mut self,
            message: Primes,
        ) -> ::core::result::Result<(), ::ringmpsc::SendError<Primes>> {
            self.half.send(message)
        }
        /// Like [`send`](Self::send), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails, with the
        /// message, with `Timeout` or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_timeout(
            &mut self,
            message: Primes,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Primes>> {
            self.half.send_timeout(message, timeout)
        }
        /// Like [`send`](Self::send), until `deadline` at the latest (`wait`). Fails, with the message, with `Timeout`
        /// or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_deadline(
            &mut self,
            message: Primes,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Primes>> {
            self.half.send_deadline(message, deadline)
        }
        /// For messages that are `Copy`: sends all, even more than the ring holds, waiting as `strategy` says (`wait`).
        /// Fails with how many were sent, and `TimedOut` or `Closed`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn send_all(
            &mut self,
            messages: &[Primes],
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<(), ::ringmpsc::SendAllError>
        where
            for<'a> Primes: ::core::marker::Copy,
        {
            self.half.send_all(messages, strategy)
        }
        /// Like [`reserve`](Self::reserve), waiting as `strategy` says until `n` slots are free (`wait`). Fails with
        /// `TimedOut`, `Closed`, `Zero` or `TooLarge`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn reserve_wait(
            &mut self,
            n: ::core::primitive::usize,
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<PrimesReservation<'_>, ::ringmpsc::WaitError> {
            self.half.reserve_wait(n, strategy)
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
    impl ::core::fmt::Debug for PrimesProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("PrimesProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for PrimesProducer {
        type Half = ::ringmpsc::__private::mpsc::Producer<PrimesRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// What [`PrimesProducer::reserve`] grants: slots to write in place, for example with [`push`](PrimesReservation::push). Nothing is sent until [`commit`](PrimesReservation::commit).
    pub(crate) type PrimesReservation<'a> = ::ringmpsc::__private::mpsc::Reservation<
        'a,
        PrimesRing,
    >;
    /// The receiving end of [`PrimesChannel`]. Dropping it closes the channel and drops what nobody received.
    pub(crate) struct PrimesConsumer {
        rings: ::ringmpsc::__private::mpsc::Consumer<PrimesRing>,
    }
    impl PrimesConsumer {
        /// Receives one message, from the rings in turn. Lock-free while no producer waits.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Primes, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Primes],
        ) -> ::core::primitive::usize
        where
            for<'a> Primes: ::core::marker::Copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Primes>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Primes) -> ::core::ops::ControlFlow<()>,
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
        ) -> ::core::result::Result<Primes, ::ringmpsc::RecvError> {
            self.rings.recv()
        }
        /// Like [`recv`](Self::recv), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails with
        /// `Timeout` or `Closed`; never with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_timeout(
            &mut self,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<Primes, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_timeout(timeout)
        }
        /// Like [`recv`](Self::recv), until `deadline` at the latest (`wait`). Fails with `Timeout` or `Closed`; never
        /// with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_deadline(
            &mut self,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<Primes, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_deadline(deadline)
        }
        /// Like [`consume_batch`](Self::consume_batch), waiting as `strategy` says until there is a message (`wait`).
        /// Fails with `TimedOut` or `Closed`. Blocking, woken like [`recv`](Self::recv).
        pub(crate) fn consume_batch_wait(
            &mut self,
            f: impl ::core::ops::FnMut(&Primes),
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
            self.rings.consume_batch_wait(f, strategy)
        }
        /// The next message, which stays where it is.
        #[inline]
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Primes> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Primes]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        pub(crate) fn readable(&mut self) -> ::core::option::Option<PrimesReadable<'_>> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> PrimesIter<'_> {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        pub(crate) fn drain(&mut self) -> PrimesDrain<'_> {
            self.rings.drain()
        }
        /// The same as [`consume_batch`](Self::consume_batch): both visit every ring.
        pub(crate) fn consume_all(
            &mut self,
            f: impl ::core::ops::FnMut(&Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// The same as [`consume_batch_owned`](Self::consume_batch_owned): both visit every ring.
        pub(crate) fn consume_all_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// The same as [`consume_up_to`](Self::consume_up_to): both visit every ring.
        pub(crate) fn consume_all_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Primes),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands everything to `f` by value until nothing is left (after a close, until the end), and returns
        /// how many messages that was.
        pub(crate) fn drain_all(
            &mut self,
            f: impl ::core::ops::FnMut(Primes),
        ) -> ::core::primitive::usize {
            self.rings.drain_all(f)
        }
        /// Hands the messages in the ring of one producer to `f` by value, and returns how many. Returns 0 if the
        /// producer has left and the ring has another owner. Looks through all rings, under the lock of `register`.
        pub(crate) fn drain_from(
            &mut self,
            producer: ::ringmpsc::ProducerId,
            f: impl ::core::ops::FnMut(Primes),
        ) -> ::core::primitive::usize {
            self.rings.drain_from(producer, f)
        }
        /// Drops everything. A closed channel stays closed. Fails with `ProducersAlive` if there is a producer.
        pub(crate) fn reset(
            &mut self,
        ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
            self.rings.reset()
        }
        /// Polls every ring in every pass again, until it proves idle anew.
        pub(crate) fn reset_adaptive_skip(&mut self) {
            self.rings.reset_adaptive_skip();
        }
        /// The producer with the most messages waiting; `None` if no message is.
        pub(crate) fn hottest(
            &mut self,
        ) -> ::core::option::Option<::ringmpsc::ProducerId> {
            self.rings.hottest()
        }
        /// How many messages one ring holds. There is one for each producer.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.rings.capacity()
        }
        /// How many messages are waiting in all rings together.
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
        /// Whether nothing can be sent any more and everything was received: see the control handle's.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.rings.is_fully_drained()
        }
    }
    impl ::core::fmt::Debug for PrimesConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("PrimesConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for PrimesConsumer {
        type Rings = ::ringmpsc::__private::mpsc::Consumer<PrimesRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// What [`PrimesConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
    pub(crate) type PrimesReadable<'a> = ::ringmpsc::__private::mpsc::Readable<
        'a,
        PrimesRing,
    >;
    /// What [`PrimesConsumer::iter`] goes through: messages by reference. `finish` consumes them.
    pub(crate) type PrimesIter<'a> = ::ringmpsc::__private::mpsc::RingIter<
        'a,
        PrimesRing,
    >;
    /// What [`PrimesConsumer::drain`] takes out: messages by value.
    pub(crate) type PrimesDrain<'a> = ::ringmpsc::__private::mpsc::Drain<'a, PrimesRing>;
}
