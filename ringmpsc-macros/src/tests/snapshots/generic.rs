// #[ring_channel(kind = spsc)]

type Queue<T> = T;

/// The ring of [`QueueChannel`]: one cache line per writer, then 2^16 slots (`bits = 16`).
#[repr(C)]
struct QueueRing<T> {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Queue<T>, 65536>,
}

impl<T> ::ringmpsc::__private::Options for QueueRing<T> {}

/// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
unsafe impl<T> ::ringmpsc::__private::Parts for QueueRing<T> {
    type Slots = ::ringmpsc::__private::Slots<Queue<T>, 65536>;
    const LAYOUT: ::ringmpsc::__private::Layout = ::ringmpsc::__private::Layout {
        producer: ::core::mem::offset_of!(Self, producer),
        consumer: ::core::mem::offset_of!(Self, consumer),
        cold: ::core::mem::offset_of!(Self, cold),
        slots: ::core::mem::offset_of!(Self, slots),
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
/// let (mut producer, mut consumer) = QueueChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
struct QueueChannel<T> {
    handle: ::ringmpsc::__private::spsc::Handle<QueueRing<T>>,
}

impl<T> QueueChannel<T> {
    /// How many messages a ring holds: 2^16 (`bits = 16`).
    const CAPACITY: ::core::primitive::usize = 65536;
    /// The size of a ring in bytes.
    const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        QueueRing<T>,
    >();
    /// The size of the messages in a ring in bytes.
    const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Queue<T>>();
    /// Opens a channel and gives out its two ends.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    fn open() -> (QueueProducer<T>, QueueConsumer<T>) {
        const { (::ringmpsc::__private::check::<QueueRing<T>>)() };
        let (half, rings) = <::ringmpsc::__private::spsc::Handle<QueueRing<T>>>::open();
        (QueueProducer { half }, QueueConsumer { rings })
    }

    /// Refuses new messages. What was accepted can still be received.
    fn close(&self) {
        self.handle.close();
    }

    /// Whether nothing new can be sent.
    fn is_closed(&self) -> ::core::primitive::bool {
        self.handle.is_closed()
    }

    /// Whether nothing can be sent any more and everything was received. A send that began before
    /// `close` counts: while a producer lives this is false until a consumer was told `Closed`.
    fn is_fully_drained(&self) -> ::core::primitive::bool {
        self.handle.is_fully_drained()
    }

    /// How many messages are waiting.
    fn len(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// The same as [`len`](Self::len).
    fn pending(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// Whether no message is waiting.
    fn is_empty(&self) -> ::core::primitive::bool {
        self.handle.is_empty()
    }

    /// How many producers there are: one, until it is dropped.
    fn producer_count(&self) -> ::core::primitive::usize {
        self.handle.producer_count()
    }

    /// How many consumers there are: one, until it is dropped.
    fn consumer_count(&self) -> ::core::primitive::usize {
        self.handle.consumer_count()
    }
}

impl<T> ::core::clone::Clone for QueueChannel<T> {
    fn clone(&self) -> Self {
        let handle = ::core::clone::Clone::clone(&self.handle);
        Self { handle }
    }
}

impl<T> ::core::fmt::Debug for QueueChannel<T> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.handle.describe("QueueChannel", f)
    }
}

/// The sending end of [`QueueChannel`]. Dropping it ends its stream; what it sent is still received.
struct QueueProducer<T> {
    half: ::ringmpsc::__private::spsc::Producer<QueueRing<T>>,
}

impl<T> QueueProducer<T> {
    /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
    /// Wait-free while the channel is open.
    #[inline]
    fn try_send(
        &mut self,
        message: Queue<T>,
    ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Queue<T>>> {
        self.half.try_send(message)
    }

    /// For messages that are `Copy`: copies in as many as fit, and returns how many.
    /// Wait-free while the channel is open.
    #[inline]
    fn send_slice(&mut self, messages: &[Queue<T>]) -> ::core::primitive::usize
    where
        Queue<T>: ::core::marker::Copy,
    {
        self.half.send_slice(messages)
    }

    /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
    /// channel is closed meanwhile, the messages beyond the returned count are dropped.
    fn send_iter(
        &mut self,
        messages: impl ::core::iter::IntoIterator<Item = Queue<T>>,
    ) -> ::core::primitive::usize {
        self.half.send_iter(messages)
    }

    /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
    /// `Zero`, or `TooLarge`: the ring has fewer slots.
    /// Wait-free while the channel is open.
    #[inline]
    fn reserve(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<QueueReservation<'_, T>, ::ringmpsc::ReserveError> {
        self.half.reserve(n)
    }

    /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
    /// Wait-free while the channel is open.
    #[inline]
    fn reserve_up_to(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<QueueReservation<'_, T>, ::ringmpsc::ReserveError> {
        self.half.reserve_up_to(n)
    }

    /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
    fn reserve_with_backoff(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<QueueReservation<'_, T>, ::ringmpsc::ReserveError> {
        self.half.reserve_with_backoff(n)
    }

    /// A control handle of the channel.
    fn channel(&self) -> QueueChannel<T> {
        let handle = self.half.handle();
        QueueChannel { handle }
    }

    /// Which producer this is.
    fn id(&self) -> ::ringmpsc::ProducerId {
        self.half.id()
    }

    /// How many messages the ring holds.
    fn capacity(&self) -> ::core::primitive::usize {
        self.half.capacity()
    }

    /// How many messages are waiting in this ring.
    fn len(&self) -> ::core::primitive::usize {
        self.half.len()
    }

    /// How many slots are free.
    fn available_capacity(&self) -> ::core::primitive::usize {
        self.half.available_capacity()
    }

    /// Whether no message is waiting.
    fn is_empty(&self) -> ::core::primitive::bool {
        self.half.is_empty()
    }

    /// Whether no slot is free.
    fn is_full(&self) -> ::core::primitive::bool {
        self.half.is_full()
    }

    /// Whether nothing sent now would be received.
    fn is_closed(&self) -> ::core::primitive::bool {
        self.half.is_closed()
    }
}

impl<T> ::core::fmt::Debug for QueueProducer<T> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.half.describe("QueueProducer", f)
    }
}

