//! One run: a producer and a consumer, each on its own CPU.

use std::ops::Range;
use std::thread;

use super::BUFFERS;
use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::patience::{Gate, Patience};
use crate::common::tally::Tally;
use crate::transfer::{Received, SLICES};

/// The producer's side of a way.
pub(super) trait Sending: Send {
    /// Sends a payload with this number. `false` if there is no room, or no free payload.
    fn send(&mut self, number: u64) -> bool;
}

/// The consumer's side of a way.
pub(super) trait Receiving: Send {
    /// Receives a payload, if there is one. Returns the sum of its words.
    fn receive(&mut self) -> Option<u64>;
}

/// A contestant whose payloads have so many words.
pub(super) fn contestant<S: Sending, R: Receiving>(
    role: Role,
    name: &str,
    words: usize,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut sending, mut receiving) = open();
        // Every buffer is touched before.
        let warm_up = if run.trial { 0 } else { 2 * BUFFERS as u64 };
        let phases = [0..warm_up, warm_up..warm_up + run.messages.max(SLICES)];
        let (gate, patience) = (Gate::default(), run.stage.patience(run.placement, 2));
        let received = thread::scope(|scope| {
            let (gate, phases) = (&gate, &phases);
            scope.spawn(move || {
                run.stage.pin(run.placement, 0, 2);
                for (meeting, numbers) in (1..).zip(phases) {
                    gate.meet(2, meeting);
                    send_all(&mut sending, numbers.clone(), patience);
                }
                // The ends are dropped after the clock has stopped.
                gate.meet(2, 3);
            });
            let thread = scope.spawn(move || {
                run.stage.pin(run.placement, 1, 2);
                let received = [1, 2].map(|meeting| {
                    gate.meet(2, meeting);
                    let numbers = &phases[meeting - 1];
                    let slices = if meeting == 1 { 1 } else { SLICES };
                    Received::all(slices, numbers.end - numbers.start, |tally, until| {
                        receive_until(&mut receiving, tally, until, patience);
                    })
                });
                gate.meet(2, 3);
                received
            });
            thread.join().expect("a consumer does not panic")
        });
        for (numbers, received) in phases.into_iter().zip(&received) {
            let sent = Tally::of_singles::<u64>(numbers);
            Tally { sum: sent.sum.wrapping_mul(words as u64), ..sent }.verify(received.tally)?;
        }
        Ok(Outcome::of_time(received[1].nanos()))
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

#[inline(never)]
fn send_all(sending: &mut impl Sending, numbers: Range<u64>, patience: Patience) {
    for number in numbers {
        let mut patience = patience;
        while !sending.send(number) {
            patience.wait();
        }
    }
}

#[inline(never)]
fn receive_until(
    receiving: &mut impl Receiving,
    tally: &mut Tally,
    until: u64,
    mut patience: Patience,
) {
    while tally.count < until {
        match receiving.receive() {
            Some(sum) => tally.add(Tally { count: 1, sum }),
            None => _ = patience.wait(),
        }
    }
}
