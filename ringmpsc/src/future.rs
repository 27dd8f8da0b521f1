//! The futures that an end with the option `futures` returns.

pub use crate::consumer::futures::{Recv, RecvMany};
pub use crate::producer::futures::{Closed, Reserve, Send};
