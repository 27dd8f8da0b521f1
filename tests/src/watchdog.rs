//! An end for tests that would have none.

use std::io::{self, Write as _};
use std::process;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// So long a test may do nothing.
const LIMIT: Duration = Duration::from_secs(60);

/// Aborts the process unless it is dropped, or fed, within a minute: a thread that waits for ever
/// cannot be ended otherwise.
#[derive(Debug)]
pub struct Watchdog(Sender<()>);

impl Watchdog {
    /// Watches over the test that this thread runs.
    pub fn start() -> Self {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let (feed, food) = mpsc::channel();
        thread::spawn(move || {
            let end = loop {
                if let Err(end) = food.recv_timeout(LIMIT) {
                    break end;
                }
            };
            if end == RecvTimeoutError::Timeout {
                // What a test prints is kept until it ends, and it will not.
                let last_words = format!("{test}: nothing has happened for {LIMIT:?}\n");
                let _ = io::stderr().write_all(last_words.as_bytes());
                process::abort();
            }
        });
        Self(feed)
    }

    /// The test has come a step further.
    ///
    /// # Panics
    ///
    /// If the watchdog is gone.
    pub fn feed(&self) {
        self.0.send(()).expect("the watchdog outlives the test");
    }
}
