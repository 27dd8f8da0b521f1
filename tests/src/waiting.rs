//! Threads that wait, and how to tell: `/proc/pid/stat` in proc(5).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, Scope, ScopedJoinHandle};

use ringmpsc::WaitStrategy;

/// Parks at once.
pub const PARKING: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// Whether the thread of which the kernel says this sleeps, where signals would wake it. `false` if
/// it has ended.
fn is_asleep(stat: &Path) -> bool {
    let stat = fs::read_to_string(stat).unwrap_or_default();
    // The name of the thread is in parentheses, and may contain any.
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('S'))
}

/// Whether all threads of this process sleep, but the one that asks.
///
/// # Panics
///
/// If `/proc` does not tell.
pub fn everybody_else_sleeps() -> bool {
    let own = fs::read_link("/proc/thread-self").expect("there is procfs");
    let tasks = fs::read_dir("/proc/self/task").expect("there is procfs");
    let tasks = tasks.map(|task| task.expect("it is read").path());
    tasks
        .filter(|task| task.file_name() != own.file_name())
        .all(|task| is_asleep(&task.join("stat")))
}

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
        while !is_asleep(&self.stat) {
            assert!(!self.thread.is_finished(), "it did not wait");
            thread::yield_now();
        }
    }

    /// Whether the thread has done what it was given to do.
    pub fn has_ended(&self) -> bool {
        self.thread.is_finished()
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
