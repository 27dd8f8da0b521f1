// #[ring_channel(kind = spsc, bits = 12, wait, shared)]

pub struct Order {
    id: u64,
    price: i64,
}

/// A ring of [`OrderChannel`]: lines of 128 bytes, then 2^12 slots (`bits = 12`).
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
    slots: ::ringmpsc::__private::Slots<Order, 4096>,
}

/// The control handle (`kind = spsc`).
/// ```text
/// let (mut producer, mut consumer) = OrderChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
pub struct OrderChannel {
    handle: ::ringmpsc::__private::spsc::Handle<OrderRing>,
}

/// The producer of [`OrderChannel`]. After its drop, its messages can still be
/// received.
/// Sends and reservations that do not wait have the progress guarantee of
/// [`try_send`](Self::try_send).
pub struct OrderProducer {
    producer: ::ringmpsc::__private::spsc::Producer<OrderRing>,
}

/// The slots of [`OrderProducer::reserve`]. Dropping them sends nothing; `commit`
/// sends:
/// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
pub type OrderReservation<'a> = ::ringmpsc::__private::spsc::Reservation<'a, OrderRing>;

/// The consumer of [`OrderChannel`]. Dropping it closes the channel and drops all
/// messages.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
pub struct OrderConsumer {
    consumer: ::ringmpsc::__private::spsc::Consumer<OrderRing>,
}

/// The slice of [`OrderConsumer::readable`]: contiguous messages. `advance` consumes
/// them.
pub type OrderReadable<'a> = ::ringmpsc::__private::spsc::Readable<'a, OrderRing>;

/// The iterator of [`OrderConsumer::peek_iter`]. It lends messages; `consume_seen`
/// consumes them.
pub type OrderPeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<'a, OrderRing>;

/// The iterator of [`OrderConsumer::drain`]. It returns messages by value.
pub type OrderDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, OrderRing>;

/// The channel between two processes (`shared`).
/// ```text
/// // One process:
/// let server = OrderShared::listen("/run/user/1000/feed/orders.sock")?;
/// let mut consumer = server.accept()?.into_consumer()?;
/// // Another process:
/// let session = OrderShared::connect("/run/user/1000/feed/orders.sock")?;
/// let mut producer = session.into_producer()?;
/// ```
#[derive(::core::fmt::Debug)]
pub enum OrderShared {}

/// The producer of [`OrderShared`].
pub type OrderSharedProducer = ::ringmpsc::process::SharedProducer<Order, OrderShared>;

/// The consumer of [`OrderShared`].
pub type OrderSharedConsumer = ::ringmpsc::process::SharedConsumer<Order, OrderShared>;

