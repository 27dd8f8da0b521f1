// #[ring_channel(kind = spmc)]

pub struct Order {
    id: u64,
    price: i64,
}

/// A ring of [`OrderChannel`]: lines of 128 bytes, then 2^16 slots and receipts (`bits
/// = 16`).
/// Each line belongs to one side. Both sides write `cold`, but rarely.
#[repr(C)]
pub struct OrderRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumers, which claim with it: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both sides, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 65536>,
    /// Written by the consumers, one per slot: the end of a completed claim.
    receipts: ::ringmpsc::__private::Receipts<65536>,
}

/// The control handle (`kind = spmc`). It keeps the channel open until it is dropped.
/// ```text
/// let (mut producer, channel) = OrderChannel::open();
/// let mut consumer = channel.register_consumer()?;
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
pub struct OrderChannel {
    handle: ::ringmpsc::__private::spmc::Handle<OrderRing>,
}

/// The producer of [`OrderChannel`]. After its drop, its messages can still be
/// received.
/// Sends and reservations that do not wait have the progress guarantee of
/// [`try_send`](Self::try_send).
pub struct OrderProducer {
    producer: ::ringmpsc::__private::spmc::Producer<OrderRing>,
}

/// The slots of [`OrderProducer::reserve`]. Dropping them sends nothing; `commit`
/// sends:
/// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
pub type OrderReservation<'a> = ::ringmpsc::__private::spmc::Reservation<'a, OrderRing>;

/// A consumer of [`OrderChannel`]. Each message goes to one of the competing consumers.
/// The last one to be dropped closes the channel, unless a control handle exists. It
/// then
/// drops the messages. Another one leaves its claimed messages to the others, and wakes
/// them. After a panic in its handler, a consumer keeps its claim until its next
/// operation.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
pub struct OrderConsumer {
    consumer: ::ringmpsc::__private::spmc::Consumer<OrderRing>,
}

/// The messages that [`OrderConsumer::steal`] claims, by value. Dropping it drops the
/// rest.
pub type OrderClaim<'a> = ::ringmpsc::__private::spmc::Claim<'a, OrderRing>;

