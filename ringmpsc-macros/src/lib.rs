//! The attribute macro of [`ringmpsc`](https://docs.rs/ringmpsc), which re-exports it. Depend on that crate:
//! what the macro generates needs it, in exactly this version.
//!
//! From the outside in: `expand` is the pipeline, `parse` reads what the user wrote, `model` decides
//! what it means, `codegen` writes the channel.

mod codegen;
mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

/// Makes a channel for the message type it stands on.
///
/// It stands on a `struct`, `enum`, `union` or `type` alias, which may be generic and which it passes
/// through untouched. Beside the type it generates the channel, with the visibility of the type:
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
/// What `open` returns depends on the kind: the end of a side that has exactly one, and a handle where a side may
/// have several, which register with it.
///
/// | kind | `open()` returns | registers |
/// |---|---|---|
/// | `spsc` | the producer, the consumer | – |
/// | `mpsc` | the handle, the consumer | `register` |
/// | `spmc` | the producer, the handle | `register_consumer` |
/// | `mpmc` | the handle | `register`, `register_consumer` |
///
/// # Options
///
/// Options are separated by commas and come in any order, each at most once. What is not asked for is
/// not generated: no field, no method, no branch.
///
/// | option | meaning | default |
/// |---|---|---|
/// | `kind = spsc\|mpsc\|spmc\|mpmc` | who may send, who may receive: a **s**ingle one or **m**ultiple | required |
/// | `bits = N` | a ring has 2^N slots, `N` from 1 to 30 | 16; `mpmc` 14 |
/// | `preset = low_latency\|high_throughput\|ultra_low_latency` | sizes and choices that go together, see below | – |
/// | `name = Ident` | what the names of the generated types begin with | the type's name |
/// | `max_producers = N` | `register` fails while `N` producers are registered (`mpsc`, `mpmc`) | no limit |
/// | `max_consumers = N` | `register_consumer` fails while `N` consumers are registered (`spmc`, `mpmc`) | no limit |
/// | `wait` | blocking operations: `send`, `send_all`, `reserve_wait`, `recv`, `consume_batch_wait`, and with a timeout | off |
/// | `notify` | an eventfd for epoll, `io_uring` or an async runtime: `set_notifier` | off |
/// | `futures` | async operations, `Stream` and `Sink`; needs the crate's feature `futures` | off |
/// | `metrics` | counters per ring and per side | off |
/// | `metrics(latency)` | also the minimum, maximum and mean duration of a batch: two clock reads per batch | off |
/// | `contention` | counts spins and failed reservations, with or without `metrics` | off |
/// | `numa` | a ring's memory is on the node of the thread that registers, see below | off |
/// | `numa(node = N)` | a ring's memory is on node `N`, see below | off |
/// | `prefetch = N` | software prefetch for batches of at least `N` messages, up to the capacity | off |
/// | `shard = N` | home rings per consumer (`mpmc`), at most `max_producers` | 2 |
/// | `shared` | a cross-process variant as well (`spsc`) | off |
/// | `fence = adaptive\|asymmetric\|full` | which side pays for finding out whether the other one waits: only the side that waits (`asymmetric`), both (`full`), or whichever costs less at the time (`adaptive`) | `adaptive` |
/// | `favor = latency\|throughput` | `latency`: no operation pauses. `throughput`: where both sides run at full speed, one may pause to keep a distance, for 4 µs at most, and only while it measures that this makes a message cheaper by a tenth or more | `throughput` |
/// | `crate = path` | where `ringmpsc` is, if it is renamed or re-exported | `::ringmpsc` |
///
/// `shared` is not available yet; it is checked, and then an error says so.
///
/// ## Presets
///
/// An option that is written wins over its part of the preset, and a part that does not apply to the
/// kind is left out. A preset whose every part is written has no effect, which is an error.
///
/// | preset | `bits` | `max_producers` | `max_consumers` | `shard` | `favor` |
/// |---|---|---|---|---|---|
/// | `low_latency` | 12 | 16 | – | – | `latency` |
/// | `high_throughput` | 18 | 32 | – | – | – |
/// | `high_throughput`, `mpmc` | 16 | 32 | 16 | 4 | – |
/// | `ultra_low_latency` | 10 | 4 | – | – | `latency` |
///
/// ## Placed memory
///
/// With `numa`, the call that makes a ring (`open` or `register`) binds the ring's pages to a node, and
/// touches every page. So all of the ring is resident from then on, and the call takes the longer the larger
/// the ring is. The producer's method `placement` says which node was wanted, and on which nodes a
/// sample of the pages is.
///
/// On a machine that is known to have one node there is nothing to place. The call touches no page, and
/// pages become resident with the first messages. `placement` then names the only node with 0 pages, and
/// `is_on_target` is `Some(true)`. It is `Some(false)` if `numa(node = N)` names another node.
///
/// `register` gives a producer a ring of its own node, or makes one. Only where `max_producers` allows
/// no more rings it may be a ring of another node, which `placement` says.
///
/// # Generated names
///
/// All generated types begin with the same stem, which is the type's name or `name`. For `Order`:
/// `OrderChannel`, `OrderProducer`, `OrderConsumer`, `OrderRing`, `OrderReservation`, `OrderReadable`,
/// `OrderIter` and `OrderDrain`; if consumers share, `OrderClaim` instead of the last three. A raw identifier
/// loses its `r#`: `r#type` makes `typeChannel`. Generic code takes the ends by the library's traits `Produce`
/// and `Consume`.
///
/// Two attributes on one type make two channels, if their names differ:
///
/// ```ignore
/// #[ring_channel(kind = mpsc, name = Requests)]
/// #[ring_channel(kind = spsc, name = Replies)]
/// type Payload = [u8; 64];
/// ```
///
/// # Attributes of the type
///
/// The generated items take over `allow`, `warn`, `deny` and (as `allow`) `expect`, so that
/// `#[allow(non_camel_case_types)]` on the type speaks for the names made from it, too. The generated types
/// also take over `deprecated` and `doc(hidden)`. They take over `cfg`: where the type is not there, the
/// channel is not. The same holds for these attributes in a `cfg_attr`, and for `cfg` on a parameter.
///
/// # Errors
///
/// All mistakes of an attribute are reported at once, each where it was made. An option that would
/// have no effect with the given kind is a mistake. The type is there all the same, and so is the
/// channel, as if what is wrong had not been written: a mistake causes no errors elsewhere. Without a
/// `kind`, a readable `crate` or a message that has a size, there is no channel. Its names then stand for
/// types that are errors, so code that uses them adds none.
///
/// The channel is as public as the message. So an alias must not be more public than the type it stands for:
/// the compiler accepts the alias, with a warning, but not a channel for it. The compiler also accepts an alias
/// without the bounds of the type it stands for. The channel needs them: write
/// `type Jobs<T: Task> = Queue<T>;` if `Queue<T>` demands `T: Task`.
///
/// A ring that does not fit into the address space is an error, too; with a generic message it is found
/// where a channel is opened.
#[proc_macro_attribute]
pub fn ring_channel(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand::ring_channel(attribute.into(), &item.into()).into()
}

/// The channel alone, for an item that has been passed through: `(attribute) item`. Not a public interface.
#[doc(hidden)]
#[proc_macro]
pub fn channel_beside(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::channel_beside(input.into()).into()
}
