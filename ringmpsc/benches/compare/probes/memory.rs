//! Memory alone, on one thread: what setting and copying as many bytes as the ring has takes, per
//! message.

use std::hint::black_box;
use std::time::Instant;

use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::message::Message;
use crate::common::pinning::Placement;
use crate::common::statistics::ratio;

/// Sets all bytes of the ring, over and over.
pub(crate) fn set<M: Message>(capacity: usize) -> Contestant {
    contestant("memset of the ring's size", capacity, move || {
        let mut ring = vec![M::default(); capacity];
        move |value| black_box(&mut ring).fill(M::new(value))
    })
}

/// Copies as many bytes from somewhere else to the ring, over and over.
pub(crate) fn copy<M: Message>(capacity: usize) -> Contestant {
    contestant("memcpy of the ring's size", capacity, move || {
        let (from, mut ring) = (vec![M::new(1); capacity], vec![M::default(); capacity]);
        move |_| black_box(&mut ring).copy_from_slice(black_box(&from))
    })
}

/// `open` makes what writes the whole ring once.
fn contestant<W: FnMut(u64)>(
    name: &str,
    capacity: usize,
    open: impl Fn() -> W + Sync + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                run.stage.pin(Placement::OneCpu, 0, 1);
                let mut write = open();
                write(0);
                let times = run.messages.div_ceil(capacity as u64);
                let clock = Instant::now();
                (1..=times).for_each(&mut write);
                ratio(clock.elapsed().as_nanos(), times * capacity as u64)
            });
            let nanos = thread.join().expect("writing memory does not panic");
            Ok(Outcome::of_time(nanos))
        })
    };
    Contestant { role: Role::Floor, name: name.into(), run: Box::new(run) }
}
