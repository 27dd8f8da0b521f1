// #[ring_channel(kind = spsc, bits = 10, name = Market, wait, notify, futures,
//     metrics(latency), contention, numa(node = 1), prefetch = 32, fence = full,
//     favor = latency)]

pub struct Order {
    id: u64,
    price: i64,
}

/// A ring of [`MarketChannel`]: lines of 128 bytes, then 2^10 slots (`bits = 10`).
/// Each line belongs to one side. Both sides write `cold`, but rarely.
#[repr(C)]
pub struct MarketRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both sides, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// Written by the producer: what it sent (`metrics`).
    sent: ::ringmpsc::__private::ProducerCounters,
    /// Written by the consumer: what it received (`metrics`).
    received: ::ringmpsc::__private::ConsumerCounters,
    /// Written by the producer: spins and failed reservations (`contention`).
    contention: ::ringmpsc::__private::ContentionCounters,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 1024>,
}

/// The control handle (`kind = spsc`).
/// ```text
/// let (mut producer, mut consumer) = MarketChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
pub struct MarketChannel {
    handle: ::ringmpsc::__private::spsc::Handle<MarketRing>,
}

/// The producer of [`MarketChannel`]. After its drop, its messages can still be
/// received.
/// Sends and reservations that do not wait have the progress guarantee of
/// [`try_send`](Self::try_send).
pub struct MarketProducer {
    producer: ::ringmpsc::__private::spsc::Producer<MarketRing>,
}

/// The slots of [`MarketProducer::reserve`]. Dropping them sends nothing; `commit`
/// sends:
/// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
pub type MarketReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
    'a,
    MarketRing,
>;

/// The consumer of [`MarketChannel`]. Dropping it closes the channel and drops all
/// messages.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
pub struct MarketConsumer {
    consumer: ::ringmpsc::__private::spsc::Consumer<MarketRing>,
}

/// The slice of [`MarketConsumer::readable`]: contiguous messages. `advance` consumes
/// them.
pub type MarketReadable<'a> = ::ringmpsc::__private::spsc::Readable<'a, MarketRing>;

/// The iterator of [`MarketConsumer::peek_iter`]. It lends messages; `consume_seen`
/// consumes them.
pub type MarketPeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<'a, MarketRing>;

/// The iterator of [`MarketConsumer::drain`]. It returns messages by value.
pub type MarketDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, MarketRing>;

