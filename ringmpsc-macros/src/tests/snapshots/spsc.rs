// #[ring_channel(kind = spsc)]

pub struct Order {
    id: u64,
    price: i64,
}

/// A ring of [`OrderChannel`]: one cache line per writer, then 2^16 slots (`bits = 16`).
#[repr(C)]
pub struct OrderRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both sides, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 65536>,
}

impl ::ringmpsc::__private::Options for OrderRing {}

const _: () = (::ringmpsc::__private::check::<OrderRing>)();

/// SAFETY: each offset and reference is that of its field. Counters may be zero.
unsafe impl ::ringmpsc::__private::Ring for OrderRing {
    type Slots = ::ringmpsc::__private::Slots<Order, 65536>;
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
    fn lines(&self) -> ::ringmpsc::__private::Lines<'_> {
        ::ringmpsc::__private::lines(&self.producer, &self.consumer, &self.cold)
    }

    fn slots(&self) -> &Self::Slots {
        &self.slots
    }
}

/// The control handle (`kind = spsc`).
/// ```text
/// let (mut producer, mut consumer) = OrderChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
#[derive(::core::clone::Clone)]
pub struct OrderChannel {
    handle: ::ringmpsc::__private::spsc::Handle<OrderRing>,
}

impl OrderChannel {
    /// The number of slots of a ring: 2^16 (`bits = 16`).
    pub const CAPACITY: ::core::primitive::usize = 65536;
    /// The size of a ring in bytes.
    pub const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        OrderRing,
    >();
    /// The size of the messages of a full ring in bytes.
    pub const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Order>();
    /// Opens a channel.
    /// # Panics
    /// Panics if the memory for the ring cannot be allocated.
    pub fn open() -> (OrderProducer, OrderConsumer) {
        let (producer, consumer) = <::ringmpsc::__private::spsc::Handle<
            OrderRing,
        >>::open();
        (OrderProducer { producer }, OrderConsumer { consumer })
    }

    /// Closes the channel: sends fail, and queued messages can be received.
    pub fn close(&self) {
        self.handle.close();
    }

    /// Whether the channel is closed for sends.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.handle.is_closed()
    }

    /// Whether every message was received and none can be sent any more.
    /// While a producer exists, it is false until a consumer got `Closed`.
    pub fn is_fully_drained(&self) -> ::core::primitive::bool {
        self.handle.is_fully_drained()
    }

    /// The number of messages in the channel.
    pub fn len(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// The same as [`len`](Self::len).
    pub fn pending(&self) -> ::core::primitive::usize {
        self.handle.len()
    }

    /// Whether the channel has no message.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.handle.is_empty()
    }

    /// 1, or 0 after the producer was dropped.
    pub fn producer_count(&self) -> ::core::primitive::usize {
        self.handle.producer_count()
    }

    /// 1, or 0 after the consumer was dropped.
    pub fn consumer_count(&self) -> ::core::primitive::usize {
        self.handle.consumer_count()
    }
}

impl ::core::fmt::Debug for OrderChannel {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.handle.describe("OrderChannel", f)
    }
}

/// The producer of [`OrderChannel`]. After its drop, its messages can still be received.
pub struct OrderProducer {
    producer: ::ringmpsc::__private::spsc::Producer<OrderRing>,
}

impl OrderProducer {
    /// Sends one message. Wait-free while the channel is open.
    /// # Errors
    /// Returns the message, with `Full` or `Closed`.
    #[inline]
    pub fn try_send(
        &mut self,
        message: Order,
    ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Order>> {
        self.producer.try_send(message)
    }

    /// Sends as many messages as fit, and returns how many. Wait-free like `try_send`. O(n).
    #[inline]
    pub fn send_slice(&mut self, messages: &[Order]) -> ::core::primitive::usize
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.producer.send_slice(messages)
    }

    /// Sends messages while a slot is free, and returns how many. It takes no others.
    /// If the channel closes during the call, it drops the messages beyond that number.
    pub fn send_iter(
        &mut self,
        messages: impl ::core::iter::IntoIterator<Item = Order>,
    ) -> ::core::primitive::usize {
        self.producer.send_iter(messages)
    }

