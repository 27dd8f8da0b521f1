//! Several that send and several that receive, at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use crate::ends::{Receiver, Sender, send_batches, send_numbers};
use crate::harness::{Gate, Messages, Mismatch, Patience, Run, Tally, part_of, per_message};

/// Moves the messages, an equal part of them from each of those who send, to whoever gets them.
/// Returns the nanoseconds per message, from the moment in which the first one sends until the last
/// has received.
pub(crate) fn exchange(
    run: &Run<'_>,
    (senders, receivers): (Vec<impl Sender>, Vec<impl Receiver + Send>),
) -> Result<f64, Mismatch> {
    let gate = Gate::new(senders.len() + receivers.len());
    let sending = AtomicUsize::new(senders.len());
    let all = 0..run.count;
    let parts = senders.len() as u64;
    thread::scope(|scope| {
        let (gate, sending) = (&gate, &sending);
        let sending_threads = (0..).zip(senders).map(|(part, mut sender)| {
            let range = part_of(&all, part, parts);
            scope.spawn(move || {
                run.stage.pin(|(cpu, _)| cpu);
                gate.meet(1);
                let start = Instant::now();
                match run.messages {
                    Messages::Batches => send_batches(&mut sender, range),
                    _ => send_numbers(&mut sender, range),
                }
                sending.fetch_sub(1, Ordering::Release);
                // It stays until everything was received: some channels end with those who send.
                gate.meet(2);
                start
            })
        });
        let sending_threads: Vec<_> = sending_threads.collect();
        let receiving_threads = receivers.into_iter().map(|mut receiver| {
            scope.spawn(move || {
                run.stage.pin(|(_, cpu)| cpu);
                gate.meet(1);
                let tally = match run.messages {
                    Messages::Batches => receive_batches(&mut receiver, sending),
                    _ => receive_numbers(&mut receiver, sending),
                };
                let end = Instant::now();
                gate.meet(2);
                (tally, end)
            })
        });
        let receiving_threads: Vec<_> = receiving_threads.collect();
        let starts = sending_threads.into_iter().map(joined);
        let start = starts.min().expect("somebody sends");
        let mut received = Tally::default();
        let mut last = start;
        for (tally, end) in receiving_threads.into_iter().map(joined) {
            received.count += tally.count;
            received.sum = received.sum.wrapping_add(tally.sum);
            last = last.max(end);
        }
        run.verify(&all, received)?;
        Ok(per_message((last - start).as_secs_f64() * 1e9, run.count))
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().expect("a contestant does not panic")
}

/// Receives numbers until there are none and nobody sends.
#[inline(never)]
fn receive_numbers(receiver: &mut impl Receiver, sending: &AtomicUsize) -> Tally {
    let (mut count, mut sum) = (0, 0_u64);
    let mut patience = Patience::default();
    loop {
        // Asked before it is looked: what was sent until then is found.
        let last = sending.load(Ordering::Acquire) == 0;
        if let Some(number) = receiver.receive() {
            sum = sum.wrapping_add(number);
            count += 1;
        } else if last {
            return Tally { count, sum };
        } else {
            patience.wait();
        }
    }
}

/// Receives batches until there are none and nobody sends.
#[inline(never)]
fn receive_batches(receiver: &mut impl Receiver, sending: &AtomicUsize) -> Tally {
    let (mut count, mut sum) = (0, 0);
    let mut patience = Patience::default();
    loop {
        let last = sending.load(Ordering::Acquire) == 0;
        match receiver.receive_some(&mut sum) {
            0 if last => return Tally { count, sum },
            0 => patience.wait(),
            some => count += some as u64,
        }
    }
}
