// #[ring_channel(kind = mpsc)]

pub struct Order {
    id: u64,
    price: i64,
}

/// A ring of [`OrderChannel`]: lines of 128 bytes, then 2^16 slots (`bits = 16`).
/// Each line belongs to one side. Both sides write `cold`, but rarely.
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

/// The control handle (`kind = mpsc`). It keeps the channel open until it is dropped.
/// ```text
/// let (channel, mut consumer) = OrderChannel::open();
/// let mut producer = channel.register()?;
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
pub struct OrderChannel {
    handle: ::ringmpsc::__private::mpsc::Handle<OrderRing>,
}

/// A producer of [`OrderChannel`]. After its drop, its messages can still be received.
/// Sends and reservations that do not wait have the progress guarantee of
/// [`try_send`](Self::try_send).
pub struct OrderProducer {
    producer: ::ringmpsc::__private::mpsc::Producer<OrderRing>,
}

/// The slots of [`OrderProducer::reserve`]. Dropping them sends nothing; `commit`
/// sends:
/// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
pub type OrderReservation<'a> = ::ringmpsc::__private::mpsc::Reservation<'a, OrderRing>;

/// The consumer of [`OrderChannel`]. Dropping it closes the channel and drops all
/// messages.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
pub struct OrderConsumer {
    consumer: ::ringmpsc::__private::mpsc::Consumer<OrderRing>,
}

/// The slice of [`OrderConsumer::readable`]: contiguous messages. `advance` consumes
/// them.
pub type OrderReadable<'a> = ::ringmpsc::__private::mpsc::Readable<'a, OrderRing>;

/// The iterator of [`OrderConsumer::peek_iter`]. It lends messages; `consume_seen`
/// consumes them.
pub type OrderPeekIter<'a> = ::ringmpsc::__private::mpsc::PeekIter<'a, OrderRing>;

