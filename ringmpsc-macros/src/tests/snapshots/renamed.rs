// #[ring_channel(kind = mpsc, crate = channels)]

pub struct Order {
    id: u64,
    price: i64,
}

/// The ring of [`OrderChannel`]: one cache line per writer, then 2^16 slots (`bits = 16`).
#[repr(C)]
pub struct OrderRing {
    /// Written by the producer: `tail`.
    producer: channels::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: channels::__private::ConsumerLine,
    /// Written by both, rarely: the doorbell.
    cold: channels::__private::ColdLine,
    /// The messages.
    slots: channels::__private::Slots<Order, 65536>,
}

impl channels::__private::Options for OrderRing {
    /// many producers
    const RECYCLED: ::core::primitive::bool = true;
}

const _: () = (channels::__private::check::<OrderRing>)();

/// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
unsafe impl channels::__private::Parts for OrderRing {
    type Slots = channels::__private::Slots<Order, 65536>;
    const LAYOUT: channels::__private::Layout = {
        const fn later<Parameter>() -> channels::__private::Layout {
            channels::__private::Layout {
                producer: ::core::mem::offset_of!(OrderRing, producer),
                consumer: ::core::mem::offset_of!(OrderRing, consumer),
                cold: ::core::mem::offset_of!(OrderRing, cold),
                slots: ::core::mem::offset_of!(OrderRing, slots),
            }
        }
        later::<()>()
    };
    fn lines(&self) -> channels::__private::Lines<'_> {
        channels::__private::lines(&self.producer, &self.consumer, &self.cold)
    }

    fn slots(&self) -> &Self::Slots {
        &self.slots
    }
}

/// A channel from many producers to one consumer (`kind = mpsc`): its control handle. As long as there is one, more may register: drop it, or `close()`, for the end to come.
///
/// ```text
/// let (channel, mut consumer) = OrderChannel::open();
/// let mut producer = channel.register()?;
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
#[derive(::core::clone::Clone)]
pub struct OrderChannel {
    handle: channels::__private::mpsc::Handle<OrderRing>,
}

impl OrderChannel {
    /// How many messages a ring holds: 2^16 (`bits = 16`).
    pub const CAPACITY: ::core::primitive::usize = 65536;
    /// The size of a ring in bytes.
    pub const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        OrderRing,
    >();
    /// The size of the messages in a ring in bytes.
    pub const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Order>();
    /// Opens a channel without producers; [`register`](Self::register) adds them.
    pub fn open() -> (Self, OrderConsumer) {
        let (handle, rings) = <channels::__private::mpsc::Handle<OrderRing>>::open();
        (Self { handle }, OrderConsumer { rings })
    }

    /// Adds a producer with a ring of its own. Fails with `Closed`, `OutOfMemory`, or `Forked`.
    pub fn register(
        &self,
    ) -> ::core::result::Result<OrderProducer, channels::__private::RegisterError> {
        let half = self.handle.register()?;
        ::core::result::Result::Ok(OrderProducer { half })
    }

    /// Refuses new messages. What was accepted can still be received.
    pub fn close(&self) {
        self.handle.close();
    }

    /// Whether nothing new can be sent.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.handle.is_closed()
    }

    /// Whether nothing can be sent any more and everything was received. A send that began before
    /// `close` counts: while a producer lives this is false until a consumer was told `Closed`.
    pub fn is_fully_drained(&self) -> ::core::primitive::bool {
        self.handle.is_fully_drained()
    }

    /// How many messages are waiting in all rings together.
    pub fn len(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// The same as [`len`](Self::len).
    pub fn pending(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// Whether no message is waiting.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.handle.is_empty()
    }

    /// How many producers there are.
    pub fn producer_count(&self) -> ::core::primitive::usize {
        self.handle.producer_count()
    }

    /// How many consumers there are: one, until it is dropped.
    pub fn consumer_count(&self) -> ::core::primitive::usize {
        self.handle.consumer_count()
    }

    /// How many messages wait in the ring of one producer. `None` if it has left and the ring has
    /// another owner. Takes the lock of [`register`](Self::register), and looks through all rings.
    pub fn len_of(
        &self,
        producer: channels::__private::ProducerId,
    ) -> ::core::option::Option<::core::primitive::usize> {
        self.handle.len_of(producer)
    }
}

impl ::core::fmt::Debug for OrderChannel {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.handle.describe("OrderChannel", f)
    }
}

/// The sending end of [`OrderChannel`]. Dropping it ends its stream; what it sent is still received.
pub struct OrderProducer {
    half: channels::__private::mpsc::Producer<OrderRing>,
}

