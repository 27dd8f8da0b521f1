//! The channels between processes that the option `shared` of the attribute generates.

/// A channel between processes: a message, and the number of slots.
///
/// [`ring_channel`](crate::ring_channel) implements it for the type `OrderShared` that it generates
/// for `#[ring_channel(kind = spsc, shared)] struct Order`.
pub trait SharedChannel: 'static {
    /// The message. The ends have operations if it is [`Plain`](super::Plain).
    // With a bound, the compiler reports each part of `Plain`. The attribute checks it instead.
    type Message: 'static;
    /// The ring has 2^`BITS` slots.
    const BITS: u32;
    /// The message's definition: its name, and its fields or its type, as the source writes them.
    const DEFINITION: &'static str;
}

/// A channel between processes with the option `wait`: its ends have blocking operations.
///
/// If a method such as `send` or `recv` needs this trait, write `wait` in the attribute.
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `wait`",
    label = "only a channel with the option `wait` has this method",
    note = "write `wait` in the attribute: `#[ring_channel(kind = .., wait, shared)]`"
)]
pub trait OptionWait {}

/// The channel of a [`SharedRing`](super::SharedRing). It has no definition, so the processes
/// compare the size and the alignment of their messages only. Its ends have all operations.
#[derive(Clone, Copy, Debug)]
pub enum Unnamed {}

// The error would list this channel as one that a user may take.
#[diagnostic::do_not_recommend]
impl OptionWait for Unnamed {}
