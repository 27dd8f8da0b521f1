// #[ring_channel(kind = mpmc)]

pub struct Order {
    id: u64,
    price: i64,
}

/// The ring of [`OrderChannel`]: one cache line per side, then 2^14 slots and their receipts (`bits = 14`).
#[repr(C)]
pub struct OrderRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumers, by exchange: `head`, before which everything is claimed.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 16384>,
    /// Written by the consumers, one for each slot: which slots they have emptied.
    receipts: ::ringmpsc::__private::Receipts<16384>,
}

impl ::ringmpsc::__private::Options for OrderRing {
    /// many producers
    const RECYCLED: ::core::primitive::bool = true;
}

const _: () = (::ringmpsc::__private::check::<OrderRing>)();

/// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
unsafe impl ::ringmpsc::__private::Parts for OrderRing {
    type Slots = ::ringmpsc::__private::Slots<Order, 16384>;
    const LAYOUT: ::ringmpsc::__private::Layout = {
        const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
            ::ringmpsc::__private::Layout {
                producer: ::core::mem::offset_of!(OrderRing, producer),
                consumer: ::core::mem::offset_of!(OrderRing, consumer),
                cold: ::core::mem::offset_of!(OrderRing, cold),
                slots: ::core::mem::offset_of!(OrderRing, slots),
            }
        }
        later::<()>()
    };
    const RECEIPTS: ::core::option::Option<::core::primitive::usize> = {
        const fn later<Parameter>() -> ::core::option::Option<::core::primitive::usize> {
            ::core::option::Option::Some(::core::mem::offset_of!(OrderRing, receipts))
        }
        later::<()>()
    };
    fn lines(&self) -> ::ringmpsc::__private::Lines<'_> {
        ::ringmpsc::__private::lines(&self.producer, &self.consumer, &self.cold)
    }

    fn slots(&self) -> &Self::Slots {
        &self.slots
    }

    fn receipts(&self) -> ::core::option::Option<&[::ringmpsc::__private::Receipt]> {
        ::core::option::Option::Some(&self.receipts)
    }
}

/// A channel from many producers to many consumers (`kind = mpmc`): its control handle. As long as there is one, more may register: drop it, or `close()`, for the end to come.
///
/// ```text
/// let channel = OrderChannel::open();
/// let mut producer = channel.register()?;
/// let mut consumer = channel.register_consumer()?;
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
#[derive(::core::clone::Clone)]
pub struct OrderChannel {
    handle: ::ringmpsc::__private::mpmc::Handle<OrderRing>,
}

impl OrderChannel {
    /// How many messages a ring holds: 2^14 (`bits = 14`).
    pub const CAPACITY: ::core::primitive::usize = 16384;
    /// The size of a ring in bytes, with 8 bytes for each slot's receipt.
    pub const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        OrderRing,
    >();
    /// The size of the messages in a ring in bytes.
    pub const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Order>();
    /// Opens a channel without producers and consumers; [`register`](Self::register) and
    /// [`register_consumer`](Self::register_consumer) add them.
    pub fn open() -> Self {
        let handle = <::ringmpsc::__private::mpmc::Handle<OrderRing>>::open();
        Self { handle }
    }

    /// Adds a producer with a ring of its own. Fails with `Closed`, `OutOfMemory`, or `Forked`.
    pub fn register(
        &self,
    ) -> ::core::result::Result<OrderProducer, ::ringmpsc::RegisterError> {
        let half = self.handle.register()?;
        ::core::result::Result::Ok(OrderProducer { half })
    }

