//! Threads that wait, and how to tell: `/proc/pid/stat` in proc(5).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, Scope, ScopedJoinHandle};

/// A thread that sleeps inside of what it was given to do.
#[derive(Debug)]
pub struct Waiting<'scope, T> {
    thread: ScopedJoinHandle<'scope, T>,
    /// What the kernel says about it.
    stat: PathBuf,
}

impl<'scope, T: Send + 'scope> Waiting<'scope, T> {
    /// Starts a thread, and returns when it sleeps.
    ///
    /// # Panics
    ///
    /// If it ends instead.
    pub fn start(
        scope: &'scope Scope<'scope, '_>,
        wait: impl FnOnce() -> T + Send + 'scope,
    ) -> Self {
        let (tell, told) = mpsc::channel();
        let thread = scope.spawn(move || {
            let task = fs::read_link("/proc/thread-self").expect("there is procfs");
            tell.send(task).expect("somebody listens");
            wait()
        });
        let task = told.recv().expect("the thread has started");
        let waiting = Self { thread, stat: Path::new("/proc").join(task).join("stat") };
        waiting.sleeps();
        waiting
    }

    /// Returns when the thread sleeps, perhaps again.
    ///
    /// # Panics
    ///
    /// If it ends instead.
    pub fn sleeps(&self) {
        while !self.is_asleep() {
            assert!(!self.thread.is_finished(), "it did not wait");
            thread::yield_now();
        }
    }

    /// Whether the thread sleeps in the kernel, where signals would wake it. `false` if it has ended.
    fn is_asleep(&self) -> bool {
        let stat = fs::read_to_string(&self.stat).unwrap_or_default();
        // The name of the thread is in parentheses, and may contain any.
        stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('S'))
    }

    /// What the thread returns, now that it has been given a reason to.
    ///
    /// # Panics
    ///
    /// If it has.
    pub fn end(self) -> T {
        self.thread.join().expect("the thread does not panic")
    }
}