    /// Reserves `n` contiguous slots, fewer at the end of the ring. Wait-free like `try_send`.
    /// # Errors
    /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring has.
    #[inline]
    pub fn reserve(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.producer.reserve(n)
    }

    /// Reserves 1 to `n` contiguous slots. Wait-free like `try_send`.
    /// # Errors
    /// `Full`, `Closed`, or `Zero` for `n = 0`.
    #[inline]
    pub fn reserve_up_to(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.producer.reserve_up_to(n)
    }

    /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
    /// # Errors
    /// The same. `Full` after a bounded number of rounds.
    pub fn reserve_with_backoff(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<OrderReservation<'_>, ::ringmpsc::ReserveError> {
        self.producer.reserve_with_backoff(n)
    }

    /// A control handle of the channel.
    pub fn channel(&self) -> OrderChannel {
        OrderChannel {
            handle: self.producer.handle(),
        }
    }

    /// The identity of this producer in its channel.
    pub fn id(&self) -> ::ringmpsc::ProducerId {
        self.producer.id()
    }

    /// The number of slots of the ring.
    pub fn capacity(&self) -> ::core::primitive::usize {
        self.producer.capacity()
    }

    /// The number of messages in this ring.
    pub fn len(&self) -> ::core::primitive::usize {
        self.producer.len()
    }

    /// The number of free slots.
    pub fn available_capacity(&self) -> ::core::primitive::usize {
        self.producer.available_capacity()
    }

    /// Whether this ring has no message.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.producer.is_empty()
    }

    /// Whether this ring has no free slot.
    pub fn is_full(&self) -> ::core::primitive::bool {
        self.producer.is_full()
    }

    /// Whether a send fails with `Closed`.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.producer.is_closed()
    }
}

impl ::core::fmt::Debug for OrderProducer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.producer.describe("OrderProducer", f)
    }
}

/// Implements `ringmpsc::Produce`.
impl ::ringmpsc::__private::ProducerEnd for OrderProducer {
    type Producer = ::ringmpsc::__private::spsc::Producer<OrderRing>;
    fn producer(&self) -> &Self::Producer {
        &self.producer
    }

    fn producer_mut(&mut self) -> &mut Self::Producer {
        &mut self.producer
    }
}

/// The slots of [`OrderProducer::reserve`]. Dropping them sends nothing; `commit` sends:
/// `let mut slots = producer.reserve(n)?; slots.fill_from(messages); slots.commit()?;`
pub type OrderReservation<'a> = ::ringmpsc::__private::spsc::Reservation<'a, OrderRing>;

/// The consumer of [`OrderChannel`]. Dropping it closes the channel and drops all messages.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
pub struct OrderConsumer {
    consumer: ::ringmpsc::__private::spsc::Consumer<OrderRing>,
}

impl OrderConsumer {
    /// Receives one message. Wait-free.
    /// # Errors
    /// `Empty` while a producer may send, otherwise `Closed`.
    #[inline]
    pub fn try_recv(
        &mut self,
    ) -> ::core::result::Result<Order, ::ringmpsc::TryRecvError> {
        self.consumer.try_recv()
    }

