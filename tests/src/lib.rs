//! Shared helpers of the tests: the drop ledger, the message types, channels made of them, and threads that wait.

mod alone;
mod block_on;
mod epoll_loop;
mod ledger;
mod memory;
mod waiting;
mod watchdog;

pub mod channels;

pub use crate::alone::alone;
pub use crate::block_on::block_on;
pub use crate::epoll_loop::epoll_loop;
pub use crate::ledger::{Ledger, Tracked, caught, panic_wanted};
pub use crate::memory::Memory;
pub use crate::waiting::Waiting;
pub use crate::watchdog::Watchdog;