const _: () = {
    use ::core::fmt;
    use ::core::clone::Clone;
    use ::core::iter::{IntoIterator, Iterator};
    use ::core::marker::Copy;
    use ::core::mem::size_of;
    use ::core::ops::{ControlFlow, Deref, FnMut};
    use ::core::option::Option;
    use ::core::pin::Pin;
    use ::core::primitive::{bool, usize};
    use ::core::result::Result;
    use ::core::task::{Context, Poll};
    use ::core::time::Duration;
    use ::ringmpsc::{
        ChannelStats, ConsumerStats, Contention, EventNotifier, ProducerId,
        ProducerStats, RecvError, RecvTimeoutError, ReserveError, ResetError,
        SendAllError, SendError, SendIterError, SendTimeoutError, SinkError,
        TryRecvError, TrySendError, Unparker, WaitError, WaitStrategy,
    };
    use ::ringmpsc::__private::{
        AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, Arc, ConsumerCounters,
        ConsumerEnd, ContentionCounters, Fence, FusedStream, HasContention, HasFutures,
        HasMetrics, HasNotifier, HasPlacement, HasSnapshot, HasWait, Instant, Layout,
        Lines, Options, Place, ProducerCounters, ProducerEnd, Ring, Sink, Slots, Stream,
        Vec, check, lines,
    };
    use ::ringmpsc::__private::spsc::{
        Closed, Consumer, Handle, Producer, Recv, RecvMany, Reserve, RingIntoIter,
        RingIter, RingTryIter, Send,
    };
    use ::ringmpsc::numa::Placement;
    impl Options for MarketRing {
        /// `wait`, `futures`
        const CAN_WAIT: bool = true;
        /// `notify`
        const NOTIFY: bool = true;
        /// `numa(node = 1)`
        const PLACE: Place = Place::Node(1);
        /// `prefetch = 32`
        const PREFETCH: usize = 32;
        /// `fence = full`
        const FENCE: Fence = Fence::Full;
        /// `favor = latency`
        const SLIP: bool = false;
        /// `metrics(latency)`
        const LATENCY: bool = true;
        fn sent_line(&self) -> Option<&ProducerCounters> {
            Option::Some(&self.sent)
        }
        fn received_line(&self) -> Option<&ConsumerCounters> {
            Option::Some(&self.received)
        }
        fn contention_line(&self) -> Option<&ContentionCounters> {
            Option::Some(&self.contention)
        }
    }

    impl HasWait for MarketRing {}
    impl HasFutures for MarketRing {}
    impl HasNotifier for MarketRing {}
    impl HasMetrics for MarketRing {}
    impl HasContention for MarketRing {}
    impl HasPlacement for MarketRing {}
    impl HasSnapshot for MarketRing {
        const METRICS: bool = true;
        const CONTENTION: bool = true;
    }

    const _: () = (check::<MarketRing>)();
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl Ring for MarketRing {
        type Slots = Slots<Order, 1024>;
        const LAYOUT: Layout = {
            const fn later<Parameter>() -> Layout {
                Layout {
                    producer: ::core::mem::offset_of!(MarketRing, producer),
                    consumer: ::core::mem::offset_of!(MarketRing, consumer),
                    cold: ::core::mem::offset_of!(MarketRing, cold),
                    slots: ::core::mem::offset_of!(MarketRing, slots),
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

    impl MarketChannel {
        /// The number of slots of a ring: 2^10 (`bits = 10`).
        pub const CAPACITY: usize = 1024;
        /// The size of a ring in bytes.
        pub const TOTAL_MEMORY: usize = size_of::<MarketRing>();
        /// The size of the messages of a full ring in bytes.
        pub const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Order>();
        /// Opens a channel.
        /// Places a new ring on node 1 (`numa(node = 1)`). With several nodes, touches its
        /// pages.
        /// # Panics
        /// Panics if the memory for the ring cannot be allocated.
        pub fn open() -> (MarketProducer, MarketConsumer) {
            let (producer, consumer) = <Handle<MarketRing>>::open();
            (MarketProducer { producer }, MarketConsumer { consumer })
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
        /// The state and the counters of the channel (`metrics`, `contention`). Others are
        /// `None`.
        pub fn snapshot(&self) -> ChannelStats {
            self.handle.snapshot()
        }
    }

    impl Clone for MarketChannel {
        fn clone(&self) -> Self {
            Self {
                handle: Clone::clone(&self.handle),
            }
        }
    }

    impl fmt::Debug for MarketChannel {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.handle.describe("MarketChannel", f)
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for MarketChannel {
        type Target = AbsentFromHandle<Self, MarketRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromHandle::of(self)
        }
    }

    impl MarketProducer {
        /// Sends one message. Wait-free while the channel is open and the consumer does not
        /// wait.
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
        ) -> Result<MarketReservation<'_>, ReserveError> {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` slots: as many as are free.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        pub fn reserve_up_to(
            &mut self,
            n: usize,
        ) -> Result<MarketReservation<'_>, ReserveError> {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
        /// # Errors
        /// As for `reserve_up_to`.
        #[inline]
        pub fn reserve_contiguous(
            &mut self,
            n: usize,
        ) -> Result<MarketReservation<'_>, ReserveError> {
            self.producer.reserve_contiguous(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// As for `reserve`. `Full` after a bounded number of rounds.
        pub fn reserve_with_backoff(
            &mut self,
            n: usize,
        ) -> Result<MarketReservation<'_>, ReserveError> {
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
        ) -> Result<MarketReservation<'_>, WaitError> {
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
        /// A future that sends one message when a slot is free (`futures`).
        /// After 128 ready polls of this producer, a poll yields: it is pending and wakes its
        /// task.
        /// # Errors
        /// Returns the message if the channel is closed.
        /// # Cancel safety
        /// Dropping the future drops the message. Use `reserve_async` to keep it.
        pub fn send_async(&mut self, message: Order) -> Send<'_, MarketRing> {
            self.producer.send_async(message)
        }
        /// A future that reserves `n` slots when they are free (`futures`).
        /// It yields like [`send_async`](Self::send_async).
        /// A release of slots may wake the task even if fewer than `n` are free.
        /// # Errors
        /// `Closed`, `Zero` or `TooLarge`.
        /// # Cancel safety
        /// Dropping the future changes nothing.
        pub fn reserve_async(&mut self, n: usize) -> Reserve<'_, MarketRing> {
            self.producer.reserve_async(n)
        }
        /// A future that is ready when the channel is closed (`futures`).
        /// # Cancel safety
        /// Dropping the future changes nothing.
        pub fn closed(&mut self) -> Closed<'_, MarketRing> {
            self.producer.closed()
        }
        /// A control handle of the channel.
        pub fn channel(&self) -> MarketChannel {
            MarketChannel {
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
        ///
        /// If `SinkExt` is in scope, write `SinkExt::close(&mut producer)` for its method.
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
        /// The messages and batches sent (`metrics`).
        pub fn metrics(&self) -> ProducerStats {
            self.producer.metrics()
        }
        /// Sets these counters to zero (`metrics`).
        pub fn reset_metrics(&mut self) {
            self.producer.reset_metrics();
        }
        /// The spins and failed reservations (`contention`).
        pub fn contention(&self) -> Contention {
            self.producer.contention()
        }
        /// Sets these counters to zero (`contention`).
        pub fn reset_contention(&mut self) {
            self.producer.reset_contention();
        }
        /// The wanted node of the ring's memory, and a sample of its pages (`numa`).
        pub fn placement(&self) -> &Placement {
            self.producer.placement()
        }
    }

    impl fmt::Debug for MarketProducer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.producer.describe("MarketProducer", f)
        }
    }

    /// Implements `ringmpsc::Produce`.
    impl ProducerEnd<Order> for MarketProducer {
        type Producer = Producer<MarketRing>;
        fn producer(&self) -> &Self::Producer {
            &self.producer
        }
        fn producer_mut(&mut self) -> &mut Self::Producer {
            &mut self.producer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for MarketProducer {
        type Target = AbsentFromProducer<Self, MarketRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromProducer::of(self)
        }
    }

    /// `poll_ready` is ready when a slot is free. `poll_flush` is always ready.
    /// `poll_close` is ready at once. After it this producer counts as dropped, and sends
    /// fail.
    /// After 128 ready polls of this producer, a poll yields: it is pending and wakes its
    /// task.
    /// # Panics
    /// `start_send` panics unless `poll_ready` was ready before.
    impl Sink<Order> for MarketProducer {
        type Error = SinkError<Order>;
        fn poll_ready(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Result<(), SinkError<Order>>> {
            self.get_mut().producer.poll_ready(context)
        }
        fn start_send(self: Pin<&mut Self>, message: Order) -> Result<(), Self::Error> {
            self.get_mut().producer.start_send(message)
        }
        fn poll_flush(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Result<(), SinkError<Order>>> {
            Poll::Ready(Result::Ok(()))
        }
        fn poll_close(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Result<(), SinkError<Order>>> {
            self.get_mut().producer.resign();
            Poll::Ready(Result::Ok(()))
        }
    }

    impl MarketConsumer {
        /// Receives one message. Wait-free while the channel is open, unless it wakes a
        /// producer or arms a notifier.
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
        ///
        /// If `StreamExt` is in scope, `consumer.skip(n)` calls its method and moves the
        /// consumer.
        /// Write `MarketConsumer::skip(&mut consumer, n)` there.
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
        pub fn try_iter(&mut self) -> RingTryIter<'_, MarketRing> {
            self.consumer.try_iter()
        }
        /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
        /// every message was received and none can be sent any more.
        pub fn iter(&mut self) -> RingIter<'_, MarketRing> {
            self.consumer.iter()
        }
        /// Signals `notifier` on a message and at the end of the channel (`notify`).
        /// Queued messages signal it at once. `None` removes it. Takes a lock.
        /// A receive that takes the last message, or finds none, arms it again.
        pub fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
            self.consumer.set_notifier(notifier);
        }
        /// A future that receives one message (`futures`). Its output is the message.
        /// After 128 ready polls of this consumer, a poll yields: it is pending and wakes its
        /// task. [`try_recv`](Self::try_recv) does not.
        /// # Errors
        /// Fails if every message was received and none can be sent any more.
        /// # Cancel safety
        /// Dropping the future leaves the message in the channel.
        pub fn recv_async(&mut self) -> Recv<'_, MarketRing> {
            self.consumer.recv_async()
        }
        /// A future that appends up to `max` messages to a vector (`futures`).
        /// Its output is how many: 0 only if `max` is 0. It yields and fails like
        /// [`recv_async`](Self::recv_async).
        /// # Cancel safety
        /// Dropping the future leaves the messages in the channel, and the vector as it is.
        pub fn recv_many_async<'a>(
            &'a mut self,
            vec: &'a mut Vec<Order>,
            max: usize,
        ) -> RecvMany<'a, MarketRing> {
            self.consumer.recv_many_async(vec, max)
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
        pub fn readable(&mut self) -> Option<MarketReadable<'_>> {
            self.consumer.readable()
        }
        /// Lends all available messages. `consume_seen` consumes those that were lent:
        /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
        /// seen.consume_seen();`
        pub fn peek_iter(&mut self) -> MarketPeekIter<'_> {
            self.consumer.peek_iter()
        }
        /// Removes all available messages, one by one. Dropping the iterator drops the rest.
        pub fn drain(&mut self) -> MarketDrain<'_> {
            self.consumer.drain()
        }
        /// Drops all messages. A closed channel stays closed. O(n).
        /// # Errors
        /// `Foreign` if the producer belongs to another channel.
        pub fn reset(
            &mut self,
            producer: &mut MarketProducer,
        ) -> Result<(), ResetError> {
            self.consumer.reset(&mut producer.producer)
        }
        /// A control handle of the channel.
        pub fn channel(&self) -> MarketChannel {
            MarketChannel {
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
        /// The messages and batches received (`metrics`).
        pub fn metrics(&self) -> ConsumerStats {
            self.consumer.metrics()
        }
        /// Sets these counters to zero (`metrics`).
        pub fn reset_metrics(&mut self) {
            self.consumer.reset_metrics();
        }
    }

    impl fmt::Debug for MarketConsumer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.consumer.describe("MarketConsumer", f)
        }
    }

    /// Implements `ringmpsc::Consume`.
    impl ConsumerEnd<Order> for MarketConsumer {
        type Consumer = Consumer<MarketRing>;
        fn consumer(&self) -> &Self::Consumer {
            &self.consumer
        }
        fn consumer_mut(&mut self) -> &mut Self::Consumer {
            &mut self.consumer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl Deref for MarketConsumer {
        type Target = AbsentFromConsumer<Self, MarketRing>;
        fn deref(&self) -> &Self::Target {
            AbsentFromConsumer::of(self)
        }
    }

    /// The same as `iter`.
    impl<'a> IntoIterator for &'a mut MarketConsumer {
        type Item = Order;
        type IntoIter = RingIter<'a, MarketRing>;
        fn into_iter(self) -> Self::IntoIter {
            self.consumer.iter()
        }
    }

    /// Like `iter`. The iterator owns the consumer.
    impl IntoIterator for MarketConsumer {
        type Item = Order;
        type IntoIter = RingIntoIter<MarketRing>;
        fn into_iter(self) -> Self::IntoIter {
            IntoIterator::into_iter(self.consumer)
        }
    }

    /// All messages. The stream ends when every message was received and none can be sent
    /// any more.
    /// After 128 ready polls of this consumer, a poll yields: it is pending and wakes its
    /// task.
    impl Stream for MarketConsumer {
        type Item = Order;
        fn poll_next(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Order>> {
            self.get_mut().consumer.poll_recv(context).map(Result::ok)
        }
    }

    /// `is_terminated` after the stream has ended.
    impl FusedStream for MarketConsumer {
        fn is_terminated(&self) -> bool {
            self.consumer.is_terminated()
        }
    }
};
