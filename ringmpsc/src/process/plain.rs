//! The messages that may pass between processes.

use zerocopy::{FromBytes, Immutable, IntoBytes};

/// A type whose every bit pattern is a value, without padding and without pointers.
///
/// It is implemented for each type with the traits of the crate `zerocopy` that it lists. Numbers
/// and arrays of numbers have them. A struct derives them:
///
/// ```
/// use zerocopy::{FromBytes, Immutable, IntoBytes};
///
/// #[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
/// #[repr(C)]
/// struct Order {
///     id: u64,
///     price: i64,
/// }
///
/// let ring = ringmpsc::process::SharedRing::<Order>::create(4)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// A peer can write any bytes to the memory of a message, and a receiver reads padding as bytes. So
/// neither may be undefined behaviour.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to another process",
    label = "every bit pattern must be a value, and the type must have no padding",
    note = "write `#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]` and `#[repr(C)]` on \
            it, with the derives of the crate `zerocopy` (feature `derive`)"
)]
pub trait Plain: FromBytes + IntoBytes + Immutable + Copy + Send + 'static {}

// The error names the trait, and so what to derive, and not each of its parts.
#[diagnostic::do_not_recommend]
impl<T: FromBytes + IntoBytes + Immutable + Copy + Send + 'static> Plain for T {}

/// Compiles only for a plain message. The error has the text of the trait.
pub const fn is_plain<T: Plain>() {}
