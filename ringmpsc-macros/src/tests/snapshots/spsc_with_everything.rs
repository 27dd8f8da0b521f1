// #[ring_channel(kind = spsc, bits = 10, name = Market, wait, notify, futures, metrics(latency), contention, numa(node = 1), prefetch = 32, fence = full, favor = latency)]

pub struct Order {
    id: u64,
    price: i64,
}

/// The ring of [`MarketChannel`]: one cache line per writer, then 2^10 slots (`bits = 10`).
#[repr(C)]
pub struct MarketRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// Written by the producer: what it sent (`metrics`).
    sent: ::ringmpsc::__private::ProducerCounters,
    /// Written by the consumer: what it received (`metrics`).
    received: ::ringmpsc::__private::ConsumerCounters,
    /// Written by the producer: how often it found no room (`contention`).
    contention: ::ringmpsc::__private::ContentionCounters,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 1024>,
}

impl ::ringmpsc::__private::Options for MarketRing {
    /// `wait`, `futures`
    const WAIT: ::core::primitive::bool = true;
    /// `notify`
    const NOTIFY: ::core::primitive::bool = true;
    /// `numa(node = 1)`
    const PLACE: ::ringmpsc::__private::Place = ::ringmpsc::__private::Place::Node(1);
    /// `prefetch = 32`
    const PREFETCH: ::core::primitive::usize = 32;
    /// `fence = full`
    const FENCE: ::ringmpsc::__private::Fence = ::ringmpsc::__private::Fence::Full;
    /// `favor = latency`
    const SLIP: ::core::primitive::bool = false;
    /// `metrics(latency)`
    const LATENCY: ::core::primitive::bool = true;
    /// `metrics`
    fn sent_line(
        &self,
    ) -> ::core::option::Option<&::ringmpsc::__private::ProducerCounters> {
        ::core::option::Option::Some(&self.sent)
    }

    /// `metrics`
    fn received_line(
        &self,
    ) -> ::core::option::Option<&::ringmpsc::__private::ConsumerCounters> {
        ::core::option::Option::Some(&self.received)
    }

    /// `contention`
    fn contention_line(
        &self,
    ) -> ::core::option::Option<&::ringmpsc::__private::ContentionCounters> {
        ::core::option::Option::Some(&self.contention)
    }
}

impl ::ringmpsc::__private::Waits for MarketRing {}

impl ::ringmpsc::__private::Wakes for MarketRing {}

impl ::ringmpsc::__private::Notifies for MarketRing {}

impl ::ringmpsc::__private::Counted for MarketRing {}

impl ::ringmpsc::__private::Contended for MarketRing {}

impl ::ringmpsc::__private::Placed for MarketRing {}

impl ::ringmpsc::__private::Measured for MarketRing {
    /// `metrics`
    const METRICS: ::core::primitive::bool = true;
    /// `contention`
    const CONTENTION: ::core::primitive::bool = true;
}

const _: () = (::ringmpsc::__private::check::<MarketRing>)();

/// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
unsafe impl ::ringmpsc::__private::Parts for MarketRing {
    type Slots = ::ringmpsc::__private::Slots<Order, 1024>;
    const LAYOUT: ::ringmpsc::__private::Layout = {
        const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
            ::ringmpsc::__private::Layout {
                producer: ::core::mem::offset_of!(MarketRing, producer),
                consumer: ::core::mem::offset_of!(MarketRing, consumer),
                cold: ::core::mem::offset_of!(MarketRing, cold),
                slots: ::core::mem::offset_of!(MarketRing, slots),
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
/// let (mut producer, mut consumer) = MarketChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
#[derive(::core::clone::Clone)]
pub struct MarketChannel {
    handle: ::ringmpsc::__private::spsc::Handle<MarketRing>,
}

impl MarketChannel {
    /// How many messages a ring holds: 2^10 (`bits = 10`).
    pub const CAPACITY: ::core::primitive::usize = 1024;
    /// The size of a ring in bytes.
    pub const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        MarketRing,
    >();
    /// The size of the messages in a ring in bytes.
    pub const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Order>();
    /// Opens a channel and gives out its two ends.
    ///
    /// Places the memory of a new ring on node 1 (`numa(node = 1)`). For this the call touches every page
    /// of the ring. On a machine that is known to have one node it touches none.
    ///
    /// # Panics
    ///
    /// Panics if there is no memory for the ring.
    pub fn open() -> (MarketProducer, MarketConsumer) {
        let (half, rings) = <::ringmpsc::__private::spsc::Handle<MarketRing>>::open();
        (MarketProducer { half }, MarketConsumer { rings })
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

    /// How many messages are waiting.
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

    /// How many producers there are: one, until it is dropped.
    pub fn producer_count(&self) -> ::core::primitive::usize {
        self.handle.producer_count()
    }

    /// How many consumers there are: one, until it is dropped.
    pub fn consumer_count(&self) -> ::core::primitive::usize {
        self.handle.consumer_count()
    }

    /// What the channel is doing now, and what it has counted (`metrics`, `contention`). The rest is `None`.
    pub fn snapshot(&self) -> ::ringmpsc::ChannelStats {
        self.handle.snapshot()
    }
}

impl ::core::fmt::Debug for MarketChannel {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.handle.describe("MarketChannel", f)
    }
}

/// The sending end of [`MarketChannel`]. Dropping it ends its stream; what it sent is still received.
pub struct MarketProducer {
    half: ::ringmpsc::__private::spsc::Producer<MarketRing>,
}

impl MarketProducer {
    /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
    /// Wait-free while the channel is open and its consumer does not wait.
    #[inline]
    pub fn try_send(
        &mut self,
        message: Order,
    ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Order>> {
        self.half.try_send(message)
    }

    /// For messages that are `Copy`: copies in as many as fit, and returns how many.
    /// Wait-free while the channel is open and its consumer does not wait.
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
    /// Wait-free while the channel is open and its consumer does not wait.
    #[inline]
    pub fn reserve(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<MarketReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve(n)
    }

    /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
    /// Wait-free while the channel is open and its consumer does not wait.
    #[inline]
    pub fn reserve_up_to(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<MarketReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve_up_to(n)
    }

    /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
    pub fn reserve_with_backoff(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::core::result::Result<MarketReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve_with_backoff(n)
    }

    /// Sends one message, waiting for room (`wait`). Fails, with the message, if the channel is closed.
    /// Blocking: woken by the consumer when it makes room, by `close`, and by the consumer's drop.
    #[inline]
    pub fn send(
        &mut self,
        message: Order,
    ) -> ::core::result::Result<(), ::ringmpsc::SendError<Order>> {
        self.half.send(message)
    }

    /// Like [`send`](Self::send), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails, with the
    /// message, with `Timeout` or `Closed`; never with `Timeout` where there is room. Blocking.
    pub fn send_timeout(
        &mut self,
        message: Order,
        timeout: ::core::time::Duration,
    ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Order>> {
        self.half.send_timeout(message, timeout)
    }

    /// Like [`send`](Self::send), until `deadline` at the latest (`wait`). Fails, with the message, with `Timeout`
    /// or `Closed`; never with `Timeout` where there is room. Blocking.
    pub fn send_deadline(
        &mut self,
        message: Order,
        deadline: ::ringmpsc::__private::Instant,
    ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Order>> {
        self.half.send_deadline(message, deadline)
    }

    /// For messages that are `Copy`: sends all, even more than the ring holds, waiting as `strategy` says (`wait`).
    /// Fails with how many were sent, and `TimedOut` or `Closed`. Blocking, woken like [`send`](Self::send).
    pub fn send_all(
        &mut self,
        messages: &[Order],
        strategy: ::ringmpsc::WaitStrategy,
    ) -> ::core::result::Result<(), ::ringmpsc::SendAllError>
    where
        for<'a> Order: ::core::marker::Copy,
    {
        self.half.send_all(messages, strategy)
    }

    /// Like [`reserve`](Self::reserve), waiting as `strategy` says until `n` slots are free (`wait`). Fails with
    /// `TimedOut`, `Closed`, `Zero` or `TooLarge`. Blocking, woken like [`send`](Self::send).
    pub fn reserve_wait(
        &mut self,
        n: ::core::primitive::usize,
        strategy: ::ringmpsc::WaitStrategy,
    ) -> ::core::result::Result<MarketReservation<'_>, ::ringmpsc::WaitError> {
        self.half.reserve_wait(n, strategy)
    }

    /// A future that sends one message as soon as there is room (`futures`). Fails, with the message, if the
    /// channel is closed. Dropped before that, it drops the message; [`reserve_async`](Self::reserve_async) does not.
    /// After 128 polls of this producer that were ready, one yields to other tasks: it is pending, and wakes its task.
    pub fn send_async(
        &mut self,
        message: Order,
    ) -> ::ringmpsc::__private::spsc::Send<'_, MarketRing> {
        self.half.send_async(message)
    }

    /// A future of a reservation of `n` slots (`futures`). Each release of slots may wake the task, also one after
    /// which fewer than `n` are free; the future then waits on. Fails with `Closed`, `Zero` or `TooLarge`. Cancel
    /// safe: dropped before it is ready, it changes nothing. It yields like [`send_async`](Self::send_async).
    pub fn reserve_async(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::ringmpsc::__private::spsc::Reserve<'_, MarketRing> {
        self.half.reserve_async(n)
    }

    /// A control handle of the channel.
    pub fn channel(&self) -> MarketChannel {
        let handle = self.half.handle();
        MarketChannel { handle }
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

    /// What was sent through this ring (`metrics`).
    pub fn metrics(&self) -> ::ringmpsc::ProducerStats {
        self.half.metrics()
    }

    /// Begins to count anew at zero (`metrics`).
    pub fn reset_metrics(&mut self) {
        self.half.reset_metrics();
    }

    /// How often there was no room in this ring (`contention`).
    pub fn contention(&self) -> ::ringmpsc::Contention {
        self.half.contention()
    }

    /// Begins to count anew at zero (`contention`).
    pub fn reset_contention(&mut self) {
        self.half.reset_contention();
    }

    /// Where the ring's memory was wanted, and where it is (`numa`); with one node, no page is sampled.
    pub fn placement(&self) -> &::ringmpsc::numa::Placement {
        self.half.placement()
    }
}

impl ::core::fmt::Debug for MarketProducer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.half.describe("MarketProducer", f)
    }
}

/// Generic code sends through `ringmpsc::Produce`.
impl ::ringmpsc::__private::ProducerEnd for MarketProducer {
    type Half = ::ringmpsc::__private::spsc::Producer<MarketRing>;
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
impl ::ringmpsc::__private::Sink<Order> for MarketProducer {
    type Error = ::ringmpsc::SinkError<Order>;
    fn poll_ready(
        self: ::core::pin::Pin<&mut Self>,
        context: &mut ::core::task::Context<'_>,
    ) -> ::core::task::Poll<::core::result::Result<(), ::ringmpsc::SinkError<Order>>> {
        self.get_mut().half.poll_ready(context)
    }

    fn start_send(
        self: ::core::pin::Pin<&mut Self>,
        message: Order,
    ) -> ::core::result::Result<(), Self::Error> {
        self.get_mut().half.start_send(message)
    }

    fn poll_flush(
        self: ::core::pin::Pin<&mut Self>,
        _: &mut ::core::task::Context<'_>,
    ) -> ::core::task::Poll<::core::result::Result<(), ::ringmpsc::SinkError<Order>>> {
        ::core::task::Poll::Ready(::core::result::Result::Ok(()))
    }

    fn poll_close(
        self: ::core::pin::Pin<&mut Self>,
        _: &mut ::core::task::Context<'_>,
    ) -> ::core::task::Poll<::core::result::Result<(), ::ringmpsc::SinkError<Order>>> {
        self.get_mut().half.resign();
        ::core::task::Poll::Ready(::core::result::Result::Ok(()))
    }
}

/// What [`MarketProducer::reserve`] grants: slots to write in place, for example with [`push`](MarketReservation::push). Nothing is sent until [`commit`](MarketReservation::commit).
pub type MarketReservation<'a> = ::ringmpsc::__private::spsc::Reservation<
    'a,
    MarketRing,
>;

/// The receiving end of [`MarketChannel`]. Dropping it closes the channel and drops what nobody received.
pub struct MarketConsumer {
    rings: ::ringmpsc::__private::spsc::Consumer<MarketRing>,
}

impl MarketConsumer {
    /// Receives one message. Wait-free while no producer waits, and there are messages, or no notifier.
    /// Fails with `Empty` while somebody may still send, else with `Closed`.
    #[inline]
    pub fn try_recv(
        &mut self,
    ) -> ::core::result::Result<Order, ::ringmpsc::TryRecvError> {
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
        vec: &mut ::ringmpsc::__private::Vec<Order>,
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
    ///
    /// Where futures' `StreamExt` is in scope, `consumer.skip(n)` means its method, which consumes the consumer.
    /// Write `MarketConsumer::skip(&mut consumer, n)` there.
    pub fn skip(&mut self, n: ::core::primitive::usize) -> ::core::primitive::usize {
        self.rings.skip(n)
    }

    /// Receives one message, waiting for it (`wait`). Fails if all were received and nobody can send any more.
    /// Blocking: woken by the next message, by `close`, and by the drop of the last that could send.
    #[inline]
    pub fn recv(&mut self) -> ::core::result::Result<Order, ::ringmpsc::RecvError> {
        self.rings.recv()
    }

    /// Like [`recv`](Self::recv), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails with
    /// `Timeout` or `Closed`; never with `Timeout` where there is a message. Blocking.
    pub fn recv_timeout(
        &mut self,
        timeout: ::core::time::Duration,
    ) -> ::core::result::Result<Order, ::ringmpsc::RecvTimeoutError> {
        self.rings.recv_timeout(timeout)
    }

    /// Like [`recv`](Self::recv), until `deadline` at the latest (`wait`). Fails with `Timeout` or `Closed`; never
    /// with `Timeout` where there is a message. Blocking.
    pub fn recv_deadline(
        &mut self,
        deadline: ::ringmpsc::__private::Instant,
    ) -> ::core::result::Result<Order, ::ringmpsc::RecvTimeoutError> {
        self.rings.recv_deadline(deadline)
    }

    /// Like [`consume_batch`](Self::consume_batch), waiting as `strategy` says until there is a message (`wait`).
    /// Fails with `TimedOut` or `Closed`. Blocking, woken like [`recv`](Self::recv).
    pub fn consume_batch_wait(
        &mut self,
        f: impl ::core::ops::FnMut(&Order),
        strategy: ::ringmpsc::WaitStrategy,
    ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
        self.rings.consume_batch_wait(f, strategy)
    }

    /// Has `notifier` signalled when there is something to receive, and when nobody can send any more; with `None`,
    /// nothing (`notify`). Taking the last message arms it, and so does finding none. Messages that are there signal it at once.
    pub fn set_notifier(
        &mut self,
        notifier: ::core::option::Option<
            ::ringmpsc::__private::Arc<::ringmpsc::EventNotifier>,
        >,
    ) {
        self.rings.set_notifier(notifier);
    }

    /// A future of one message (`futures`). Fails if all were received and nobody can send any more. Cancel safe:
    /// dropped before it is ready, it leaves the message in the channel. After 128 polls of this consumer that
    /// were ready, one yields to other tasks: it is pending although there may be a message, and wakes its task.
    /// To receive only what is there, use [`try_recv`](Self::try_recv).
    pub fn recv_async(&mut self) -> ::ringmpsc::__private::spsc::Recv<'_, MarketRing> {
        self.rings.recv_async()
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
    pub fn readable(&mut self) -> ::core::option::Option<MarketReadable<'_>> {
        self.rings.readable()
    }

    /// Everything available, by reference; `finish` consumes what was looked at:
    /// `let mut iter = consumer.iter(); for message in &mut iter { .. } iter.finish();`
    pub fn iter(self: &mut Self) -> MarketIter<'_> {
        self.rings.iter()
    }

    /// Everything available, by value. Dropping it drops the rest.
    pub fn drain(&mut self) -> MarketDrain<'_> {
        self.rings.drain()
    }

    /// Empties the ring. A closed channel stays closed. Fails with `Foreign` if the producer is that of
    /// another channel.
    pub fn reset(
        &mut self,
        producer: &mut MarketProducer,
    ) -> ::core::result::Result<(), ::ringmpsc::ResetError> {
        self.rings.reset(&mut producer.half)
    }

    /// A control handle of the channel.
    pub fn channel(&self) -> MarketChannel {
        let handle = self.rings.handle();
        MarketChannel { handle }
    }

    /// How many messages the ring holds.
    pub fn capacity(&self) -> ::core::primitive::usize {
        self.rings.capacity()
    }

    /// How many messages are waiting.
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

    /// What this consumer has received (`metrics`).
    pub fn metrics(&self) -> ::ringmpsc::ConsumerStats {
        self.rings.metrics()
    }

    /// Begins to count anew at zero (`metrics`).
    pub fn reset_metrics(&mut self) {
        self.rings.reset_metrics();
    }
}

impl ::core::fmt::Debug for MarketConsumer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        self.rings.describe("MarketConsumer", f)
    }
}

