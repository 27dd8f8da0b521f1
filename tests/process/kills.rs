//! `kill -9` of either role at random instants, the handshake included.

use std::thread;
use std::time::Duration;

use crate::Options;
use crate::child::{Peer, Role};
use crate::resources::Resources;
use crate::survivor;

/// The bounds of the time within which a peer is killed.
const SHORTEST: Duration = Duration::from_millis(4);
const LONGEST: Duration = Duration::from_secs(1);

pub(crate) fn run(options: &Options) {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let (mut early, mut records) = (0, 0);
    let before = Resources::now();
    // A peer starts slowly on a busy machine, and under a sanitizer. So the kills come later after
    // each one that came before the ring was there, and sooner after any other: about a third come
    // too early.
    let mut longest = SHORTEST;
    for round in 0..options.kills {
        let role = if round % 2 == 0 { Role::Producer } else { Role::Consumer };
        let mut peer = Peer::start(role);
        let pid = rustix::process::Pid::from_child(&peer.process);
        // Some are killed while they start, most while they are at work.
        let delay = longest.mul_f64(random.f64());
        let killer = thread::spawn(move || {
            thread::sleep(delay);
            rustix::process::kill_process(pid, rustix::process::Signal::KILL)
                .expect("it is not reaped yet");
        });
        let count = peer.accept().and_then(|connection| match role {
            Role::Producer => survivor::receive(connection),
            _ => Some(survivor::send(connection)),
        });
        killer.join().expect("the peer was killed");
        early += u32::from(count.is_none());
        longest = match count {
            None => longest.mul_f64(1.125).min(LONGEST),
            Some(_) => longest.mul_f64(0.9375).max(SHORTEST),
        };
        records += count.unwrap_or(0);
        drop(peer);
    }
    before.assert_unchanged("the kills");
    println!(
        "  {} kills, {early} before the ring was there; {records} records, none torn",
        options.kills
    );
    assert!(options.kills == 0 || early < options.kills, "every peer died too early");
}
