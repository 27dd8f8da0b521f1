//! Shared helpers of the tests: the drop ledger, the message types, and channels made of them.

mod alone;
mod ledger;
mod memory;

pub mod channels;

pub use crate::alone::alone;
pub use crate::ledger::{Ledger, Tracked, caught, panic_wanted};
pub use crate::memory::Memory;
