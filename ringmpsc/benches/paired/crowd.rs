//! Several threads that send and several that receive, at the same time.

use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use crate::common::ends::{Receiver, Sender};
use crate::common::patience::{Course, Gate, Idle};
use crate::common::pinning::Placement;
use crate::common::statistics::ratio;
use crate::common::tally::{Mismatch, Tally};
use crate::run::{Run, part_of};

/// Moves the messages: each sender sends an equal part, and the receivers compete for them. Returns
/// the nanoseconds per message, from the moment in which the first one sends until the last has
/// received.
pub(crate) fn exchange(
    run: &Run<'_>,
    (senders, receivers): (Vec<impl Sender<u64> + Send>, Vec<impl Receiver<u64> + Send>),
) -> Result<f64, Mismatch> {
    let threads = senders.len() + receivers.len();
    let course = Course::new(run.count, senders.len(), receivers.len());
    let gate = Gate::default();
    let patience = run.stage.patience(Placement::Spread, threads);
    let all = 0..run.count;
    let parts = senders.len() as u64;
    thread::scope(|scope| {
        let (gate, course) = (&gate, &course);
        let sending = (0..).zip(senders).map(|(part, mut sender)| {
            let range = part_of(&all, part, parts);
            scope.spawn(move || {
                run.pin_producer();
                gate.meet(threads, 1);
                let start = Instant::now();
                run.send(&mut sender, range, patience);
                course.has_sent();
                // It stays until everything was received: some channels end with their senders.
                gate.meet(threads, 2);
                start
            })
        });
        let sending: Vec<_> = sending.collect();
        let receiving = receivers.into_iter().map(|mut receiver| {
            scope.spawn(move || {
                run.pin_consumer();
                gate.meet(threads, 1);
                let mut tally = Tally::default();
                // None knows its share.
                let idle = Idle::new(course, 0, patience);
                run.receive(&mut receiver, &mut tally, u64::MAX, idle);
                let end = Instant::now();
                gate.meet(threads, 2);
                (tally, end)
            })
        });
        let receiving: Vec<_> = receiving.collect();
        let start = sending.into_iter().map(joined).min().expect("there is a sender");
        let mut received = Tally::default();
        let mut last = start;
        for (tally, end) in receiving.into_iter().map(joined) {
            received.add(tally);
            last = last.max(end);
        }
        run.verify(&all, received)?;
        Ok(ratio((last - start).as_nanos(), run.count))
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().expect("a contestant does not panic")
}