    /// Copies messages into a slice, and returns how many. O(n).
    #[inline]
    pub fn recv_slice(&mut self, slice: &mut [Order]) -> ::core::primitive::usize
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.consumer.recv_slice(slice)
    }

    /// Appends up to `max` messages to a vector, and returns how many. O(n).
    #[inline]
    pub fn drain_into(
        &mut self,
        vec: &mut ::ringmpsc::__private::Vec<Order>,
        max: ::core::primitive::usize,
    ) -> ::core::primitive::usize {
        self.consumer.drain_into(vec, max)
    }

    /// Passes all available messages to `f` by reference, and returns how many.
    pub fn consume_batch(
        &mut self,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.consumer.consume_batch(f)
    }

    /// Passes all available messages to `f` by value, and returns how many.
    pub fn consume_batch_owned(
        &mut self,
        f: impl ::core::ops::FnMut(Order),
    ) -> ::core::primitive::usize {
        self.consumer.consume_batch_owned(f)
    }

    /// Like `consume_batch`, but stops after `max` messages.
    pub fn consume_up_to(
        &mut self,
        max: ::core::primitive::usize,
        f: impl ::core::ops::FnMut(&Order),
    ) -> ::core::primitive::usize {
        self.consumer.consume_up_to(max, f)
    }

    /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
    pub fn consume_while(
        &mut self,
        f: impl ::core::ops::FnMut(&Order) -> ::core::ops::ControlFlow<()>,
    ) -> ::core::primitive::usize {
        self.consumer.consume_while(f)
    }

    /// Drops all available messages, and returns how many.
    pub fn consume_count(&mut self) -> ::core::primitive::usize {
        self.consumer.consume_count()
    }

    /// Drops up to `n` messages, and returns how many.
    pub fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
        self.consumer.skip(n)
    }

    /// The next message, by reference. Does not consume it.
    #[inline]
    pub fn peek(&mut self) -> ::core::option::Option<&Order> {
        self.consumer.peek()
    }

    /// Up to `n` contiguous next messages, by reference. Does not consume them.
    #[inline]
    pub fn peek_many(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::option::Option<&[Order]> {
        self.consumer.peek_many(n)
    }

    /// The contiguous next messages, as a slice. `advance` consumes them.
    #[inline]
    pub fn readable(&mut self) -> ::core::option::Option<OrderReadable<'_>> {
        self.consumer.readable()
    }

    /// Lends all available messages. `finish` consumes those that were lent:
    /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
    pub fn iter(self: &mut Self) -> OrderIter<'_> {
        self.consumer.iter()
    }

    /// Removes all available messages, one by one. Dropping the iterator drops the rest.
    pub fn drain(&mut self) -> OrderDrain<'_> {
        self.consumer.drain()
    }

    /// Drops all messages. A closed channel stays closed. O(n).
    /// # Errors
    /// `Foreign` if the producer belongs to another channel.
    pub fn reset(
        &mut self,
        producer: &mut OrderProducer,
    ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
        self.consumer.reset(&mut producer.producer)
    }

    /// A control handle of the channel.
    pub fn channel(&self) -> OrderChannel {
        OrderChannel {
            handle: self.consumer.handle(),
        }
    }

    /// The number of slots of the ring.
    pub fn capacity(&self) -> ::core::primitive::usize {
        self.consumer.capacity()
    }

    /// The number of messages in the channel.
    pub fn len(&self) -> ::core::primitive::usize {
        self.consumer.len()
    }

    /// Whether the channel has no message.
    pub fn is_empty(&self) -> ::core::primitive::bool {
        self.consumer.is_empty()
    }

    /// Whether the channel is closed for sends. It may still have messages.
    pub fn is_closed(&self) -> ::core::primitive::bool {
        self.consumer.is_closed()
    }
}

impl ::core::fmt::Debug for OrderConsumer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.consumer.describe("OrderConsumer", f)
    }
}

/// Implements `ringmpsc::Consume`.
impl ::ringmpsc::__private::ConsumerEnd for OrderConsumer {
    type Consumer = ::ringmpsc::__private::spsc::Consumer<OrderRing>;
    fn consumer(&self) -> &Self::Consumer {
        &self.consumer
    }

    fn consumer_mut(&mut self) -> &mut Self::Consumer {
        &mut self.consumer
    }
}

/// The slice of [`OrderConsumer::readable`]: contiguous messages. `advance` consumes them.
pub type OrderReadable<'a> = ::ringmpsc::__private::spsc::Readable<'a, OrderRing>;

/// The iterator of [`OrderConsumer::iter`]. It lends messages; `finish` consumes them.
pub type OrderIter<'a> = ::ringmpsc::__private::spsc::RingIter<'a, OrderRing>;

/// The iterator of [`OrderConsumer::drain`]. It returns messages by value.
pub type OrderDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, OrderRing>;
