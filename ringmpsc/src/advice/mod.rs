//! What the compiler tells a user whose program calls a method that a channel lacks.
//!
//! A generated end has only the methods of its options. Without this room, the compiler would say
//! "no method named `recv`". So each generated type dereferences to a type of this room, which has
//! the methods of other channels. Each has a bound that no end satisfies: a [`reason`]. The
//! compiler then prints the text of that reason.
//!
//! None of it exists at run time. The methods are hidden from the documentation, and an editor does
//! not complete hidden items of another crate. A method that a channel has is found first, because
//! it belongs to the generated type itself. Each method here returns what the real one returns, so
//! that one mistake is one error.
//!
//! Two alternatives were tried. Hidden traits with these methods, which the compiler lists as
//! candidates: it also lists them for every other type of the user's crate. Methods with such a
//! bound in the expansion: an editor completes them, and the expansion is longer.

mod consumer;
mod handle;
mod one_thread;
mod producer;
mod reason;

pub use consumer::AbsentFromConsumer;
pub use handle::AbsentFromHandle;
pub use producer::AbsentFromProducer;