/// Generic code sends through `ringmpsc::Produce`.
impl<T> ::ringmpsc::__private::ProducerEnd for QueueProducer<T> {
    type Half = ::ringmpsc::__private::spsc::Producer<QueueRing<T>>;
    fn half(&self) -> &Self::Half {
        &self.half
    }

    fn half_mut(&mut self) -> &mut Self::Half {
        &mut self.half
    }
}

/// What [`QueueProducer::reserve`] grants: slots to write in place, for example with [`push`](QueueReservation::push). Nothing is sent until [`commit`](QueueReservation::commit).
type QueueReservation<'a, T> = ::ringmpsc::__private::spsc::Reservation<
    'a,
    QueueRing<T>,
>;

/// The receiving end of [`QueueChannel`]. Dropping it closes the channel and drops what nobody received.
struct QueueConsumer<T> {
    rings: ::ringmpsc::__private::spsc::Consumer<QueueRing<T>>,
}

impl<T> QueueConsumer<T> {
    /// Receives one message. Wait-free.
    /// Fails with `Empty` while somebody may still send, else with `Closed`.
    #[inline]
    fn try_recv(
        &mut self,
    ) -> ::core::result::Result<Queue<T>, ::ringmpsc::TryRecvError> {
        self.rings.try_recv()
    }

    /// For messages that are `Copy`: copies them out into a slice, and returns how many.
    #[inline]
    fn recv_slice(&mut self, slice: &mut [Queue<T>]) -> ::core::primitive::usize
    where
        Queue<T>: ::core::marker::Copy,
    {
        self.rings.recv_slice(slice)
    }

    /// Appends up to `max` messages to a vector, and returns how many.
    #[inline]
    fn drain_into(
        &mut self,
        vec: &mut ::ringmpsc::__private::Vec<Queue<T>>,
        max: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        self.rings.drain_into(vec, max)
    }

