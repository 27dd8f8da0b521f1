//! One message goes to and fro between two threads. Each sleeps until it comes, so what is timed is
//! waking.

use std::ops::Range;
use std::thread;
use std::time::Instant;

use crate::harness::{Gate, Mismatch, Run, SLICES, Spread, Tally, per_message};

/// Round trips before the clock starts.
const WARM_UP: u64 = 1 << 10;

/// One of the two sides.
pub(crate) trait Player: Send {
    /// Sends a number to the other side.
    fn hit(&mut self, number: u64);

    /// Sleeps until a number comes.
    fn wait(&mut self) -> u64;
}

impl Run<'_> {
    /// Sends the numbers to the other thread, each when the last one is back, and returns the
    /// nanoseconds per round trip.
    pub(crate) fn volley(
        &self,
        (mut here, mut there): (impl Player, impl Player),
    ) -> Result<f64, Mismatch> {
        let phases = [0..WARM_UP, WARM_UP..WARM_UP + self.count];
        let gate = Gate::new(2);
        thread::scope(|scope| {
            let (gate, returns) = (&gate, phases.clone());
            scope.spawn(move || {
                self.stage.pin(|(_, cpu)| cpu);
                for (nth, range) in (1..).zip(returns) {
                    gate.meet(nth);
                    for _ in range {
                        let number = there.wait();
                        there.hit(number);
                    }
                }
            });
            self.stage.pin(|(cpu, _)| cpu);
            let mut play = |range: Range<u64>, tally: &mut Tally| {
                for number in range {
                    here.hit(number);
                    tally.sum = tally.sum.wrapping_add(here.wait());
                    tally.count += 1;
                }
            };
            let [warm_up, timed] = phases;
            let mut tally = Tally::default();
            gate.meet(1);
            play(warm_up.clone(), &mut tally);
            self.verify(&warm_up, tally)?;
            let mut tally = Tally::default();
            gate.meet(2);
            let slices = (0..SLICES).map(|slice| {
                let start = timed.start + self.count / SLICES * slice;
                let clock = Instant::now();
                play(start..start + self.count / SLICES, &mut tally);
                per_message(clock.elapsed().as_secs_f64() * 1e9, self.count / SLICES)
            });
            let slices = Spread::of(slices.collect());
            self.verify(&timed, tally)?;
            Ok(slices.median)
        })
    }
}
