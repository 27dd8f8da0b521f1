//! The words that both processes map: their types and their offsets.
//!
//! Each word has one writer. The writer keeps its own copy of the value, and never reads the word
//! back: the peer may have changed it. Only `claimed` has no copy: the process that takes the role
//! changes it from 0.

use core::ptr::NonNull;

use crate::sync::{AtomicU32, AtomicU64};

/// The line of an end that the other end loads for each batch.
#[repr(C, align(128))]
pub(super) struct CursorLine {
    /// The producer's `tail`, or the consumer's `head`.
    pub(super) cursor: AtomicU64,
    /// When the end was last at work, in nanoseconds of the monotonic clock.
    pub(super) heartbeat: AtomicU64,
}

/// The words of an end that change rarely.
#[repr(C, align(64))]
pub(super) struct RareWords {
    /// Zero, or how the end waits and what it asks for: see `doorbell.rs`.
    pub(super) waiting: AtomicU32,
    /// The number of times that the end has woken the other one. The other end sleeps on it.
    pub(super) events: AtomicU32,
    /// 1 once the end has closed the channel.
    pub(super) closed: AtomicU32,
    /// The id of the process that has taken the role, or 0.
    pub(super) claimed: AtomicU32,
    /// 1 if the process is a target of the global expedited membarrier(2).
    pub(super) registered: AtomicU32,
    /// The number of the last signal that the end asked for, or 0: see `bell.rs`.
    pub(super) armed: AtomicU32,
}

/// Bytes before the first slot.
pub(super) const HEADER: usize = 0x200;

/// The two roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Producer,
    Consumer,
}

impl Role {
    /// Returns the role of the peer.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Producer => Self::Consumer,
            Self::Consumer => Self::Producer,
        }
    }

    /// Returns the offset of the [`CursorLine`].
    pub(super) const fn cursor_line(self) -> usize {
        match self {
            Self::Producer => 0x080,
            Self::Consumer => 0x100,
        }
    }

    /// Returns the offset of the [`RareWords`].
    pub(super) const fn rare_words(self) -> usize {
        match self {
            Self::Producer => 0x180,
            Self::Consumer => 0x1c0,
        }
    }
}

/// The words of one end.
#[derive(Clone, Copy)]
pub(super) struct Side {
    line: NonNull<CursorLine>,
    rare: NonNull<RareWords>,
}

impl Side {
    /// Makes the side from its words.
    ///
    /// # Safety
    ///
    /// Both pointers must be valid for reads and writes while the side or a copy of it is used, and
    /// aligned. Other accesses to the words must be atomic, or those of another process.
    pub(super) const unsafe fn new(line: NonNull<CursorLine>, rare: NonNull<RareWords>) -> Self {
        Self { line, rare }
    }

    #[inline]
    pub(super) const fn line(&self) -> &CursorLine {
        // SAFETY: the caller of `new` promises that the pointer is valid and aligned while this
        // side is used, and so during the borrow. All fields are atomics. So a shared reference
        // permits that another thread or process changes them.
        unsafe { self.line.as_ref() }
    }

    #[inline]
    pub(super) const fn rare(&self) -> &RareWords {
        // SAFETY: as in `line`.
        unsafe { self.rare.as_ref() }
    }
}

// SAFETY: a side only gives shared references to atomics, which any thread may use.
unsafe impl Send for Side {}

#[cfg(not(ringmpsc_loom))]
const _: () = {
    assert!(size_of::<CursorLine>() == 128 && size_of::<RareWords>() == 64);
    assert!(Role::Producer.cursor_line() == 0x080 && Role::Consumer.cursor_line() == 0x100);
    assert!(Role::Producer.rare_words() + size_of::<RareWords>() == Role::Consumer.rare_words());
    assert!(Role::Consumer.rare_words() + size_of::<RareWords>() == HEADER);
};