    /// Hands everything available to `f` by reference, and returns how many messages that was.
    fn consume_batch(
        &mut self,
        f: impl ::core::ops::FnMut(&Queue<T>),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch(f)
    }

    /// Hands everything available to `f` by value, and returns how many messages that was.
    fn consume_batch_owned(
        &mut self,
        f: impl ::core::ops::FnMut(Queue<T>),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch_owned(f)
    }

    /// Hands up to `max` messages to `f` by reference, and returns how many.
    fn consume_up_to(
        &mut self,
        max: ::core::primitive::usize,
        f: impl ::core::ops::FnMut(&Queue<T>),
    ) -> ::core::primitive::usize {
        self.rings.consume_up_to(max, f)
    }

    /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
    fn consume_while(
        &mut self,
        f: impl ::core::ops::FnMut(&Queue<T>) -> ::core::ops::ControlFlow<()>,
    ) -> ::core::primitive::usize {
        self.rings.consume_while(f)
    }

    /// Drops everything available, and returns how many messages that was.
    fn consume_count(&mut self) -> ::core::primitive::usize {
        self.rings.consume_count()
    }

    /// Drops up to `n` messages, and returns how many.
    fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
        self.rings.skip(n)
    }

    /// The next message, which stays where it is.
    #[inline]
    fn peek(&mut self) -> ::core::option::Option<&Queue<T>> {
        self.rings.peek()
    }

    /// Up to `n` next messages that lie side by side, which stay where they are.
    #[inline]
    fn peek_many(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::option::Option<&[Queue<T>]> {
        self.rings.peek_many(n)
    }

    /// The next messages that lie side by side; `advance` consumes them.
    #[inline]
    fn readable(&mut self) -> ::core::option::Option<QueueReadable<'_, T>> {
        self.rings.readable()
    }

    /// Everything available, by reference; `finish` consumes what was looked at:
    /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
    fn iter(self: &mut Self) -> QueueIter<'_, T> {
        self.rings.iter()
    }

    /// Everything available, by value. Dropping it drops the rest.
    fn drain(&mut self) -> QueueDrain<'_, T> {
        self.rings.drain()
    }

    /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
    /// another channel.
    fn reset(
        &mut self,
        producer: &mut QueueProducer<T>,
    ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
        self.rings.reset(&mut producer.half)
    }

    /// A control handle of the channel.
    fn channel(&self) -> QueueChannel<T> {
        let handle = self.rings.handle();
        QueueChannel { handle }
    }

    /// How many messages the ring holds.
    fn capacity(&self) -> ::core::primitive::usize {
        self.rings.capacity()
    }

    /// How many messages are waiting.
    fn len(&self) -> ::core::primitive::usize {
        self.rings.len()
    }

    /// Whether no message is waiting.
    fn is_empty(&self) -> ::core::primitive::bool {
        self.rings.is_empty()
    }

    /// Whether nothing new can be sent. Messages may still be waiting.
    fn is_closed(&self) -> ::core::primitive::bool {
        self.rings.is_closed()
    }
}

impl<T> ::core::fmt::Debug for QueueConsumer<T> {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.rings.describe("QueueConsumer", f)
    }
}

/// Generic code receives through `ringmpsc::Consume`.
impl<T> ::ringmpsc::__private::ConsumerEnd for QueueConsumer<T> {
    type Rings = ::ringmpsc::__private::spsc::Consumer<QueueRing<T>>;
    fn rings(&self) -> &Self::Rings {
        &self.rings
    }

    fn rings_mut(&mut self) -> &mut Self::Rings {
        &mut self.rings
    }
}

/// What [`QueueConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
type QueueReadable<'a, T> = ::ringmpsc::__private::spsc::Readable<'a, QueueRing<T>>;

/// What [`QueueConsumer::iter`] goes through: messages by reference. `finish` consumes them.
type QueueIter<'a, T> = ::ringmpsc::__private::spsc::RingIter<'a, QueueRing<T>>;

/// What [`QueueConsumer::drain`] takes out: messages by value.
type QueueDrain<'a, T> = ::ringmpsc::__private::spsc::Drain<'a, QueueRing<T>>;
