//! The attribute macro of [`ringmpsc`](https://docs.rs/ringmpsc), which re-exports it.
//!
//! Depend on `ringmpsc`, not on this crate. The generated code needs exactly its version.
//!
//! The modules form a pipeline, and each uses only the modules before it:
//!
//! 1. `terms` names the kinds, the option values and the options, and has all error texts.
//! 2. `parse` reads the attribute and the item.
//! 3. `model` fills in the defaults, checks the rules, and decides the channel.
//! 4. `codegen` generates the channel.
//! 5. `expand` runs these steps.

mod codegen;
mod expand;
mod model;
mod parse;
mod terms;
#[cfg(test)]
mod tests;

/// Generates a channel for the annotated message type.
///
/// The attribute annotates a `struct`, `enum`, `union` or `type` alias, which may be generic. It
/// does not change the type. Beside the type it generates the channel, with the type's visibility:
///
/// ```ignore
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = mpsc, bits = 12, metrics)]
/// #[derive(Debug)]
/// pub struct Order {
///     id: u64,
///     price: i64,
/// }
///
/// let (channel, mut consumer) = OrderChannel::open();
/// let mut producer = channel.register()?;
/// ```
///
/// `open` returns the only producer and the only consumer directly. If a channel has many of
/// either, `open` returns a control handle, which registers them.
///
/// | kind | `open()` returns | the handle has |
/// |---|---|---|
/// | `spsc` | the producer, the consumer | – |
/// | `mpsc` | the handle, the consumer | `register` |
/// | `spmc` | the producer, the handle | `register_consumer` |
/// | `mpmc` | the handle | `register`, `register_consumer` |
///
/// # Options
///
/// Commas separate the options. They come in any order, each at most once. An option that is off
/// generates nothing: no field, no method, no branch.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `kind = WORD` | `spsc`, `mpsc`, `spmc` or `mpmc`, see the table above | required |
/// | `bits = N` | a ring has 2^N slots, with N from 1 to 30 | 16; `mpmc` 14 |
/// | `preset = WORD` | values for several options, see [Presets](#presets) | – |
/// | `name = Ident` | the start of the [generated names](#generated-names) | the type's name |
/// | `max_producers = N` | `register` fails beyond N producers (`mpsc`, `mpmc`) | no limit |
/// | `max_consumers = N` | `register_consumer` fails beyond N (`spmc`, `mpmc`) | no limit |
/// | `shard = N` | the number of a consumer's home rings (`mpmc`) | 2 |
/// | `wait` | blocking operations, see [Waiting](#waiting) | off |
/// | `notify` | an eventfd, see [Waiting](#waiting) | off |
/// | `futures` | async operations, see [Waiting](#waiting) | off |
/// | `metrics` | counters for each ring and each side | off |
/// | `metrics(latency)` | also the duration of batches: minimum, maximum, mean | off |
/// | `contention` | counts spins and failed reservations | off |
/// | `numa` | ring memory on the registering thread's node, see [NUMA](#numa) | off |
/// | `numa(consumer)` | ring memory on the node of a consumer (`mpsc`, `mpmc`), see [NUMA](#numa) | off |
/// | `numa(node = N)` | ring memory on node N, see [NUMA](#numa) | off |
/// | `prefetch = N` | prefetches in batches of at least N messages | off |
/// | `fence = WORD` | how a sleeping side is detected, see [Fences](#fences) | `adaptive` |
/// | `favor = WORD` | whether an operation may pause, see [Pauses](#pauses) | `throughput` |
/// | `vis = WORD` | the visibility of the channel, see [Visibility](#visibility) | the type's |
/// | `crate = path` | the path of `ringmpsc`, if it is renamed or re-exported | `::ringmpsc` |
/// | `shared` | also a channel between processes, see [Processes](#processes) (`spsc`) | off |
/// | `prefault` | maps all pages of a ring between processes at once (`shared`) | off |
///
/// `shard` is at most `max_producers`, because each producer has one ring.
/// `prefetch` is at most the capacity. `metrics(latency)` reads the clock twice per batch.
///
/// ## Presets
///
/// An explicit option overrides the value of the preset. A preset sets no option that has no
/// effect with the kind. If explicit options override all its values, the preset is an error.
///
/// | preset | `bits` | `max_producers` | `max_consumers` | `shard` | `favor` |
/// |---|---|---|---|---|---|
/// | `low_latency` | 12 | 16 | – | – | `latency` |
/// | `high_throughput` | 18 | 32 | – | – | – |
/// | `high_throughput`, `mpmc` | 16 | 32 | 16 | 4 | – |
/// | `ultra_low_latency` | 10 | 4 | – | – | `latency` |
///
/// ## Waiting
///
/// * `wait` adds `send`, `send_all`, `reserve_wait`, `recv` and `consume_batch_wait`. `send` and
///   `recv` also come with a timeout and with a deadline.
/// * `notify` adds `set_notifier`, for an eventfd that epoll, `io_uring` or an async runtime polls.
/// * `futures` adds `send_async`, `reserve_async` and `recv_async`. The producer is a `Sink`, and
///   the consumer is a `Stream`. The option needs the feature `futures` of `ringmpsc`.
///
/// ## NUMA
///
/// | option | the node of a ring's memory |
/// |---|---|
/// | `numa`, `numa(producer)` | that of the thread that calls `open` or `register` |
/// | `numa(consumer)` | that of a consumer: on which it last waited, or met a new ring |
/// | `numa(node = N)` | node N |
///
/// With `numa(consumer)`, before any consumer has received, the node is that of the thread that
/// opened the channel (`mpsc`) or registered a consumer (`mpmc`). Without a consumer, it is that of
/// the thread that calls `register`. If consumers of `mpmc` are on
/// several nodes, it is that of one of them. If the node has no memory, it is the nearest one that
/// has. Rings do not move when a consumer moves. `spsc` and `spmc` have one ring, which `open`
/// makes. Write `numa` there, and call `open` on the consumer's node.
///
/// The call that makes a ring binds its pages to a node and touches every page. This
/// call is `open` or `register`. It takes longer the larger the ring is. Afterwards the whole ring
/// is resident. The producer's method `placement` reports the wanted node, and on which nodes a
/// sample of the pages is.
///
/// On a machine with one node, the call binds and touches no page. Pages become resident with the
/// first messages. `placement` then reports the only node with 0 pages, and `is_on_target` is
/// `Some(true)`. It is `Some(false)` if `numa(node = N)` names another node.
///
/// `register` gives a producer a ring on that node. It reuses such a ring, or makes one. If
/// `max_producers` allows no more rings, the ring may be on another node, as `placement` reports.
///
/// With `numa` or `numa(consumer)`, an `mpmc` consumer prefers rings on its own node. Its home
/// rings are there. After them it tries the fullest ring on the nearest node that has messages.
///
/// ## Fences
///
/// One side must detect that the other sleeps, so that it can wake it.
///
/// * `asymmetric`: only the side that goes to sleep pays, with a call of membarrier(2).
/// * `full`: both sides pay. Every send executes a full fence.
/// * `adaptive`: the cheaper one of the two at the time.
///
/// ## Pauses
///
/// * `latency`: no operation pauses.
/// * `throughput`: when both sides run at full speed, one of them may pause for up to 4 µs, to
///   keep a distance. It does so only while it measures that this makes a message cheaper by a
///   tenth or more.
///
/// ## Visibility
///
/// The generated types and methods have the visibility of the annotated type. `vis` sets another
/// one: `pub`, `pub(crate)`, `pub(super)`, `pub(in path)`, or `private` for none of these. It does
/// not change the type itself. So a public message type does not force a public channel into the
/// interface of a crate:
///
/// ```ignore
/// #[ring_channel(kind = mpsc, vis = pub(crate))]
/// pub struct Order;
/// ```
///
/// The channel of a public alias of a private type also needs it, because a public method must not
/// have a private type in its signature.
///
/// ## Processes
///
/// `shared` also generates `OrderShared`, a channel between two processes, with
/// `OrderSharedProducer` and `OrderSharedConsumer`. One process calls `OrderShared::listen`, the
/// other one `OrderShared::connect`. `OrderShared::pair` returns both ends, for a test. The option
/// needs the feature `shared` of `ringmpsc`, whose module `process` explains what a crashed or
/// hostile peer can do.
///
/// * The message must be plain data: `#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]`
///   with the derives of the crate `zerocopy`, and `#[repr(C)]`.
/// * The processes compare a hash of the message's name, its fields as they are written, its size
///   and its alignment. So two programs with different messages refuse each other. The hash does
///   not contain the definitions of the fields' types.
/// * Without `wait`, the ends have no blocking operations. `favor` and `preset` have no effect
///   other than on `bits`: no operation between processes pauses.
/// * With `notify`, both ends have `notifier()`: a descriptor that epoll reports after a message or
///   a free slot, after a close, and after the end of the other process. Both programs must have
///   this option, or both not: the hash contains it.
/// * With `metrics`, each end has `metrics()`, and counts in its own memory. There is no
///   `snapshot()`: neither process trusts the numbers of the other one.
/// * With `prefault`, `accept`, `connect` and `pair` map all pages of the ring before they return,
///   so that no message causes a page fault. If the kernel refuses, they fail.
/// * `futures` cannot be combined with `shared`: another process cannot call a waker. An async
///   runtime can await the descriptor of `notify`.
/// * `metrics(latency)`, `contention`, `numa`, `prefetch`, `fence` other than
///   `adaptive`, and parameters of the type cannot be combined with `shared` yet. Neither can
///   fields with `cfg`: the macro cannot tell which of them the compiler keeps.
///
/// # Generated names
///
/// All generated types begin with the same stem: the type's name, or `name`. For `Order` they are
/// `OrderChannel`, `OrderProducer`, `OrderConsumer`, `OrderRing`, `OrderReservation`,
/// `OrderReadable`, `OrderPeekIter` and `OrderDrain`. With competing consumers (`spmc`, `mpmc`)
/// there is `OrderClaim` instead of the last three. `shared` adds `OrderShared`,
/// `OrderSharedProducer` and `OrderSharedConsumer`. A raw identifier loses its `r#`: `r#type`
/// generates `typeChannel`. Generic code uses the library's traits `Produce` and `Consume`.
///
/// Two attributes on one type generate two channels, if their names differ:
///
/// ```ignore
/// #[ring_channel(kind = mpsc, name = Requests)]
/// #[ring_channel(kind = spsc, name = Replies)]
/// type Payload = [u8; 64];
/// ```
///
/// # Attributes of the type
///
/// The generated items inherit these attributes, also from inside a `cfg_attr`:
///
/// * `allow`, `warn` and `deny`, and `expect` as `allow`. So `#[allow(non_camel_case_types)]` on
///   the type also holds for the names made from it.
/// * `cfg`, also on a generic parameter. Without the type there is no channel.
/// * `deprecated` and `doc(hidden)`, which only the generated types inherit.
///
/// # Errors
///
/// The macro reports all mistakes of an attribute at once, each at its place. An option that has
/// no effect with the kind is a mistake, too.
///
/// A mistake causes no errors elsewhere. The macro still emits the type, and generates the channel
/// without the options that are wrong. If the kind, the path of the library or the size of the
/// message is unknown, it generates the names as types that are errors. Code that uses these names
/// adds no errors.
///
/// Two mistakes are left to the compiler:
///
/// * A channel must not be more public than its message. The compiler accepts a public alias of a
///   private type with a warning, but rejects its channel. Write the [visibility](#visibility).
/// * An alias needs the bounds of its type. The compiler accepts an alias without them, but
///   rejects its channel. If `Queue<T>` needs `T: Task`, write `type Jobs<T: Task> = Queue<T>;`.
///
/// A ring that exceeds the address space is an error. With a generic message, the compiler reports
/// it where the program opens a channel.
#[proc_macro_attribute]
pub fn ring_channel(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand::ring_channel(attribute.into(), &item.into()).into()
}

/// Generates the channel for an item that is already emitted, from `(attribute) item`.
///
/// It is not a public interface. The expansion of [`ring_channel`] calls it.
#[doc(hidden)]
#[proc_macro]
pub fn channel_beside(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::channel_beside(input.into()).into()
}
