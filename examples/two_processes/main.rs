//! A feed and a reader in two processes, with a ring of orders between them.
//!
//! ```sh
//! cargo run --example two_processes
//! cargo run --example two_processes -- --kill
//! ```
//!
//! The program is the reader. It starts itself again as the feed. With `--kill` it kills the feed
//! at a random instant, receives what the feed had committed, and starts a new one. Each feed
//! commits whole batches, and then notes their number in a file. So the reader can check that
//! exactly the committed orders have arrived, whatever instant the feed died at.

mod feed;
mod order;
mod reader;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;

/// Passes orders from one process to another.
#[derive(Parser)]
struct Arguments {
    /// How many orders the last feed sends.
    #[arg(long, default_value_t = 1_000_000)]
    orders: u64,
    /// Kill a feed three times before.
    #[arg(long)]
    kill: bool,
    /// Be the feed: connect to the socket in this directory.
    #[arg(long, hide = true)]
    feed: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    match arguments.feed {
        Some(directory) => feed::run(&directory, arguments.orders),
        None => reader::run(arguments.orders, if arguments.kill { 3 } else { 0 }),
    }
}
