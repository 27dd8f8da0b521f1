//! How both sides wait for each other: the channel of this example has no blocking operations.

use std::thread;
use std::time::Duration;

use ringmpsc::Backoff;

/// Long enough to cost next to nothing, short enough that a ring of batches does not run dry.
const NAP: Duration = Duration::from_micros(200);

/// Waits longer each time: some pauses, some yields, and then naps.
#[derive(Debug, Default)]
pub(crate) struct Patience(Backoff);

impl Patience {
    pub(crate) fn wait(&mut self) {
        if self.0.is_completed() {
            thread::sleep(NAP);
        } else {
            self.0.snooze();
        }
    }

    /// There was something to do.
    pub(crate) fn reset(&mut self) {
        self.0.reset();
    }
}