const _: () = {
    use ::core::fmt;
    use ::core::clone::Clone;
    use ::core::convert::AsRef;
    use ::core::iter::{IntoIterator, Iterator};
    use ::core::marker::Copy;
    use ::core::mem::size_of;
    use ::core::ops::{ControlFlow, Deref, FnMut};
    use ::core::option::Option;
    use ::core::primitive::{bool, str, u32, u64, usize};
    use ::core::result::Result;
    use ::core::time::Duration;
    use ::ringmpsc::{
        ProducerId, RecvError, RecvTimeoutError, ReserveError, ResetError, SendAllError,
        SendError, SendIterError, SendTimeoutError, TryRecvError, TrySendError, Unparker,
        WaitError, WaitStrategy,
    };
    use ::ringmpsc::__private::{
        AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd, HasWait,
        Instant, IoError, Layout, Lines, Options, Path, ProducerEnd, Ring, Slots, Vec,
        check, is_plain, lines,
    };
    use ::ringmpsc::__private::spsc::{
        Consumer, Handle, Producer, RingIntoIter, RingIter, RingTryIter,
    };
    use ::ringmpsc::process::{
        ConnectError, SharedChannel, SharedOptions, SharedServer, SharedSession,
    };
    impl Options for OrderRing {
        /// `wait`
        const CAN_WAIT: bool = true;
    }

    impl HasWait for OrderRing {}
    const _: () = (check::<OrderRing>)();
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl Ring for OrderRing {
        type Slots = Slots<Order, 4096>;
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
        /// The number of slots of a ring: 2^12 (`bits = 12`).
        pub const CAPACITY: usize = 4096;
        /// The size of a ring in bytes.
        pub const TOTAL_MEMORY: usize = size_of::<OrderRing>();
        /// The size of the messages of a full ring in bytes.
        pub const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Order>();
        /// Opens a channel.
        /// # Panics
        /// Panics if the memory for the ring cannot be allocated.
        pub fn open() -> (OrderProducer, OrderConsumer) {
            let (producer, consumer) = <Handle<OrderRing>>::open();
            (OrderProducer { producer }, OrderConsumer { consumer })
        }
        /// Closes the channel: sends fail, and queued messages can be received. Wakes all
        /// waiting threads and tasks, and signals notifiers.
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
        /// 1, or 0 after the consumer was dropped.
        pub fn consumer_count(&self) -> usize {
            self.handle.consumer_count()
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
        /// Sends one message. Wait-free while the channel is open and the consumer does not
        /// wait.
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
        /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
        /// # Errors
        /// Returns the message: `Closed`, or `Interrupted` by an `unparker`.
        #[inline]
        pub fn send(&mut self, message: Order) -> Result<(), SendError<Order>> {
            self.producer.send(message)
        }
        /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
        /// # Errors
        /// As for `send`, or `Timeout` if the ring is still full.
        pub fn send_timeout(
            &mut self,
            message: Order,
            timeout: Duration,
        ) -> Result<(), SendTimeoutError<Order>> {
            self.producer.send_timeout(message, timeout)
        }
        /// Like `send`, until `deadline` at the latest (`wait`).
        /// # Errors
        /// As for `send`, or `Timeout` if the ring is still full.
        pub fn send_deadline(
            &mut self,
            message: Order,
            deadline: Instant,
        ) -> Result<(), SendTimeoutError<Order>> {
            self.producer.send_deadline(message, deadline)
        }
        /// Like `send`, but waits as `strategy` says (`wait`).
        /// # Errors
        /// As for `send`, or `Timeout` if the ring is still full.
        pub fn send_with(
            &mut self,
            message: Order,
            strategy: WaitStrategy,
        ) -> Result<(), SendTimeoutError<Order>> {
            self.producer.send_with(message, strategy)
        }
        /// Sends all messages of an iterator, one by one. Waits as `strategy` says (`wait`).
        /// # Errors
        /// Returns the message that it has taken and not sent. The iterator has the others.
        pub fn send_all_iter(
            &mut self,
            messages: &mut impl Iterator<Item = Order>,
            strategy: WaitStrategy,
        ) -> Result<usize, SendIterError<Order>> {
            self.producer.send_all_iter(messages, strategy)
        }
        /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut`, `Closed` or `Interrupted`, with the number of messages sent.
        pub fn send_all(
            &mut self,
            messages: &[Order],
            strategy: WaitStrategy,
        ) -> Result<(), SendAllError>
        where
            for<'a> Order: Copy,
        {
            self.producer.send_all(messages, strategy)
        }
        /// Like [`reserve`](Self::reserve), but waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut`, `Closed`, `Interrupted`, `Zero` or `TooLarge`.
        pub fn reserve_wait(
            &mut self,
            n: usize,
            strategy: WaitStrategy,
        ) -> Result<OrderReservation<'_>, WaitError> {
            self.producer.reserve_wait(n, strategy)
        }
        /// Blocks until the channel is closed, for at most `timeout` (`wait`).
        /// # Errors
        /// `TimedOut` if it is still open, or `Interrupted`.
        pub fn wait_closed(&mut self, timeout: Duration) -> Result<(), WaitError> {
            self.producer.wait_closed(timeout)
        }
        /// Returns an object with which another thread ends a wait of this producer (`wait`).
        /// The operation then fails with `Interrupted`.
        #[must_use]
        pub fn unparker(&self) -> Unparker {
            self.producer.unparker()
        }
        /// A control handle of the channel.
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
        /// Receives one message. Wait-free while the channel is open, unless it wakes a
        /// producer.
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
        /// Passes all available messages to `f` by reference, and returns how many. O(n).
        pub fn consume_batch(&mut self, f: impl FnMut(&Order)) -> usize {
            self.consumer.consume_batch(f)
        }
        /// Passes all available messages to `f` by value, and returns how many. O(n).
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
        /// Receives one message. Blocks while there is none and a producer may send (`wait`).
        /// # Errors
        /// `Closed` if every message was received and none can be sent any more. `Interrupted`
        /// if an `unparker` ended the wait.
        #[inline]
        pub fn recv(&mut self) -> Result<Order, RecvError> {
            self.consumer.recv()
        }
        /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
        /// # Errors
        /// As for `recv`, or `Timeout` if there is still no message.
        pub fn recv_timeout(
            &mut self,
            timeout: Duration,
        ) -> Result<Order, RecvTimeoutError> {
            self.consumer.recv_timeout(timeout)
        }
        /// Like `recv`, until `deadline` at the latest (`wait`).
        /// # Errors
        /// As for `recv`, or `Timeout` if there is still no message.
        pub fn recv_deadline(
            &mut self,
            deadline: Instant,
        ) -> Result<Order, RecvTimeoutError> {
            self.consumer.recv_deadline(deadline)
        }
        /// Like `recv`, but waits as `strategy` says (`wait`).
        /// # Errors
        /// As for `recv`, or `Timeout` if there is still no message.
        pub fn recv_with(
            &mut self,
            strategy: WaitStrategy,
        ) -> Result<Order, RecvTimeoutError> {
            self.consumer.recv_with(strategy)
        }
        /// Appends up to `max` messages to a vector. Blocks while there is none (`wait`).
        /// Returns how many: 0 only if `max` is 0. O(n).
        /// # Errors
        /// As for [`recv`](Self::recv).
        pub fn recv_many(
            &mut self,
            vec: &mut Vec<Order>,
            max: usize,
        ) -> Result<usize, RecvError> {
            self.consumer.recv_many(vec, max)
        }
        /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut` if there is still no message, `Closed` or `Interrupted`.
        pub fn consume_batch_wait(
            &mut self,
            f: impl FnMut(&Order),
            strategy: WaitStrategy,
        ) -> Result<usize, WaitError> {
            self.consumer.consume_batch_wait(f, strategy)
        }
        /// Returns an object with which another thread ends a wait of this consumer (`wait`).
        /// The operation then fails with `Interrupted`.
        #[must_use]
        pub fn unparker(&self) -> Unparker {
            self.consumer.unparker()
        }
        /// Receives the available messages by value, like `try_recv`. Ends when there is none.
        pub fn try_iter(&mut self) -> RingTryIter<'_, OrderRing> {
            self.consumer.try_iter()
        }
        /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
        /// every message was received and none can be sent any more.
        pub fn iter(&mut self) -> RingIter<'_, OrderRing> {
            self.consumer.iter()
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
        /// Drops all messages. A closed channel stays closed. O(n).
        /// # Errors
        /// `Foreign` if the producer belongs to another channel.
        pub fn reset(&mut self, producer: &mut OrderProducer) -> Result<(), ResetError> {
            self.consumer.reset(&mut producer.producer)
        }
        /// A control handle of the channel.
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
        /// Closes the channel: sends fail, and queued messages can be received.
        pub fn close(&mut self) {
            self.consumer.close();
        }
        /// Whether the channel is closed for sends. It may still have messages.
        pub fn is_closed(&self) -> bool {
            self.consumer.is_closed()
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

    /// The same as `iter`.
    impl<'a> IntoIterator for &'a mut OrderConsumer {
        type Item = Order;
        type IntoIter = RingIter<'a, OrderRing>;
        fn into_iter(self) -> Self::IntoIter {
            self.consumer.iter()
        }
    }

    /// Like `iter`. The iterator owns the consumer.
    impl IntoIterator for OrderConsumer {
        type Item = Order;
        type IntoIter = RingIntoIter<OrderRing>;
        fn into_iter(self) -> Self::IntoIter {
            IntoIterator::into_iter(self.consumer)
        }
    }

    const _: () = is_plain::<Order>();
    impl SharedChannel for OrderShared {
        type Message = Order;
        const BITS: u32 = 12;
        const DEFINITION: &'static str = "struct Order { id : u64 , price : i64 }";
        type Options = SharedOptions<true, false, false, false>;
    }

    impl OrderShared {
        /// The number of slots.
        pub const CAPACITY: usize = 4096;
        /// A hash of the message's definition, size and alignment. Two processes with different
        /// ones refuse each other.
        pub const FINGERPRINT: u64 = SharedSession::<Self>::SHAPE.fingerprint;
        /// Listens at `path` for processes of the same user. Each gets a ring from `accept`.
        ///
        /// # Errors
        /// `AddrInUse` if a process listens there; other errors are those of the file system.
        pub fn listen(path: impl AsRef<Path>) -> Result<SharedServer<Self>, IoError> {
            SharedServer::listen(path)
        }
        /// Connects to the process of the same user that listens at `path`.
        ///
        /// # Errors
        /// The error tells what failed: the connection, the passing of the ring, or its check.
        pub fn connect(
            path: impl AsRef<Path>,
        ) -> Result<SharedSession<Self>, ConnectError> {
            SharedSession::connect(path)
        }
        /// Creates a ring, and returns both ends, for two threads of this process or for a
        /// test.
        ///
        /// # Errors
        /// `OutOfMemory`, or that too many files are open.
        pub fn pair() -> Result<(OrderSharedProducer, OrderSharedConsumer), IoError> {
            SharedSession::<Self>::pair()
        }
    }
};
