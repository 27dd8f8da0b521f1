//! The drop ledger: each message that was made must be dropped exactly once.
//!
//! Every message has a number of its own, and every number a byte. The bytes are read and written
//! with plain loads and stores: a read-modify-write would be a full fence on x86, in the middle of
//! the very operations whose fences are under test.

use std::ops::Range;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// Messages that one round can make.
pub(crate) const SIZE: u32 = 1 << 21;

const UNUSED: u8 = 0;
const ALIVE: u8 = 1;
const DROPPED: u8 = 2;

static STATES: [AtomicU8; SIZE as usize] = [const { AtomicU8::new(UNUSED) }; SIZE as usize];

/// Numbers that this round may use.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// Opens the books for messages with the numbers `0..size`, while nobody makes or drops messages.
pub(crate) fn open(size: u32) {
    assert!(size <= SIZE, "the ledger holds {SIZE} messages, not {size}");
    for state in &STATES[..size as usize] {
        state.store(UNUSED, Ordering::Relaxed);
    }
    OPENED.store(size, Ordering::Relaxed);
}

/// Closes the books, when all messages must be gone, and returns how many there have been.
pub(crate) fn close() -> u64 {
    let mut made = 0;
    for number in 0..OPENED.load(Ordering::Relaxed) {
        let state = STATES[number as usize].load(Ordering::Relaxed);
        assert_ne!(state, ALIVE, "message {number} was lost: nobody dropped it");
        made += u64::from(state != UNUSED);
    }
    made
}

/// The `k`-th of `parts` equal parts of the numbers of this round.
pub(crate) fn part(k: u32, parts: u32) -> Range<u32> {
    let size = OPENED.load(Ordering::Relaxed) / parts;
    k * size..(k + 1) * size
}

pub(crate) fn made(number: u32) {
    let state = &STATES[number as usize];
    assert_eq!(state.load(Ordering::Relaxed), UNUSED, "message {number} was made twice");
    state.store(ALIVE, Ordering::Relaxed);
}

/// Lets a number be used again, since there are more messages than numbers. Its last message must
/// be gone.
pub(crate) fn recycle(number: u32) {
    let state = STATES[number as usize].swap(UNUSED, Ordering::Relaxed);
    assert_ne!(state, ALIVE, "message {number} is still alive");
}

pub(crate) fn dropped(number: u32) {
    let state = &STATES[number as usize];
    match state.load(Ordering::Relaxed) {
        ALIVE => state.store(DROPPED, Ordering::Relaxed),
        DROPPED => panic!("message {number} was dropped twice"),
        _ => panic!("message {number} was dropped, but never made"),
    }
}
