//! The consumer takes the slots' cache lines out of the producer's cache before it releases them.
//!
//! A consumer that only reads leaves each line in two caches: in its own, and in that of the
//! producer, which has written it. When the producer comes around to such a line, its store waits
//! until the consumer's copy is gone. The processors on which this was measured keep stores in
//! order and look only a few of them ahead. A producer stores `tail` after each message, so it
//! waits for one line after another: a transfer for each line. A line that is *not* in the
//! producer's cache costs less, because the processor fetches several of them ahead.
//!
//! So the consumer writes one byte to each line that it has read to its end:
//!
//! ```text
//!                               producer's cache   consumer's cache
//!   the producer has written    modified           –
//!   the consumer has read       owned              shared            here the producer would wait
//!   the consumer has taken      –                  modified          here it fetches ahead
//! ```
//!
//! The consumer's bytes hardly wait for each other, because there is only one of them for a line.
//! A prefetch for writing is no substitute: on these processors it does nothing to a line that is
//! in the cache already, be it shared or not.
//!
//! The thread that frees a slab of a [pool](crate::pool) does the same.
//!
//! The gain begins where the slots leave the caches of level 1. The figures are in
//! `docs/performance.md`. Only processors of AMD were measured, so only on these are lines taken.

use core::sync::atomic::{AtomicU8, Ordering};

use crate::ring::index;
use crate::ring::slots::Buffer;
use crate::sync::MODELLED;

/// The size of a cache line.
const LINE: usize = 64;

/// The least size of a ring's slots, in bytes, from which on lines are taken.
const LEAST: usize = 16 << 10;

/// Whether a consumer takes lines. It keeps the answer beside its cursors: to load it from a static
/// costs a batch of 16 as much as the lines bring.
#[derive(Clone, Copy)]
pub(crate) struct TakeLines(bool);

impl TakeLines {
    /// The answer for a ring with such slots.
    pub(crate) fn of<B: Buffer>() -> Self {
        Self(const { is_large(B::CAPACITY, size_of::<B::Message>()) } && made_by_amd())
    }

    /// The answer for a ring of so many slots, or a pool of so many slabs, of so many bytes each.
    pub(crate) fn of_size(slots: usize, size: usize) -> Self {
        Self(is_large(slots, size) && made_by_amd())
    }

    /// Returns the answer.
    pub(crate) fn get(self) -> bool {
        self.0
    }

    /// Takes the lines that end in the slots `from..to`, if the answer is yes.
    ///
    /// # Safety
    ///
    /// The caller owns these slots. They hold no messages.
    #[inline]
    pub(crate) unsafe fn take<B: Buffer>(self, slots: &B, from: u64, to: u64) {
        let n = index::distance(from, to);
        if MODELLED {
            // The model checker verifies the ownership of all of these slots.
            slots.will_write(from, n);
            return;
        }
        if !const { is_large(B::CAPACITY, size_of::<B::Message>()) } {
            return;
        }
        let first = index::contiguous(from, n, B::CAPACITY);
        for (at, n) in [(from, first), (from.wrapping_add(first as u64), n - first)] {
            let slot = slots.slot(at);
            self.each_end_of_line(slot.addr(), n * size_of::<B::Message>(), |offset| {
                // SAFETY: `contiguous` has cut the slots into parts that lie side by side, and the
                // offset is less than the size of this part.
                let byte = unsafe { slot.cast::<u8>().add(offset) };
                // SAFETY: by contract the caller owns the byte, and it is part of no message. So
                // any value may be written there. A volatile write, because no code needs the
                // value.
                unsafe { byte.write_volatile(0) };
            });
        }
    }

    /// Calls `write` with the offset of the last byte of each line that ends in the `len` bytes at
    /// `address`, if the answer is yes.
    #[inline]
    pub(crate) fn each_end_of_line(self, address: usize, len: usize, mut write: impl FnMut(usize)) {
        let mut last = LINE - 1 - address % LINE;
        // Most single messages end no line.
        if last >= len || !self.0 {
            return;
        }
        while last < len {
            #[cfg(all(test, not(ringmpsc_loom)))]
            tests::TAKEN.with(|taken| taken.set(taken.get() + 1));
            write(last);
            last += LINE;
        }
    }
}

/// Whether so many slots, of so many bytes each, have at least [`LEAST`] bytes.
const fn is_large(slots: usize, size: usize) -> bool {
    slots * size >= LEAST
}

/// Whether AMD, or Hygon under a licence of AMD, has made the processor.
fn made_by_amd() -> bool {
    const UNKNOWN: u8 = 0;
    const NO: u8 = 1;
    const YES: u8 = 2;
    // Not a lock: a forked child, or a signal handler, would wait for it. All threads find the same
    // answer, and nothing else depends on it, so the accesses are relaxed.
    static ANSWER: AtomicU8 = AtomicU8::new(UNKNOWN);
    match ANSWER.load(Ordering::Relaxed) {
        UNKNOWN => {
            let answer = ask_cpuid();
            ANSWER.store(if answer { YES } else { NO }, Ordering::Relaxed);
            answer
        }
        answer => answer == YES,
    }
}

/// Asks the processor for its maker. In a virtual machine this takes some microseconds.
#[cold]
fn ask_cpuid() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::__cpuid;
        // SAFETY: every x86-64 processor has the instruction CPUID with leaf 0.
        #[allow(unused_unsafe, reason = "safe since Rust 1.94")]
        let leaf = unsafe { __cpuid(0) };
        is_made_by_amd([leaf.ebx, leaf.edx, leaf.ecx])
    }
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Judges the name of the processor's maker, in the registers in which CPUID returns it.
#[cfg(any(target_arch = "x86_64", test))]
fn is_made_by_amd(name: [u32; 3]) -> bool {
    let name = name.map(u32::to_le_bytes);
    let name = name.as_flattened();
    name == b"AuthenticAMD" || name == b"HygonGenuine"
}

#[cfg(all(test, not(ringmpsc_loom)))]
pub(crate) mod tests;