/// Generic code receives through `ringmpsc::Consume`.
impl ::ringmpsc::__private::ConsumerEnd for MarketConsumer {
    type Rings = ::ringmpsc::__private::spsc::Consumer<MarketRing>;
    fn rings(&self) -> &Self::Rings {
        &self.rings
    }

    fn rings_mut(&mut self) -> &mut Self::Rings {
        &mut self.rings
    }
}

/// All messages, until everything was received and nobody can send any more.
/// After 128 messages one poll yields to other tasks: it is pending, and wakes its task.
impl ::ringmpsc::__private::Stream for MarketConsumer {
    type Item = Order;
    fn poll_next(
        self: ::core::pin::Pin<&mut Self>,
        context: &mut ::core::task::Context<'_>,
    ) -> ::core::task::Poll<::core::option::Option<Order>> {
        self.get_mut().rings.poll_recv(context).map(::core::result::Result::ok)
    }
}

/// What [`MarketConsumer::readable`] shows: messages side by side, as a slice. `advance` consumes them.
pub type MarketReadable<'a> = ::ringmpsc::__private::spsc::Readable<'a, MarketRing>;

/// What [`MarketConsumer::iter`] goes through: messages by reference. `finish` consumes them.
pub type MarketIter<'a> = ::ringmpsc::__private::spsc::RingIter<'a, MarketRing>;

/// What [`MarketConsumer::drain`] takes out: messages by value.
pub type MarketDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, MarketRing>;
