//! A competing consumer loads two cursors, and other threads move them in between.

use ringmpsc_macros::ring_channel;

use crate::consumer::competing::Competing;
use crate::kind::spmc::SpmcHandle;
use crate::ring::hooked::{Hooked, with_hook};
use crate::ring::slip::Slip;

/// The ring is large enough for pauses.
#[ring_channel(crate = crate, kind = spmc, bits = 8)]
type Number = u64;

type Side = Competing<Hooked<NumberRing>>;

/// The ring has one message, or two, all the time: before step `step` of `operation`, the producer
/// sends another message, and then another consumer takes one. The consumer pauses whenever it may.
/// Returns what it finds, or `None` if `operation` has fewer steps.
fn find(operation: fn(&mut Side) -> bool, step: usize) -> Option<bool> {
    let (mut producer, _handle) = SpmcHandle::<Hooked<NumberRing>>::open();
    let [mut one, mut other] = [(); 2].map(|()| Side::new(producer.ring().clone(), None));
    one.slip = Some(Slip::always_pausing());
    // A side that makes no progress does not pause.
    assert!(producer.try_send(0).is_ok());
    assert_eq!(one.take_one(), Some(0));
    assert!(producer.try_send(1).is_ok());
    let replace_message = move || {
        assert!(producer.try_send(2).is_ok());
        assert_eq!(other.take_one(), Some(1));
    };
    with_hook(step, replace_message, || operation(&mut one))
}

#[test]
fn a_ring_that_is_never_empty_is_not_found_empty() {
    let operations: [fn(&mut Side) -> bool; 3] =
        [|side| side.take_one().is_some(), |side| side.claim(9) > 0, |side| !side.is_empty()];
    for operation in operations {
        let found: Vec<_> = (0..).map_while(|step| find(operation, step)).collect();
        assert!(found.len() >= 2 && found.iter().all(|&found| found), "{found:?}");
    }
}
