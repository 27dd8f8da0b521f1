//! The same few threads for many short-lived channels: what they do with one they begin all at
//! once.

use std::iter;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;

use crate::gate::Gate;
use crate::watchdog::{self, Patience};

/// What one thread does with one channel.
pub(crate) type Task<T> = Box<dyn FnOnce() -> T + Send>;

/// Where tasks and results are handed over. Between two gates only one thread looks at each.
struct Place<T> {
    task: Mutex<Option<Task<T>>>,
    result: Mutex<Option<T>>,
}

/// Threads that wait for tasks.
pub(crate) struct Team<T> {
    gate: Gate,
    places: Vec<Place<T>>,
    over: AtomicBool,
}

/// Has `lead` make use of so many threads.
pub(crate) fn gather<T: Send>(threads: usize, lead: impl FnOnce(&Team<T>)) {
    let place = || Place { task: Mutex::new(None), result: Mutex::new(None) };
    let team = Team {
        gate: Gate::new(threads + 1),
        places: iter::repeat_with(place).take(threads).collect(),
        over: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let work = |place| {
            let team = &team;
            scope.spawn(move || team.work(place))
        };
        let threads: Vec<_> = team.places.iter().map(work).collect();
        lead(&team);
        team.over.store(true, Ordering::Relaxed);
        team.gate.pass(&mut Patience::new("leader, at the end"));
        for thread in threads {
            thread.join().expect("a panic ends the process");
        }
    });
}

impl<T> Team<T> {
    fn work(&self, place: &Place<T>) {
        let mut patience = Patience::new("waiting for a task");
        loop {
            self.gate.pass(&mut patience);
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let task = lock(&place.task).take();
            *lock(&place.result) = task.map(|task| task());
            self.gate.pass(&mut patience);
        }
    }

    /// Has each task done by a thread of its own, and returns what they return, in the same order.
    pub(crate) fn run(&self, tasks: Vec<Task<T>>) -> Vec<T> {
        assert!(tasks.len() <= self.places.len(), "there are not so many threads");
        let mut patience = Patience::new("leader");
        let busy = &self.places[..tasks.len()];
        for (place, task) in busy.iter().zip(tasks) {
            *lock(&place.task) = Some(task);
        }
        self.gate.pass(&mut patience);
        self.gate.pass(&mut patience);
        watchdog::moved();
        let results = busy.iter().map(|place| lock(&place.result).take());
        results.map(|result| result.expect("every task was done")).collect()
    }
}

fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().expect("a panic ends the process")
}