impl OrderProducer {
    /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
    /// Wait-free while the channel is open and its consumer polls this ring.
    #[inline]
    pub fn try_send(
        &mut self,
        message: Order,
    ) -> ::core::result::Result<(), channels::__private::TrySendError<Order>> {
        self.half.try_send(message)
    }

    /// For messages that are `Copy`: copies in as many as fit, and returns how many.
    /// Wait-free while the channel is open and its consumer polls this ring.
    #[inline]
    pub fn send_slice(&mut self, messages: &[Order]) -> ::core::primitive::usize
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.half.send_slice(messages)
    }

    /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
    /// channel is closed meanwhile, the messages beyond the returned count are dropped.
    pub fn send_iter(
        &mut self,
        messages: impl ::core::iter::IntoIterator<Item = Order>,
    ) -> ::core::primitive::usize {
        self.half.send_iter(messages)
    }

    /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
    /// `Zero`, or `TooLarge`: the ring has fewer slots.
    /// Wait-free while the channel is open and its consumer polls this ring.
    #[inline]
    pub fn reserve(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<
        OrderReservation<'_>,
        channels::__private::ReserveError,
    > {
        self.half.reserve(n)
    }

    /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
    /// Wait-free while the channel is open and its consumer polls this ring.
    #[inline]
    pub fn reserve_up_to(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<
        OrderReservation<'_>,
        channels::__private::ReserveError,
    > {
        self.half.reserve_up_to(n)
    }

    /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
    pub fn reserve_with_backoff(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<
        OrderReservation<'_>,
        channels::__private::ReserveError,
    > {
        self.half.reserve_with_backoff(n)
    }

    /// Which producer this is.
    pub fn id(&self) -> channels::__private::ProducerId {
        self.half.id()
    }

    /// How many messages the ring holds.
    pub fn capacity(&self) -> ::core::primitive::usize {
        self.half.capacity()
    }

    /// How many messages are waiting in this ring.
    pub fn len(&self) -> ::core::primitive::usize {
        self.half.len()
    }

    /// How many slots are free.
    pub fn available_capacity(&self) -> ::core::primitive::usize {
        self.half.available_capacity()
    }

    /// Whether no message is waiting.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.half.is_empty()
    }

    /// Whether no slot is free.
    pub fn is_full(&self) -> ::core::primitive::bool {
        self.half.is_full()
    }

    /// Whether nothing sent now would be received.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.half.is_closed()
    }
}

impl ::core::fmt::Debug for OrderProducer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.half.describe("OrderProducer", f)
    }
}

/// Generic code sends through `ringmpsc::Produce`.
impl channels::__private::ProducerEnd for OrderProducer {
    type Half = channels::__private::mpsc::Producer<OrderRing>;
    fn half(&self) -> &Self::Half {
        &self.half
    }

    fn half_mut(&mut self) -> &mut Self::Half {
        &mut self.half
    }
}

/// What [`OrderProducer::reserve`] grants: slots to write in place, for example with [`push`](OrderReservation::push). Nothing is sent until [`commit`](OrderReservation::commit).
pub type OrderReservation<'a> = channels::__private::mpsc::Reservation<'a, OrderRing>;

/// The receiving end of [`OrderChannel`]. Dropping it closes the channel and drops what nobody received.
pub struct OrderConsumer {
    rings: channels::__private::mpsc::Consumer<OrderRing>,
}

impl OrderConsumer {
    /// Receives one message, from the rings in turn. Lock-free.
    /// Fails with `Empty` while somebody may still send, else with `Closed`.
    #[inline]
    pub fn try_recv(
        &mut self,
    ) -> ::core::result::Result<Order, channels::__private::TryRecvError> {
        self.rings.try_recv()
    }

