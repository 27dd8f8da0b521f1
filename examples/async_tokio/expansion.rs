// cargo expand -p ringmpsc-examples --example async_tokio reading

mod reading {
    //! What the sensors send, and the channels that are generated for it.
    use ringmpsc::ring_channel;
    /// A measurement.
    ///
    /// A ring of [`ReadingChannel`] has 4 slots: a task that is 4 readings ahead awaits room. [`DriverChannel`] has 64,
    /// since the thread that sends into it does not wait.
    pub(crate) struct Reading(pub(crate) u32);
    /// The ring of [`DriverChannel`]: one cache line per writer, then 2^6 slots (`bits = 6`).
    #[repr(C)]
    pub(crate) struct DriverRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Reading, 64>,
    }
    impl ::ringmpsc::__private::Options for DriverRing {
        /// `notify`
        const NOTIFY: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Notifies for DriverRing {}
    const _: () = (::ringmpsc::__private::check::<DriverRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for DriverRing {
        type Slots = ::ringmpsc::__private::Slots<Reading, 64>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(DriverRing, producer) },
                    consumer: const { builtin # offset_of(DriverRing, consumer) },
                    cold: const { builtin # offset_of(DriverRing, cold) },
                    slots: const { builtin # offset_of(DriverRing, slots) },
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
    /// let (mut producer, mut consumer) = DriverChannel::open();
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct DriverChannel {
        handle: ::ringmpsc::__private::spsc::Handle<DriverRing>,
    }
    #[automatically_derived]
    impl ::core::clone::Clone for DriverChannel {
        #[inline]
        fn clone(&self) -> DriverChannel {
            DriverChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl DriverChannel {
        /// How many messages a ring holds: 2^6 (`bits = 6`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 64;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            DriverRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Reading>();
        /// Opens a channel and gives out its two ends.
        ///
        /// # Panics
        ///
        /// Panics if there is no memory for the ring.
        pub(crate) fn open() -> (DriverProducer, DriverConsumer) {
            let (half, rings) = <::ringmpsc::__private::spsc::Handle<
                DriverRing,
            >>::open();
            (DriverProducer { half }, DriverConsumer { rings })
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
    impl ::core::fmt::Debug for DriverChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("DriverChannel", f)
        }
    }
    /// The sending end of [`DriverChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct DriverProducer {
        half: ::ringmpsc::__private::spsc::Producer<DriverRing>,
    }
    impl DriverProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Reading,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Reading>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Reading],
        ) -> ::core::primitive::usize
        where
            for<'a> Reading: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Reading>,
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
        ) -> ::core::result::Result<DriverReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and its consumer does not wait.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<DriverReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<DriverReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> DriverChannel {
            let handle = self.half.handle();
            DriverChannel { handle }
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
    impl ::core::fmt::Debug for DriverProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("DriverProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for DriverProducer {
        type Half = ::ringmpsc::__private::spsc::Producer<DriverRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// What [`DriverProducer::reserve`] grants: slots to write in place, for example with [`push`](DriverReservation::push). Nothing is sent until [`commit`](DriverReservation::commit).
    pub(crate) type DriverReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
        'a,
        DriverRing,
    >;
    /// The receiving end of [`DriverChannel`]. Dropping it closes the channel and drops what nobody received.
    pub(crate) struct DriverConsumer {
        rings: ::ringmpsc::__private::spsc::Consumer<DriverRing>,
    }
    impl DriverConsumer {
        /// Receives one message. Wait-free while there are messages, or no notifier.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Reading, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Reading],
        ) -> ::core::primitive::usize
        where
            for<'a> Reading: ::core::marker::Copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Reading>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Reading) -> ::core::ops::ControlFlow<()>,
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
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Reading> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Reading]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        pub(crate) fn readable(&mut self) -> ::core::option::Option<DriverReadable<'_>> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> DriverIter<'_> {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        pub(crate) fn drain(&mut self) -> DriverDrain<'_> {
            self.rings.drain()
        }
        /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
        /// another channel.
        pub(crate) fn reset(
            &mut self,
            producer: &mut DriverProducer,
        ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
            self.rings.reset(&mut producer.half)
        }
        /// A control handle of the channel.
        pub(crate) fn channel(&self) -> DriverChannel {
            let handle = self.rings.handle();
            DriverChannel { handle }
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
    impl ::core::fmt::Debug for DriverConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("DriverConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for DriverConsumer {
        type Rings = ::ringmpsc::__private::spsc::Consumer<DriverRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// What [`DriverConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
    pub(crate) type DriverReadable<'a> = ::ringmpsc::__private::spsc::Readable<
        'a,
        DriverRing,
    >;
    /// What [`DriverConsumer::iter`] goes through: messages by reference. `finish` consumes them.
    pub(crate) type DriverIter<'a> = ::ringmpsc::__private::spsc::RingIter<
        'a,
        DriverRing,
    >;
    /// What [`DriverConsumer::drain`] takes out: messages by value.
    pub(crate) type DriverDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, DriverRing>;
    /// The ring of [`ReadingChannel`]: one cache line per writer, then 2^2 slots (`bits = 2`).
    #[repr(C)]
    pub(crate) struct ReadingRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Reading, 4>,
    }
    impl ::ringmpsc::__private::Options for ReadingRing {
        /// many producers
        const RECYCLED: ::core::primitive::bool = true;
        /// `futures`
        const WAIT: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Wakes for ReadingRing {}
    const _: () = (::ringmpsc::__private::check::<ReadingRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for ReadingRing {
        type Slots = ::ringmpsc::__private::Slots<Reading, 4>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(ReadingRing, producer) },
                    consumer: const { builtin # offset_of(ReadingRing, consumer) },
                    cold: const { builtin # offset_of(ReadingRing, cold) },
                    slots: const { builtin # offset_of(ReadingRing, slots) },
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
    /// let (channel, mut consumer) = ReadingChannel::open();
    /// let mut producer = channel.register()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct ReadingChannel {
        handle: ::ringmpsc::__private::mpsc::Handle<ReadingRing>,
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ReadingChannel {
        #[inline]
        fn clone(&self) -> ReadingChannel {
            ReadingChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl ReadingChannel {
        /// How many messages a ring holds: 2^2 (`bits = 2`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 4;
        /// The size of a ring in bytes.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            ReadingRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Reading>();
        /// Opens a channel without producers; [`register`](Self::register) adds them.
        pub(crate) fn open() -> (Self, ReadingConsumer) {
            let (handle, rings) = <::ringmpsc::__private::mpsc::Handle<
                ReadingRing,
            >>::open();
            (Self { handle }, ReadingConsumer { rings })
        }
        /// Adds a producer with a ring of its own. Fails with `Closed`, `OutOfMemory`, or `Forked`.
        pub(crate) fn register(
            &self,
        ) -> ::core::result::Result<ReadingProducer, ::ringmpsc::RegisterError> {
            let half = self.handle.register()?;
            ::core::result::Result::Ok(ReadingProducer { half })
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
    impl ::core::fmt::Debug for ReadingChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("ReadingChannel", f)
        }
    }
    /// The sending end of [`ReadingChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct ReadingProducer {
        half: ::ringmpsc::__private::mpsc::Producer<ReadingRing>,
    }
    impl ReadingProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Reading,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Reading>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[Reading],
        ) -> ::core::primitive::usize
        where
            for<'a> Reading: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Reading>,
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
        ) -> ::core::result::Result<ReadingReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and its consumer polls this ring.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<ReadingReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<ReadingReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// A future that sends one message as soon as there is room (`futures`). Fails, with the message, if the
        /// channel is closed. Dropped before that, it drops the message; [`reserve_async`](Self::reserve_async) does not.
        /// After 128 polls of this producer that were ready, one yields to other tasks: it is pending, and wakes its task.
        pub(crate) fn send_async(
            &mut self,
            message: Reading,
        ) -> ::ringmpsc::__private::mpsc::Send<'_, ReadingRing> {
            self.half.send_async(message)
        }
        /// A future of a reservation of `n` slots (`futures`). Each release of slots may wake the task, also one after
        /// which fewer than `n` are free; the future then waits on. Fails with `Closed`, `Zero` or `TooLarge`. Cancel
        /// safe: dropped before it is ready, it changes nothing. It yields like [`send_async`](Self::send_async).
        pub(crate) fn reserve_async(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::ringmpsc::__private::mpsc::Reserve<'_, ReadingRing> {
            self.half.reserve_async(n)
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
    impl ::core::fmt::Debug for ReadingProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("ReadingProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for ReadingProducer {
        type Half = ::ringmpsc::__private::mpsc::Producer<ReadingRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// Ready when there is room. A flush waits for nothing: what was sent needs none. After `poll_close`, which waits for
    /// nothing either, this producer sends nothing more and counts as gone, as if it were dropped. After 128 polls
    /// of this producer that were ready, one yields to other tasks: it is pending, and wakes its task.
    impl ::ringmpsc::__private::Sink<Reading> for ReadingProducer {
        type Error = ::ringmpsc::SinkError<Reading>;
        fn poll_ready(
            self: ::core::pin::Pin<&mut Self>,
            context: &mut ::core::task::Context<'_>,
        ) -> ::core::task::Poll<
            ::core::result::Result<(), ::ringmpsc::SinkError<Reading>>,
        > {
            self.get_mut().half.poll_ready(context)
        }
        fn start_send(
            self: ::core::pin::Pin<&mut Self>,
            message: Reading,
        ) -> ::core::result::Result<(), Self::Error> {
            self.get_mut().half.start_send(message)
        }
        fn poll_flush(
            self: ::core::pin::Pin<&mut Self>,
            _: &mut ::core::task::Context<'_>,
        ) -> ::core::task::Poll<
            ::core::result::Result<(), ::ringmpsc::SinkError<Reading>>,
        > {
            ::core::task::Poll::Ready(::core::result::Result::Ok(()))
        }
        fn poll_close(
            self: ::core::pin::Pin<&mut Self>,
            _: &mut ::core::task::Context<'_>,
        ) -> ::core::task::Poll<
            ::core::result::Result<(), ::ringmpsc::SinkError<Reading>>,
        > {
            self.get_mut().half.resign();
            ::core::task::Poll::Ready(::core::result::Result::Ok(()))
        }
    }
    /// What [`ReadingProducer::reserve`] grants: slots to write in place, for example with [`push`](ReadingReservation::push). Nothing is sent until [`commit`](ReadingReservation::commit).
    pub(crate) type ReadingReservation<'a> = ::ringmpsc::__private::mpsc::Reservation<
        'a,
        ReadingRing,
    >;
    /// The receiving end of [`ReadingChannel`]. Dropping it closes the channel and drops what nobody received.
    pub(crate) struct ReadingConsumer {
        rings: ::ringmpsc::__private::mpsc::Consumer<ReadingRing>,
    }
    impl ReadingConsumer {
        /// Receives one message, from the rings in turn. Lock-free while no producer waits.
        /// Fails with `Empty` while somebody may still send, else with `Closed`.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Reading, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// For messages that are `Copy`: copies them out into a slice, and returns how many.
        #[inline]
        pub(crate) fn recv_slice(
            &mut self,
            slice: &mut [Reading],
        ) -> ::core::primitive::usize
        where
            for<'a> Reading: ::core::marker::Copy,
        {
            self.rings.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many.
        #[inline]
        pub(crate) fn drain_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Reading>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.drain_into(vec, max)
        }
        /// Hands everything available to `f` by reference, and returns how many messages that was.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        pub(crate) fn consume_batch_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// Hands up to `max` messages to `f` by reference, and returns how many.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
        pub(crate) fn consume_while(
            &mut self,
            f: impl ::core::ops::FnMut(&Reading) -> ::core::ops::ControlFlow<()>,
        ) -> ::core::primitive::usize {
            self.rings.consume_while(f)
        }
        /// Drops everything available, and returns how many messages that was.
        pub(crate) fn consume_count(&mut self) -> ::core::primitive::usize {
            self.rings.consume_count()
        }
        /// Drops up to `n` messages, and returns how many.
        ///
        /// Where futures' `StreamExt` is in scope, `consumer.skip(n)` means its method, which consumes the consumer.
        /// Write `ReadingConsumer::skip(&mut consumer, n)` there.
        pub(crate) fn skip(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.skip(n)
        }
        /// A future of one message (`futures`). Fails if all were received and nobody can send any more. Cancel safe:
        /// dropped before it is ready, it leaves the message in the channel. After 128 polls of this consumer that
        /// were ready, one yields to other tasks: it is pending although there may be a message, and wakes its task.
        /// To receive only what is there, use [`try_recv`](Self::try_recv).
        pub(crate) fn recv_async(
            &mut self,
        ) -> ::ringmpsc::__private::mpsc::Recv<'_, ReadingRing> {
            self.rings.recv_async()
        }
        /// The next message, which stays where it is.
        #[inline]
        pub(crate) fn peek(&mut self) -> ::core::option::Option<&Reading> {
            self.rings.peek()
        }
        /// Up to `n` next messages that lie side by side, which stay where they are.
        #[inline]
        pub(crate) fn peek_many(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::option::Option<&[Reading]> {
            self.rings.peek_many(n)
        }
        /// The next messages that lie side by side; `advance` consumes them.
        #[inline]
        pub(crate) fn readable(
            &mut self,
        ) -> ::core::option::Option<ReadingReadable<'_>> {
            self.rings.readable()
        }
        /// Everything available, by reference; `finish` consumes what was looked at:
        /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
        pub(crate) fn iter(self: &mut Self) -> ReadingIter<'_> {
            self.rings.iter()
        }
        /// Everything available, by value. Dropping it drops the rest.
        pub(crate) fn drain(&mut self) -> ReadingDrain<'_> {
            self.rings.drain()
        }
        /// The same as [`consume_batch`](Self::consume_batch): both visit every ring.
        pub(crate) fn consume_all(
            &mut self,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch(f)
        }
        /// The same as [`consume_batch_owned`](Self::consume_batch_owned): both visit every ring.
        pub(crate) fn consume_all_owned(
            &mut self,
            f: impl ::core::ops::FnMut(Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_batch_owned(f)
        }
        /// The same as [`consume_up_to`](Self::consume_up_to): both visit every ring.
        pub(crate) fn consume_all_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(&Reading),
        ) -> ::core::primitive::usize {
            self.rings.consume_up_to(max, f)
        }
        /// Hands everything to `f` by value until nothing is left (after a close, until the end), and returns
        /// how many messages that was.
        pub(crate) fn drain_all(
            &mut self,
            f: impl ::core::ops::FnMut(Reading),
        ) -> ::core::primitive::usize {
            self.rings.drain_all(f)
        }
        /// Hands the messages in the ring of one producer to `f` by value, and returns how many. Returns 0 if the
        /// producer has left and the ring has another owner. Looks through all rings, under the lock of `register`.
        pub(crate) fn drain_from(
            &mut self,
            producer: ::ringmpsc::ProducerId,
            f: impl ::core::ops::FnMut(Reading),
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
    impl ::core::fmt::Debug for ReadingConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("ReadingConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for ReadingConsumer {
        type Rings = ::ringmpsc::__private::mpsc::Consumer<ReadingRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// All messages, until everything was received and nobody can send any more.
    /// After 128 messages one poll yields to other tasks: it is pending, and wakes its task.
    impl ::ringmpsc::__private::Stream for ReadingConsumer {
        type Item = Reading;
        fn poll_next(
            self: ::core::pin::Pin<&mut Self>,
            context: &mut ::core::task::Context<'_>,
        ) -> ::core::task::Poll<::core::option::Option<Reading>> {
            self.get_mut().rings.poll_recv(context).map(::core::result::Result::ok)
        }
    }
    /// What [`ReadingConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
    pub(crate) type ReadingReadable<'a> = ::ringmpsc::__private::mpsc::Readable<
        'a,
        ReadingRing,
    >;
    /// What [`ReadingConsumer::iter`] goes through: messages by reference. `finish` consumes them.
    pub(crate) type ReadingIter<'a> = ::ringmpsc::__private::mpsc::RingIter<
        'a,
        ReadingRing,
    >;
    /// What [`ReadingConsumer::drain`] takes out: messages by value.
    pub(crate) type ReadingDrain<'a> = ::ringmpsc::__private::mpsc::Drain<
        'a,
        ReadingRing,
    >;
}
