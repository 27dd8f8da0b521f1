//! The channels between processes that the option `shared` of the attribute generates.

/// A channel between processes: a message, and the number of slots.
///
/// [`ring_channel`](crate::ring_channel) implements it for the type `OrderShared` that it generates
/// for `#[ring_channel(kind = spsc, shared)] struct Order`.
///
/// ```
/// use ringmpsc::process::SharedChannel;
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = spsc, bits = 4, shared)]
/// type Tick = u64;
///
/// assert_eq!(TickShared::BITS, 4);
/// assert_eq!(TickShared::DEFINITION, "type Tick = u64 ;");
/// ```
pub trait SharedChannel: 'static {
    /// The message. The ends have operations if it is [`Plain`](super::Plain).
    // With a bound, the compiler reports each part of `Plain`. The attribute checks it instead.
    type Message: 'static;
    /// The ring has 2^`BITS` slots.
    const BITS: u32;
    /// The message's definition: its name, and its fields or its type, as the source writes them.
    const DEFINITION: &'static str;
    /// The operations that the ends have besides those of every channel.
    type Options: ChannelOptions;
}

/// The channel of a [`SharedRing`](super::SharedRing). It has no definition, so the processes
/// compare only the size and the alignment of their messages. Its ends have all operations but
/// those of `notify`, on which the processes must agree.
///
/// ```
/// use ringmpsc::process::{SharedProducer, SharedRing, Unnamed};
///
/// let producer: SharedProducer<u64, Unnamed> = SharedRing::create(4)?.into_producer()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Unnamed {}

/// The options of a [`SharedChannel`]. Only [`SharedOptions`] implements it.
pub trait ChannelOptions: Sealed {}

/// The options that the attribute of a channel between processes has.
///
/// ```
/// use ringmpsc::process::{SharedChannel, SharedOptions, SharedSession};
///
/// enum Ticks {}
/// impl SharedChannel for Ticks {
///     type Message = u8;
///     const BITS: u32 = 4;
///     const DEFINITION: &'static str = "type Tick = u8;";
///     // With `wait`, and without `notify`, `metrics` and `prefault`.
///     type Options = SharedOptions<true, false, false, false>;
/// }
/// let (mut producer, mut consumer) = SharedSession::<Ticks>::pair()?;
/// producer.send(1)?;
/// assert_eq!(consumer.recv(), Ok(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub enum SharedOptions<
    const WAIT: bool,
    const NOTIFY: bool,
    const METRICS: bool,
    const PREFAULT: bool,
> {}

impl<const W: bool, const N: bool, const M: bool, const P: bool> ChannelOptions
    for SharedOptions<W, N, M, P>
{
}
impl<const W: bool, const N: bool, const M: bool, const P: bool> Sealed
    for SharedOptions<W, N, M, P>
{
    const NOTIFY: bool = N;
    const PREFAULT: bool = P;
}

// The module is private, so a user cannot name it.
pub trait Sealed: 'static {
    /// Whether the ends signal each other over the connection.
    const NOTIFY: bool;
    /// Whether all pages are mapped at once.
    const PREFAULT: bool;
}
