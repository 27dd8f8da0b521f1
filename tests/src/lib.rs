//! Shared helpers of the tests: the drop ledger, the message types, channels made of them, and
//! threads, tasks and event loops that wait.

mod allocator;
mod alone;
mod block_on;
mod epoll_loop;
mod ledger;
mod memory;
mod open;
mod task;
mod waiting;
mod watchdog;
mod watched;

pub mod channels;

pub use crate::allocator::{Call, Observed, count, counted};
pub use crate::alone::alone;
pub use crate::block_on::block_on;
pub use crate::epoll_loop::epoll_loop;
pub use crate::ledger::{Ledger, Tracked, caught, panic_wanted};
pub use crate::memory::Memory;
pub use crate::task::Task;
pub use crate::waiting::{PARKING, Waiting, everybody_else_sleeps};
pub use crate::watchdog::Watchdog;
pub use crate::watched::Watched;
