//! One message goes to and fro between two threads. Each sleeps until it comes, so what is timed is
//! waking.

use std::ops::Range;
use std::thread;
use std::time::Instant;

use ringmpsc::Produce;

use crate::common::patience::Gate;
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};
use crate::run::{Run, SLICES};

/// Round trips before the clock starts.
const WARM_UP: u64 = 1 << 10;

/// One of the two sides.
pub(crate) trait Player: Send {
    /// Sends a number to the other side.
    fn hit(&mut self, number: u64);

    /// Sleeps until a number comes.
    fn wait(&mut self) -> u64;
}

/// One side of two channels.
pub(crate) struct Side<P, C> {
    to: P,
    from: C,
    receive: fn(&mut C) -> Option<u64>,
}

/// Both sides of two channels. `receive` waits for a message.
pub(crate) fn sides<P, C>(
    open: impl Fn() -> (P, C),
    receive: fn(&mut C) -> Option<u64>,
) -> (Side<P, C>, Side<P, C>) {
    let (here, there) = cross(open);
    let side = |(to, from)| Side { to, from, receive };
    (side(here), side(there))
}

/// What two sides have of two channels: each sends on one and receives from the other.
pub(crate) fn cross<P, C>(open: impl Fn() -> (P, C)) -> ((P, C), (P, C)) {
    let ((to, out), (back, home)) = (open(), open());
    ((to, home), (back, out))
}

/// Receives a message, and sleeps at once if there is none. `recv` pauses a little before it does.
macro_rules! parking {
    () => {
        |consumer| {
            let mut received = None;
            let at_once = ringmpsc::WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };
            consumer.consume_batch_wait(|number| received = Some(*number), at_once).ok()?;
            received
        }
    };
}
pub(crate) use parking;

impl<P: Produce<u64> + Send, C: Send> Player for Side<P, C> {
    #[inline]
    fn hit(&mut self, number: u64) {
        self.to.try_send(number).expect("one message is under way");
    }

    #[inline]
    fn wait(&mut self) -> u64 {
        (self.receive)(&mut self.from).expect("the other side stays until the end")
    }
}

impl Run<'_> {
    /// Sends the numbers to the other thread, each when the last one is back, and returns the
    /// nanoseconds per round trip.
    pub(crate) fn volley(
        &self,
        (mut here, mut there): (impl Player, impl Player),
    ) -> Result<f64, Mismatch> {
        let phases = [0..WARM_UP, WARM_UP..WARM_UP + self.count];
        let gate = Gate::default();
        thread::scope(|scope| {
            let (gate, returns) = (&gate, phases.clone());
            scope.spawn(move || {
                self.pin_consumer();
                for (nth, range) in (1..).zip(returns) {
                    gate.meet(2, nth);
                    for _ in range {
                        let number = there.wait();
                        there.hit(number);
                    }
                }
            });
            self.pin_producer();
            let mut play = |range: Range<u64>, tally: &mut Tally| {
                for number in range {
                    here.hit(number);
                    tally.add(Tally { count: 1, sum: here.wait() });
                }
            };
            let [warm_up, timed] = phases;
            let mut tally = Tally::default();
            gate.meet(2, 1);
            play(warm_up.clone(), &mut tally);
            let warmed_up = self.verify(&warm_up, tally);
            let mut tally = Tally::default();
            gate.meet(2, 2);
            let slices = (0..SLICES).map(|slice| {
                let start = timed.start + self.count / SLICES * slice;
                let clock = Instant::now();
                play(start..start + self.count / SLICES, &mut tally);
                ratio(clock.elapsed().as_nanos(), self.count / SLICES)
            });
            let slices = Spread::of(slices).expect("there are slices");
            warmed_up.and(self.verify(&timed, tally)).map(|()| slices.median)
        })
    }
}