    /// For messages that are `Copy`: copies them out into a slice, and returns how many.
    #[inline]
    pub fn recv_slice(&mut self, slice: &mut [Order]) -> ::core::primitive::usize
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.rings.recv_slice(slice)
    }

    /// Appends up to `max` messages to a vector, and returns how many.
    #[inline]
    pub fn drain_into(
        &mut self,
        vec: &mut channels::__private::Vec<Order>,
        max: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        self.rings.drain_into(vec, max)
    }

    /// Hands everything available to `f` by reference, and returns how many messages that was.
    pub fn consume_batch(
        &mut self,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch(f)
    }

    /// Hands everything available to `f` by value, and returns how many messages that was.
    pub fn consume_batch_owned(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch_owned(f)
    }

    /// Hands up to `max` messages to `f` by reference, and returns how many.
    pub fn consume_up_to(
        &mut self,
        max: ::core::primitive::usize,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_up_to(max, f)
    }

    /// Hands messages to `f` by reference until it breaks off, and returns how many. The last is consumed too.
    pub fn consume_while(
        &mut self,
        f: impl ::core::ops::FnMut(&Order) -> ::core::ops::ControlFlow<()>,
    ) -> ::core::primitive::usize {
        self.rings.consume_while(f)
    }

    /// Drops everything available, and returns how many messages that was.
    pub fn consume_count(&mut self) -> ::core::primitive::usize {
        self.rings.consume_count()
    }

    /// Drops up to `n` messages, and returns how many.
    pub fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
        self.rings.skip(n)
    }

    /// The next message, which stays where it is.
    #[inline]
    pub fn peek(&mut self) -> ::core::option::Option<&Order> {
        self.rings.peek()
    }

    /// Up to `n` next messages that lie side by side, which stay where they are.
    #[inline]
    pub fn peek_many(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::option::Option<&[Order]> {
        self.rings.peek_many(n)
    }

    /// The next messages that lie side by side; `advance` consumes them.
    #[inline]
    pub fn readable(&mut self) -> ::core::option::Option<OrderReadable<'_>> {
        self.rings.readable()
    }

    /// Everything available, by reference; `finish` consumes what was looked at:
    /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
    pub fn iter(self: &mut Self) -> OrderIter<'_> {
        self.rings.iter()
    }

    /// Everything available, by value. Dropping it drops the rest.
    pub fn drain(&mut self) -> OrderDrain<'_> {
        self.rings.drain()
    }

    /// The same as [`consume_batch`](Self::consume_batch): both visit every ring.
    pub fn consume_all(
        &mut self,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch(f)
    }

    /// The same as [`consume_batch_owned`](Self::consume_batch_owned): both visit every ring.
    pub fn consume_all_owned(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_batch_owned(f)
    }

    /// The same as [`consume_up_to`](Self::consume_up_to): both visit every ring.
    pub fn consume_all_up_to(
        &mut self,
        max: ::core::primitive::usize,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.rings.consume_up_to(max, f)
    }

    /// Hands everything to `f` by value until nothing is left (after a close, until the end), and returns
    /// how many messages that was.
    pub fn drain_all(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.drain_all(f)
    }

    /// Hands the messages in the ring of one producer to `f` by value, and returns how many. Returns 0 if the
    /// producer has left and the ring has another owner. Looks through all rings, under the lock of `register`.
    pub fn drain_from(
        &mut self,
        producer: channels::__private::ProducerId,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.drain_from(producer, f)
    }

    /// Drops everything. A closed channel stays closed. Fails with `ProducersAlive` if there is a producer.
    pub fn reset(
        &mut self,
    ) -> ::core::result::Result<(), channels::__private::ResetError> {
        self.rings.reset()
    }

    /// Polls every ring in every pass again, until it proves idle anew.
    pub fn reset_adaptive_skip(&mut self) {
        self.rings.reset_adaptive_skip();
    }

    /// The producer with the most messages waiting; `None` if no message is.
    pub fn hottest(
        &mut self,
    ) -> ::core::option::Option<channels::__private::ProducerId> {
        self.rings.hottest()
    }

    /// How many messages one ring holds. There is one for each producer.
    pub fn capacity(&self) -> ::core::primitive::usize {
        self.rings.capacity()
    }

    /// How many messages are waiting in all rings together.
    pub fn len(&self) -> ::core::primitive::usize {
        self.rings.len()
    }

    /// Whether no message is waiting.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.rings.is_empty()
    }

    /// Whether nothing new can be sent. Messages may still be waiting.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.rings.is_closed()
    }

    /// Whether nothing can be sent any more and everything was received: see the control handle's.
    pub fn is_fully_drained(&self) -> ::core::primitive::bool {
        self.rings.is_fully_drained()
    }
}

impl ::core::fmt::Debug for OrderConsumer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.rings.describe("OrderConsumer", f)
    }
}

/// Generic code receives through `ringmpsc::Consume`.
impl channels::__private::ConsumerEnd for OrderConsumer {
    type Rings = channels::__private::mpsc::Consumer<OrderRing>;
    fn rings(&self) -> &Self::Rings {
        &self.rings
    }

    fn rings_mut(&mut self) -> &mut Self::Rings {
        &mut self.rings
    }
}

/// What [`OrderConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
pub type OrderReadable<'a> = channels::__private::mpsc::Readable<'a, OrderRing>;

/// What [`OrderConsumer::iter`] goes through: messages by reference. `finish` consumes them.
pub type OrderIter<'a> = channels::__private::mpsc::RingIter<'a, OrderRing>;

/// What [`OrderConsumer::drain`] takes out: messages by value.
pub type OrderDrain<'a> = channels::__private::mpsc::Drain<'a, OrderRing>;
