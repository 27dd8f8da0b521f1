//! What it takes to pass a cache line on, measured in between: a virtual machine whose CPUs are
//! moved has states in which everything here takes several times as long.

use std::thread;
use std::time::Instant;

use super::ping_pong::{self, Player};
use crate::common::ends::Side;
use crate::common::patience::Patience;
use crate::common::pinning::{Placement, Stage};
use crate::common::statistics::ratio;

/// How often the line goes there and back.
const TIMES: u64 = 4096;

/// Nanoseconds of a bare cache line from one CPU of a pinned pair to the other and back. `None` if
/// there is one CPU.
pub(crate) fn round_trip(stage: &Stage) -> Option<f64> {
    if stage.cpus().len() < 2 {
        return None;
    }
    let (mut near, mut far) = ping_pong::open::<u64>();
    thread::scope(|scope| {
        scope.spawn(move || {
            stage.pin(Placement::Spread, 1, 2);
            for number in 0..2 * TIMES {
                receive(&mut far);
                send(&mut far, number);
            }
        });
        let pinging = scope.spawn(move || {
            stage.pin(Placement::Spread, 0, 2);
            // The first half is not timed: the other thread may not be there yet.
            let mut clock = Instant::now();
            for number in 0..2 * TIMES {
                if number == TIMES {
                    clock = Instant::now();
                }
                send(&mut near, number);
                receive(&mut near);
            }
            ratio(clock.elapsed().as_nanos(), TIMES)
        });
        pinging.join().ok()
    })
}

fn send(player: &mut Player<u64>, number: u64) {
    let mut patience = Patience::ALONE;
    while !player.send(number) {
        patience.wait();
    }
}

fn receive(player: &mut Player<u64>) {
    let mut patience = Patience::ALONE;
    while player.receive().is_none() {
        patience.wait();
    }
}