    /// Adds a consumer, to share the messages with the others.
    /// Fails with `Closed` once the channel [is fully drained](Self::is_fully_drained), or `Forked`.
    pub fn register_consumer(
        &self,
    ) -> ::core::result::Result<OrderConsumer, ::ringmpsc::RegisterError> {
        let rings = self.handle.register_consumer()?;
        ::core::result::Result::Ok(OrderConsumer { rings })
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

    /// How many consumers there are.
    pub fn consumer_count(&self) -> ::core::primitive::usize {
        self.handle.consumer_count()
    }

    /// How many messages wait in the ring of one producer. `None` if it has left and the ring has
    /// another owner. Takes the lock of [`register`](Self::register), and looks through all rings.
    pub fn len_of(
        &self,
        producer: ::ringmpsc::ProducerId,
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
    half: ::ringmpsc::__private::mpmc::Producer<OrderRing>,
}

impl OrderProducer {
    /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
    /// Wait-free while the channel is open and no consumer waits.
    #[inline]
    pub fn try_send(
        &mut self,
        message: Order,
    ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Order>> {
        self.half.try_send(message)
    }

    /// For messages that are `Copy`: copies in as many as fit, and returns how many.
    /// Wait-free while the channel is open and no consumer waits.
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
    /// Wait-free while the channel is open and no consumer waits.
    #[inline]
    pub fn reserve(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve(n)
    }

    /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
    /// Wait-free while the channel is open and no consumer waits.
    #[inline]
    pub fn reserve_up_to(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve_up_to(n)
    }

    /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
    pub fn reserve_with_backoff(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve_with_backoff(n)
    }

    /// Which producer this is.
    pub fn id(&self) -> ::ringmpsc::ProducerId {
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
impl ::ringmpsc::__private::ProducerEnd for OrderProducer {
    type Half = ::ringmpsc::__private::mpmc::Producer<OrderRing>;
    fn half(&self) -> &Self::Half {
        &self.half
    }

    fn half_mut(&mut self) -> &mut Self::Half {
        &mut self.half
    }
}

/// What [`OrderProducer::reserve`] grants: slots to write in place, for example with [`push`](OrderReservation::push). Nothing is sent until [`commit`](OrderReservation::commit).
pub type OrderReservation<'a> = ::ringmpsc::__private::mpmc::Reservation<'a, OrderRing>;

/// A receiving end of [`OrderChannel`]: each message goes to one of them. When the last is dropped, and no control
/// handle is left that could make another, the channel closes, and what nobody received is dropped.
///
/// Dropping one wakes all others that wait, since it leaves them what it has claimed. One whose handler has panicked
/// keeps its claim until its next operation takes it or it is dropped, also in a poisoned `Mutex`.
pub struct OrderConsumer {
    rings: ::ringmpsc::__private::mpmc::Consumer<OrderRing>,
}

impl OrderConsumer {
    /// Receives one message, from its home shard (`shard = 2`) or else from the fullest of some. Lock-free.
    /// Fails with `Empty` while somebody may still send, else with `Closed`; never because another consumer came first.
    #[inline]
    pub fn try_recv(
        &mut self,
    ) -> ::core::result::Result<Order, ::ringmpsc::TryRecvError> {
        self.rings.try_recv()
    }

    /// Claims up to `max` messages of one ring, and gives them out one by one. `None` if there is none.
    #[must_use = "a claim that is not used drops its messages"]
    #[inline]
    pub fn steal(
        &mut self,
        max: ::core::primitive::usize,
    ) -> ::core::option::Option<OrderClaim<'_>> {
        self.rings.steal(max)
    }

    /// For messages that are `Copy`: claims as many as a slice holds, copies them out, and returns how many.
    #[inline]
    pub fn steal_slice(&mut self, slice: &mut [Order]) -> ::core::primitive::usize
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.rings.steal_slice(slice)
    }

    /// Claims up to `max` messages, appends them to a vector, and returns how many.
    #[inline]
    pub fn steal_into(
        &mut self,
        vec: &mut ::ringmpsc::__private::Vec<Order>,
        max: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        self.rings.steal_into(vec, max)
    }

    /// Hands everything available to `f` by value, and returns how many messages that was.
    /// A handful is claimed at a time, so that the others find something while `f` is at work.
    pub fn consume_batch(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.hand_out(::core::primitive::usize::MAX, f)
    }

    /// Hands up to `max` messages to `f` by value, and returns how many. A handful is claimed at a time.
    pub fn consume_up_to(
        &mut self,
        max: ::core::primitive::usize,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.hand_out(max, f)
    }

    /// Claims everything available of one ring, hands it to `f` by value, and returns how many messages that was.
    pub fn steal_batch(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.rings.steal_batch(f)
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
impl ::ringmpsc::__private::ConsumerEnd for OrderConsumer {
    type Rings = ::ringmpsc::__private::mpmc::Consumer<OrderRing>;
    fn rings(&self) -> &Self::Rings {
        &self.rings
    }

    fn rings_mut(&mut self) -> &mut Self::Rings {
        &mut self.rings
    }
}

/// What [`OrderConsumer::steal`] claims: messages by value. Dropping it drops the rest.
pub type OrderClaim<'a> = ::ringmpsc::__private::mpmc::Claimed<'a, OrderRing>;
