// #[ring_channel(kind = mpmc, bits = 10, name = Market, max_producers = 8, max_consumers = 4, wait, notify, futures, metrics(latency), contention, numa, prefetch = 32, shard = 3, fence = full, favor = latency)]

pub struct Order {
    id: u64,
    price: i64,
}

/// The ring of [`MarketChannel`]: one cache line per side, then 2^10 slots and their receipts (`bits = 10`).
#[repr(C)]
pub struct MarketRing {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumers, by exchange: `head`, before which everything is claimed.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// Written by the producer: what it sent (`metrics`).
    sent: ::ringmpsc::__private::ProducerCounters,
    /// Written by the producer: how often it found no room (`contention`).
    contention: ::ringmpsc::__private::ContentionCounters,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Order, 1024>,
    /// Written by the consumers, one for each slot: which slots they have emptied.
    receipts: ::ringmpsc::__private::Receipts<1024>,
}

impl ::ringmpsc::__private::Options for MarketRing {
    /// many producers
    const RECYCLED: ::core::primitive::bool = true;
    /// `max_producers = 8`
    const MAX_PRODUCERS: ::core::primitive::usize = 8;
    /// `max_consumers = 4`
    const MAX_CONSUMERS: ::core::primitive::usize = 4;
    /// `shard = 3`
    const SHARD: ::core::primitive::usize = 3;
    /// `wait`, `futures`
    const WAIT: ::core::primitive::bool = true;
    /// `notify`
    const NOTIFY: ::core::primitive::bool = true;
    /// `numa`
    const PLACE: ::ringmpsc::__private::Place = ::ringmpsc::__private::Place::Local;
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
    const RECEIPTS: ::core::option::Option<::core::primitive::usize> = {
        const fn later<Parameter>() -> ::core::option::Option<::core::primitive::usize> {
            ::core::option::Option::Some(::core::mem::offset_of!(MarketRing, receipts))
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
/// let channel = MarketChannel::open();
/// let mut producer = channel.register()?;
/// let mut consumer = channel.register_consumer()?;
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
#[derive(::core::clone::Clone)]
pub struct MarketChannel {
    handle: ::ringmpsc::__private::mpmc::Handle<MarketRing>,
}

impl MarketChannel {
    /// How many messages a ring holds: 2^10 (`bits = 10`).
    pub const CAPACITY: ::core::primitive::usize = 1024;
    /// The size of a ring in bytes, with 8 bytes for each slot's receipt.
    pub const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
        MarketRing,
    >();
    /// The size of the messages in a ring in bytes.
    pub const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
        * ::core::mem::size_of::<Order>();
    /// Opens a channel without producers and consumers; [`register`](Self::register) and
    /// [`register_consumer`](Self::register_consumer) add them.
    pub fn open() -> Self {
        let handle = <::ringmpsc::__private::mpmc::Handle<MarketRing>>::open();
        Self { handle }
    }

    /// Adds a producer with a ring of its own. Fails with `LimitReached` while there are 8 (`max_producers = 8`), `Closed`, `OutOfMemory`, or `Forked`.
    ///
    /// Places the memory of a new ring on the node of the calling thread (`numa`). For this the call touches every page
    /// of the ring. On a machine that is known to have one node it touches none.
    pub fn register(
        &self,
    ) -> ::core::result::Result<MarketProducer, ::ringmpsc::RegisterError> {
        let half = self.handle.register()?;
        ::core::result::Result::Ok(MarketProducer { half })
    }

    /// Adds a consumer, to share the messages with the others.
    /// Fails with `ConsumerLimitReached` while there are 4 (`max_consumers = 4`), `Closed` once the channel [is fully drained](Self::is_fully_drained), or `Forked`.
    pub fn register_consumer(
        &self,
    ) -> ::core::result::Result<MarketConsumer, ::ringmpsc::RegisterError> {
        let rings = self.handle.register_consumer()?;
        ::core::result::Result::Ok(MarketConsumer { rings })
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

    /// What one producer has sent (`metrics`). `None` if it has left and its ring has another owner.
    pub fn stats_of(
        &self,
        producer: ::ringmpsc::ProducerId,
    ) -> ::core::option::Option<::ringmpsc::ProducerStats> {
        self.handle.stats_of(producer)
    }

    /// How often one producer found no room (`contention`). `None` as for [`len_of`](Self::len_of).
    pub fn contention_of(
        &self,
        producer: ::ringmpsc::ProducerId,
    ) -> ::core::option::Option<::ringmpsc::Contention> {
        self.handle.contention_of(producer)
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
    half: ::ringmpsc::__private::mpmc::Producer<MarketRing>,
}

impl MarketProducer {
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
    ) -> ::core::result::Result<MarketReservation<'_>, ::ringmpsc::ReserveError> {
        self.half.reserve(n)
    }

    /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
    /// Wait-free while the channel is open and no consumer waits.
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
    /// Blocking: woken by a consumer that makes room, by `close`, and when the last that could receive is gone.
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
    ) -> ::ringmpsc::__private::mpmc::Send<'_, MarketRing> {
        self.half.send_async(message)
    }

    /// A future of a reservation of `n` slots (`futures`). Each release of slots may wake the task, also one after
    /// which fewer than `n` are free; the future then waits on. Fails with `Closed`, `Zero` or `TooLarge`. Cancel
    /// safe: dropped before it is ready, it changes nothing. It yields like [`send_async`](Self::send_async).
    pub fn reserve_async(
        &mut self,
        n: ::core::primitive::usize,
    ) -> ::ringmpsc::__private::mpmc::Reserve<'_, MarketRing> {
        self.half.reserve_async(n)
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
    type Half = ::ringmpsc::__private::mpmc::Producer<MarketRing>;
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
pub type MarketReservation<'a> = ::ringmpsc::__private::mpmc::Reservation<
    'a,
    MarketRing,
>;

/// A receiving end of [`MarketChannel`]: each message goes to one of them. When the last is dropped, and no control
/// handle is left that could make another, the channel closes, and what nobody received is dropped.
///
/// Dropping one wakes all others that wait, since it leaves them what it has claimed. One whose handler has panicked
/// keeps its claim until its next operation takes it or it is dropped, also in a poisoned `Mutex`.
pub struct MarketConsumer {
    rings: ::ringmpsc::__private::mpmc::Consumer<MarketRing>,
}

impl MarketConsumer {
    /// Receives one message, from its home shard (`shard = 3`) or else from the fullest of some. Lock-free while no producer waits, and there are messages, or no notifier.
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
    ) -> ::core::option::Option<MarketClaim<'_>> {
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

    /// Receives one message, waiting for it (`wait`). Fails if all were received and nobody can send any more.
    /// Blocking: woken by a message, by `close`, and by the drop of the last that could send.
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
        f: impl ::core::ops::FnMut(Order),
        strategy: ::ringmpsc::WaitStrategy,
    ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
        self.rings.hand_out_wait(f, strategy)
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
    pub fn recv_async(&mut self) -> ::ringmpsc::__private::mpmc::Recv<'_, MarketRing> {
        self.rings.recv_async()
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

    /// What this consumer has received (`metrics`).
    pub fn metrics(&self) -> ::ringmpsc::StealStats {
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
    type Rings = ::ringmpsc::__private::mpmc::Consumer<MarketRing>;
    fn rings(&self) -> &Self::Rings {
        &self.rings
    }

    fn rings_mut(&mut self) -> &mut Self::Rings {
        &mut self.rings
    }
}

/// This consumer's share of the messages, until all were received and nobody can send any more.
/// A message wakes all consumers that wait as streams, since none need be polled again; of futures it wakes one.
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

/// What [`MarketConsumer::steal`] claims: messages by value. Dropping it drops the rest.
pub type MarketClaim<'a> = ::ringmpsc::__private::mpmc::Claimed<'a, MarketRing>;
