//! The operations of a competing consumer that claim several messages at once.

use crate::consumer::claim::Claim;
use crate::consumer::claim_source::{ClaimSource, claim, drain_claimed};
use crate::consumer::{Consumer, Taking};
use crate::ring::layout::Message;

impl<S: ClaimSource> Consumer<S> {
    /// Claims up to `max` messages of one ring.
    #[inline]
    pub fn steal(&mut self, max: usize) -> Option<Claim<'_, S>> {
        let n = self.claim(max);
        (n > 0).then(|| Claim::new(&mut self.rings, &self.notified, n))
    }

    /// Claims up to `max` messages of one ring, and returns their number.
    #[inline]
    fn claim(&mut self, max: usize) -> usize {
        if max == 0 {
            return 0;
        }
        self.found(|rings| match claim(rings, max) {
            0 => None,
            n => Some(n),
        })
        .unwrap_or(0)
    }

    /// Claims messages of one ring once, and passes them to `f`.
    #[inline]
    pub fn steal_batch(&mut self, f: impl FnMut(Message<S::Ring>)) -> usize {
        let n = self.claim(usize::MAX);
        if n > 0 {
            let taking = Taking::new(&mut self.rings, &self.notified, false);
            drain_claimed(&mut *taking.rings, n, f);
        }
        n
    }

    /// Copies available messages into a slice, at most as many as it holds.
    #[inline]
    pub fn steal_slice(&mut self, target: &mut [Message<S::Ring>]) -> usize
    where
        Message<S::Ring>: Copy,
    {
        let mut filled = 0;
        while filled < target.len() {
            let rest = &mut target[filled..];
            let n = self.claim(rest.len());
            if n == 0 {
                break;
            }
            // SAFETY: `n` is at most the length of the rest of the target. The target is borrowed
            // exclusively, so it is no part of the ring. Its old values are `Copy` and need no
            // drop.
            filled += unsafe { self.rings.current().move_out(n, rest.as_mut_ptr()) };
            self.rings.count(n);
        }
        if filled > 0 {
            self.notified.has_taken(&mut self.rings, filled < target.len());
        }
        filled
    }

    /// Appends up to `max` messages to a vector.
    #[inline]
    pub fn steal_into(&mut self, target: &mut Vec<Message<S::Ring>>, max: usize) -> usize {
        let mut left = max.min(self.len().max(1));
        let before = target.len();
        while left > 0 {
            // Reserve before the claim: this may fail, and other consumers cannot take a claimed
            // message.
            target.reserve(left);
            let n = self.claim(left);
            if n == 0 {
                break;
            }
            let spare = target.spare_capacity_mut().as_mut_ptr().cast();
            // SAFETY: the vector has space for `left >= n` more messages, in memory that belongs to
            // no ring.
            let n = unsafe { self.rings.current().move_out(n, spare) };
            // SAFETY: `n` elements after the old length were just moved in, and fit into the
            // capacity.
            unsafe { target.set_len(target.len() + n) };
            self.rings.count(n);
            left -= n;
        }
        let taken = target.len() - before;
        if taken > 0 {
            self.notified.has_taken(&mut self.rings, taken < max);
        }
        taken
    }
}