const _: () = {
    use ::core::fmt;
    use ::core::clone::Clone;
    use ::core::iter::IntoIterator;
    use ::core::marker::Copy;
    use ::core::mem::size_of;
    use ::core::ops::{Deref, FnMut};
    use ::core::option::Option;
    use ::core::primitive::{bool, usize};
    use ::core::result::Result;
    use ::ringmpsc::{
        ProducerId, RegisterError, ReserveError, TryRecvError, TrySendError, WeakChannel,
    };
    use ::ringmpsc::__private::{
        AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd, HandleEnd,
        Layout, Lines, Options, ProducerEnd, Receipt, Ring, Slots, Vec, check, lines,
    };
    use ::ringmpsc::__private::spmc::{Consumer, Handle, Producer, RingTryIter};
    impl Options for OrderRing {}
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
        const RECEIPTS: Option<usize> = {
            const fn later<Parameter>() -> Option<usize> {
                Option::Some(::core::mem::offset_of!(OrderRing, receipts))
            }
            later::<()>()
        };
        fn lines(&self) -> Lines<'_> {
            lines(&self.producer, &self.consumer, &self.cold)
        }
        fn slots(&self) -> &Self::Slots {
            &self.slots
        }
        fn receipts(&self) -> Option<&[Receipt]> {
            Option::Some(&self.receipts)
        }
    }

    impl OrderChannel {
        /// The number of slots of a ring: 2^16 (`bits = 16`).
        pub const CAPACITY: usize = 65536;
        /// The size of a ring in bytes, with 8 bytes per slot for a receipt.
        pub const TOTAL_MEMORY: usize = size_of::<OrderRing>();
        /// The size of the messages of a full ring in bytes.
        pub const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Order>();
        /// Opens a channel without consumers.
        /// [`register_consumer`](Self::register_consumer) adds them.
        /// The channel stays open while a handle exists, unless [`close`](Self::close) is
        /// called.
        /// # Panics
        /// Panics if the memory for the ring cannot be allocated.
        pub fn open() -> (OrderProducer, Self) {
            let (producer, handle) = <Handle<OrderRing>>::open();
            (OrderProducer { producer }, Self { handle })
        }
        /// Adds a consumer, which competes with the others for the messages. Takes a lock.
        /// # Errors
        /// `Closed` if the channel [is fully drained](Self::is_fully_drained), or `Forked`.
        pub fn register_consumer(&self) -> Result<OrderConsumer, RegisterError> {
            self.handle.register_consumer().map(|consumer| OrderConsumer { consumer })
        }
        /// Closes the channel: sends fail, and queued messages can be received.
        pub fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        pub fn is_closed(&self) -> bool {
            self.handle.is_closed()
        }
        /// Whether every message was received and none can be sent any more.
        /// While a producer exists, it is false until a consumer got `Closed`.
        pub fn is_fully_drained(&self) -> bool {
            self.handle.is_fully_drained()
        }
        /// The number of messages in the channel.
        pub fn len(&self) -> usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub fn pending(&self) -> usize {
            self.handle.len()
        }
        /// Whether the channel has no message.
        pub fn is_empty(&self) -> bool {
            self.handle.is_empty()
        }
        /// Whether both are handles of the same channel.
        pub fn same_channel(&self, other: &Self) -> bool {
            self.handle.same_channel(&other.handle)
        }
        /// 1, or 0 after the producer was dropped.
        pub fn producer_count(&self) -> usize {
            self.handle.producer_count()
        }
        /// The number of consumers. Takes a lock.
        pub fn consumer_count(&self) -> usize {
            self.handle.consumer_count()
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
        /// Sends one message. Wait-free while the channel is open and no consumer waits.
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
        /// received.
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
        /// Receives one message. Lock-free while the channel is open.
        /// If both sides are busy, it may pause for up to 4 µs (`favor`).
        /// # Errors
        /// `Empty` while a producer may send, otherwise `Closed`. Never due to a lost race.
        #[inline]
        pub fn try_recv(&mut self) -> Result<Order, TryRecvError> {
            self.consumer.try_recv()
        }
        /// Claims up to `max` messages, as an iterator. `None` if there is no message.
        #[must_use = "a claim that is not used drops its messages"]
        #[inline]
        pub fn steal(&mut self, max: usize) -> Option<OrderClaim<'_>> {
            self.consumer.steal(max)
        }
        /// Claims messages, copies them into a slice, and returns how many. O(n).
        #[inline]
        pub fn steal_slice(&mut self, slice: &mut [Order]) -> usize
        where
            for<'a> Order: Copy,
        {
            self.consumer.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many. O(n).
        #[inline]
        pub fn steal_into(&mut self, vec: &mut Vec<Order>, max: usize) -> usize {
            self.consumer.steal_into(vec, max)
        }
        /// Passes all available messages to `f` by value, and returns how many. O(n).
        /// Claims a small batch at a time, so that other consumers can receive while `f` runs.
        pub fn consume_batch(&mut self, f: impl FnMut(Order)) -> usize {
            self.consumer.drain_with(usize::MAX, f)
        }
        /// Like [`consume_batch`](Self::consume_batch), for up to `max` messages.
        pub fn consume_up_to(&mut self, max: usize, f: impl FnMut(Order)) -> usize {
            self.consumer.drain_with(max, f)
        }
        /// Receives the available messages by value, like `try_recv`. Ends when there is none.
        pub fn try_iter(&mut self) -> RingTryIter<'_, OrderRing> {
            self.consumer.try_iter()
        }
        /// Adds a consumer, which competes with the others for the messages. Takes a lock.
        /// # Errors
        /// As for `register_consumer` of the control handle.
        #[doc(alias = "clone")]
        pub fn try_clone(&self) -> Result<Self, RegisterError> {
            self.consumer.try_clone().map(|consumer| Self { consumer })
        }
        /// Whether this is a consumer of the same channel.
        pub fn same_channel(&self, other: &Self) -> bool {
            self.consumer.same_channel(&other.consumer)
        }
        /// A control handle, which keeps the channel open. It reopens no side that has ended.
        pub fn channel(&self) -> OrderChannel {
            OrderChannel {
                handle: self.consumer.handle(),
            }
        }
        /// The number of slots of the ring.
        pub fn capacity(&self) -> usize {
            self.consumer.capacity()
        }
        /// The number of messages in the channel.
        pub fn len(&self) -> usize {
            self.consumer.len()
        }
        /// Whether the channel has no message.
        pub fn is_empty(&self) -> bool {
            self.consumer.is_empty()
        }
        /// Stops this consumer after the queued messages. Other consumers continue.
        pub fn close(&mut self) {
            self.consumer.close();
        }
        /// Whether the channel is closed for sends. It may still have messages.
        pub fn is_closed(&self) -> bool {
            self.consumer.is_closed()
        }
        /// Whether every message was received and none can be sent any more.
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