/// The iterator of [`OrderConsumer::drain`]. It returns messages by value.
pub type OrderDrain<'a> = ::ringmpsc::__private::mpsc::Drain<'a, OrderRing>;

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
        ProducerId, RegisterError, ReserveError, ResetError, TryRecvError, TrySendError,
        WeakChannel,
    };
    use ::ringmpsc::__private::{
        AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd, HandleEnd,
        Layout, Lines, Options, ProducerEnd, Ring, Slots, Vec, check, lines,
    };
    use ::ringmpsc::__private::mpsc::{Consumer, Handle, Producer, RingTryIter};
    impl Options for OrderRing {
        /// many producers
        const RECYCLED: bool = true;
    }

    const _: () = (check::<OrderRing>)();
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl Ring for OrderRing {
        type Slots = Slots<Order, 65536>;
        const LAYOUT: Layout = {
            const fn later<Parameter>() -> Layout {
                Layout {
                    producer: ::core::mem::offset_of!(OrderRing, producer),
                    consumer: ::core::mem::offset_of!(OrderRing, consumer),
                    cold: ::core::mem::offset_of!(OrderRing, cold),
                    slots: ::core::mem::offset_of!(OrderRing, slots),
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

    impl OrderChannel {
        /// The number of slots of a ring: 2^16 (`bits = 16`).
        pub const CAPACITY: usize = 65536;
        /// The size of a ring in bytes.
        pub const TOTAL_MEMORY: usize = size_of::<OrderRing>();
        /// The size of the messages of a full ring in bytes.
        pub const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Order>();
        /// Opens a channel without producers. [`register`](Self::register) adds them.
        /// The channel stays open while a handle exists, unless [`close`](Self::close) is
        /// called.
        pub fn open() -> (Self, OrderConsumer) {
            let (handle, consumer) = <Handle<OrderRing>>::open();
            (Self { handle }, OrderConsumer { consumer })
        }
        /// Adds a producer with a ring of its own. Takes a lock.
        /// # Errors
        /// `Closed`, `OutOfMemory`, or `Forked`.
        pub fn register(&self) -> Result<OrderProducer, RegisterError> {
            self.handle.register().map(|producer| OrderProducer { producer })
        }
        /// Closes the channel: sends fail, and queued messages can be received. Takes a lock.
        pub fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        pub fn is_closed(&self) -> bool {
            self.handle.is_closed()
        }
        /// Whether every message was received and none can be sent any more. Takes a lock.
        /// While a producer exists, it is false until a consumer got `Closed`.
        pub fn is_fully_drained(&self) -> bool {
            self.handle.is_fully_drained()
        }
        /// The number of messages in all rings. O(rings).
        pub fn len(&self) -> usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub fn pending(&self) -> usize {
            self.handle.len()
        }
        /// Whether no ring has a message. O(rings).
        pub fn is_empty(&self) -> bool {
            self.handle.is_empty()
        }
        /// Whether both are handles of the same channel.
        pub fn same_channel(&self, other: &Self) -> bool {
            self.handle.same_channel(&other.handle)
        }
        /// The number of producers. Takes a lock.
        pub fn producer_count(&self) -> usize {
            self.handle.producer_count()
        }
        /// 1, or 0 after the consumer was dropped. Takes a lock.
        pub fn consumer_count(&self) -> usize {
            self.handle.consumer_count()
        }
        /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
        /// `None` if the producer was dropped and another producer has its ring.
        pub fn len_of(&self, producer: ProducerId) -> Option<usize> {
            self.handle.len_of(producer)
        }
        /// A handle that does not keep the channel open.
        pub fn downgrade(&self) -> WeakChannel<Self> {
            WeakChannel::of(&self.handle)
        }
    }

    impl HandleEnd for OrderChannel {
        type Handle = Handle<OrderRing>;
        fn from_handle(handle: Self::Handle) -> Self {
            Self { handle }
        }
    }

    impl Clone for OrderChannel {
        fn clone(&self) -> Self {
            Self {
                handle: Clone::clone(&self.handle),
            }
        }
    }

    impl fmt::Debug for OrderChannel {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.handle.describe("OrderChannel", f)
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for OrderChannel {
        type Target = AbsentFromHandle<Self, OrderRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromHandle::of(self)
        }
    }

    impl OrderProducer {
        /// Sends one message. Wait-free while the channel is open and its consumer polls this
        /// ring.
        /// If both sides are busy, it may pause for up to 4 µs (`favor`).
        /// # Errors
        /// Returns the message, with `Full` or `Closed`.
        #[inline]
        pub fn try_send(&mut self, message: Order) -> Result<(), TrySendError<Order>> {
            self.producer.try_send(message)
        }
        /// Sends as many messages as fit, in order, and returns how many. O(n).
        #[inline]
        #[must_use = "the messages beyond this number were not sent"]
        pub fn send_slice(&mut self, messages: &[Order]) -> usize
        where
            for<'a> Order: Copy,
        {
            self.producer.send_slice(messages)
        }
        /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
        /// If the channel closes during the call, it drops the messages beyond that number.
        #[must_use = "the messages beyond this number were not sent"]
        pub fn send_iter(&mut self, messages: impl IntoIterator<Item = Order>) -> usize {
            self.producer.send_iter(messages)
        }
        /// Reserves exactly `n` slots.
        /// # Errors
        /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring
        /// has.
        #[inline]
        pub fn reserve(
            &mut self,
            n: usize,
        ) -> Result<OrderReservation<'_>, ReserveError> {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` slots: as many as are free.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        pub fn reserve_up_to(
            &mut self,
            n: usize,
        ) -> Result<OrderReservation<'_>, ReserveError> {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
        /// # Errors
        /// As for `reserve_up_to`.
        #[inline]
        pub fn reserve_contiguous(
            &mut self,
            n: usize,
        ) -> Result<OrderReservation<'_>, ReserveError> {
            self.producer.reserve_contiguous(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// As for `reserve`. `Full` after a bounded number of rounds.
        pub fn reserve_with_backoff(
            &mut self,
            n: usize,
        ) -> Result<OrderReservation<'_>, ReserveError> {
            self.producer.reserve_with_backoff(n)
        }
        /// Adds a producer with a ring of its own. Takes a lock.
        /// # Errors
        /// As for `register` of the control handle.
        #[doc(alias = "clone")]
        pub fn try_clone(&self) -> Result<Self, RegisterError> {
            self.producer.try_clone().map(|producer| Self { producer })
        }
        /// Whether this is a producer of the same channel.
        pub fn same_channel(&self, other: &Self) -> bool {
            self.producer.same_channel(&other.producer)
        }
        /// A control handle, which keeps the channel open. It reopens no side that has ended.
        pub fn channel(&self) -> OrderChannel {
            OrderChannel {
                handle: self.producer.handle(),
            }
        }
        /// The identity of this producer in its channel.
        pub fn id(&self) -> ProducerId {
            self.producer.id()
        }
        /// The number of slots of the ring.
        pub fn capacity(&self) -> usize {
            self.producer.capacity()
        }
        /// The number of messages in this ring.
        pub fn len(&self) -> usize {
            self.producer.len()
        }
        /// The number of free slots.
        pub fn available_capacity(&self) -> usize {
            self.producer.available_capacity()
        }
        /// Whether this ring has no message.
        pub fn is_empty(&self) -> bool {
            self.producer.is_empty()
        }
        /// Whether this ring has no free slot.
        pub fn is_full(&self) -> bool {
            self.producer.is_full()
        }
        /// Closes the channel: sends of all producers fail, and queued messages can be
        /// received. Takes a lock.
        pub fn close(&self) {
            self.producer.close();
        }
        /// The same as [`is_closed`](Self::is_closed), under a name that other channels use.
        pub fn is_disconnected(&self) -> bool {
            self.producer.is_closed()
        }
        /// Whether a send fails with `Closed`.
        pub fn is_closed(&self) -> bool {
            self.producer.is_closed()
        }
    }

    impl fmt::Debug for OrderProducer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.producer.describe("OrderProducer", f)
        }
    }

    /// Implements `ringmpsc::Produce`.
    impl ProducerEnd<Order> for OrderProducer {
        type Producer = Producer<OrderRing>;
        fn producer(&self) -> &Self::Producer {
            &self.producer
        }
        fn producer_mut(&mut self) -> &mut Self::Producer {
            &mut self.producer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for OrderProducer {
        type Target = AbsentFromProducer<Self, OrderRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromProducer::of(self)
        }
    }

    impl OrderConsumer {
        /// Receives one message, from the rings in turns of up to 16 messages. Lock-free while
        /// the channel is open.
        /// If both sides are busy, it may pause for up to 4 µs (`favor`).
        /// # Errors
        /// `Empty` while a producer may send, otherwise `Closed`.
        #[inline]
        pub fn try_recv(&mut self) -> Result<Order, TryRecvError> {
            self.consumer.try_recv()
        }
        /// Copies messages into a slice, and returns how many. O(n).
        #[inline]
        pub fn recv_slice(&mut self, slice: &mut [Order]) -> usize
        where
            for<'a> Order: Copy,
        {
            self.consumer.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many. O(n).
        #[inline]
        pub fn drain_into(&mut self, vec: &mut Vec<Order>, max: usize) -> usize {
            self.consumer.drain_into(vec, max)
        }
        /// Passes messages to `f` by reference, and returns how many. May skip idle rings.
        /// O(n).
        pub fn consume_batch(&mut self, f: impl FnMut(&Order)) -> usize {
            self.consumer.consume_batch(f)
        }
        /// Passes messages to `f` by value, and returns how many. May skip idle rings. O(n).
        pub fn consume_batch_owned(&mut self, f: impl FnMut(Order)) -> usize {
            self.consumer.consume_batch_owned(f)
        }
        /// Like `consume_batch`, but stops after `max` messages.
        pub fn consume_up_to(&mut self, max: usize, f: impl FnMut(&Order)) -> usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
        pub fn consume_while(
            &mut self,
            f: impl FnMut(&Order) -> ControlFlow<()>,
        ) -> usize {
            self.consumer.consume_while(f)
        }
        /// Drops all available messages, and returns how many. O(n).
        pub fn consume_count(&mut self) -> usize {
            self.consumer.consume_count()
        }
        /// Drops up to `n` messages, and returns how many. O(n).
        pub fn skip(&mut self, n: usize) -> usize {
            self.consumer.skip(n)
        }
        /// Receives the available messages by value, like `try_recv`. Ends when there is none.
        pub fn try_iter(&mut self) -> RingTryIter<'_, OrderRing> {
            self.consumer.try_iter()
        }
        /// The next message, by reference. `None` if there is none. Does not consume it.
        #[inline]
        pub fn peek(&mut self) -> Option<&Order> {
            self.consumer.peek()
        }
        /// Up to `n` contiguous next messages, by reference. `None` if there is none.
        /// Does not consume them.
        #[inline]
        pub fn peek_many(&mut self, n: usize) -> Option<&[Order]> {
            self.consumer.peek_many(n)
        }
        /// The contiguous next messages, as a slice. `None` if there is none.
        /// `advance` consumes them.
        #[inline]
        pub fn readable(&mut self) -> Option<OrderReadable<'_>> {
            self.consumer.readable()
        }
        /// Lends all available messages. `consume_seen` consumes those that were lent:
        /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
        /// seen.consume_seen();`
        pub fn peek_iter(&mut self) -> OrderPeekIter<'_> {
            self.consumer.peek_iter()
        }
        /// Removes all available messages, one by one. Dropping the iterator drops the rest.
        pub fn drain(&mut self) -> OrderDrain<'_> {
            self.consumer.drain()
        }
        /// The same as [`consume_batch`](Self::consume_batch).
        pub fn consume_all(&mut self, f: impl FnMut(&Order)) -> usize {
            self.consumer.consume_batch(f)
        }
        /// The same as [`consume_batch_owned`](Self::consume_batch_owned).
        pub fn consume_all_owned(&mut self, f: impl FnMut(Order)) -> usize {
            self.consumer.consume_batch_owned(f)
        }
        /// The same as [`consume_up_to`](Self::consume_up_to).
        pub fn consume_all_up_to(&mut self, max: usize, f: impl FnMut(&Order)) -> usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Passes messages to `f` by value until no ring has any, and returns how many.
        /// It may continue as long as producers send.
        pub fn drain_all(&mut self, f: impl FnMut(Order)) -> usize {
            self.consumer.drain_all(f)
        }
        /// Passes the messages of `producer` to `f` by value, and returns how many. Takes a
        /// lock.
        /// 0 if the producer was dropped and another producer has its ring. O(rings).
        pub fn drain_from(
            &mut self,
            producer: ProducerId,
            f: impl FnMut(Order),
        ) -> usize {
            self.consumer.drain_from(producer, f)
        }
        /// Drops all messages. A closed channel stays closed. Takes a lock. O(n).
        /// # Errors
        /// `ProducersAlive` if the channel has a producer.
        pub fn reset(&mut self) -> Result<(), ResetError> {
            self.consumer.reset()
        }
        /// Polls each known ring in every pass again, until the ring stays empty for a while.
        pub fn reset_adaptive_skip(&mut self) {
            self.consumer.reset_adaptive_skip();
        }
        /// The producer with the most messages. `None` if there is no message. O(rings).
        pub fn hottest(&mut self) -> Option<ProducerId> {
            self.consumer.hottest()
        }
        /// A control handle, which keeps the channel open. It reopens no side that has ended.
        pub fn channel(&self) -> OrderChannel {
            OrderChannel {
                handle: self.consumer.handle(),
            }
        }
        /// The number of slots of one ring. Each producer has a ring.
        pub fn capacity(&self) -> usize {
            self.consumer.capacity()
        }
        /// The number of messages in all rings. O(rings).
        pub fn len(&self) -> usize {
            self.consumer.len()
        }
        /// Whether no ring has a message. O(rings).
        pub fn is_empty(&self) -> bool {
            self.consumer.is_empty()
        }
        /// Closes the channel: sends fail, and queued messages can be received. Takes a lock.
        pub fn close(&mut self) {
            self.consumer.close();
        }
        /// Whether the channel is closed for sends. It may still have messages.
        pub fn is_closed(&self) -> bool {
            self.consumer.is_closed()
        }
        /// Whether every message was received and none can be sent any more. Takes a lock.
        pub fn is_fully_drained(&self) -> bool {
            self.consumer.is_fully_drained()
        }
    }

    impl fmt::Debug for OrderConsumer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.consumer.describe("OrderConsumer", f)
        }
    }

    /// Implements `ringmpsc::Consume`.
    impl ConsumerEnd<Order> for OrderConsumer {
        type Consumer = Consumer<OrderRing>;
        fn consumer(&self) -> &Self::Consumer {
            &self.consumer
        }
        fn consumer_mut(&mut self) -> &mut Self::Consumer {
            &mut self.consumer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for OrderConsumer {
        type Target = AbsentFromConsumer<Self, OrderRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromConsumer::of(self)
        }
    }
};
