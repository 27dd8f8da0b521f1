//! Ends the program when a run does not end: a contestant has lost a message that is awaited, or a
//! wake-up.

use std::process;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// What a run may take, whatever the machine does meanwhile. A fiftieth of a second is planned.
const LIMIT: Duration = Duration::from_secs(60);

/// Sleeps while it watches.
pub(crate) struct Watchdog {
    news: Sender<News>,
}

#[derive(PartialEq, Eq)]
enum News {
    Begun(String),
    Ended,
}

impl Watchdog {
    pub(crate) fn new() -> Self {
        let (news, told) = channel();
        thread::spawn(move || watch(&told));
        Self { news }
    }

    /// Watches over a run of this name.
    pub(crate) fn over<T>(&self, name: &str, run: impl FnOnce() -> T) -> T {
        // It listens as long as there is somebody to tell it something.
        let _ = self.news.send(News::Begun(name.into()));
        let outcome = run();
        let _ = self.news.send(News::Ended);
        outcome
    }
}

fn watch(told: &Receiver<News>) {
    while let Ok(news) = told.recv() {
        let News::Begun(name) = news else {
            continue;
        };
        if told.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
            eprintln!("{name}: has not ended after {} seconds", LIMIT.as_secs());
            process::exit(1);
        }
    }
}
