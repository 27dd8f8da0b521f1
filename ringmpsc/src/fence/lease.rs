//! How long a doorbell asks for fences: the section "When" of [`crate::fence`].

use crate::sync::{AtomicHint, MODELLED, Ordering};

/// How many fences a publishing end executes without finding an end armed before it clears the
/// flag. A full fence costs 2 to 10 ns, and more where the line of the cursor is contended.
/// membarrier(2) costs 0.5 to 2 µs, and about as much on each other running thread.
pub(crate) const LEASE: u32 = if MODELLED { 2 } else { 128 };

/// The largest number of times that an end arms without setting the flag, after leases that ran
/// out.
const LONGEST_REST: u8 = if MODELLED { 1 } else { 63 };

/// What arming ends remember of the leases of one doorbell. Relaxed: these numbers affect cost
/// only, and not correctness.
#[derive(Default)]
pub(crate) struct Leases(AtomicHint);

/// The contents of [`Leases`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Record {
    /// Whether the flag was set, and has not been found clear since then.
    granted: bool,
    /// The length of the last rest: the number of arms that did not set the flag.
    rested: u8,
    /// How many more times an end arms without setting the flag.
    rest: u8,
}

impl Record {
    /// The flag has been found set: the lease lasts.
    const LASTING: Self = Self { granted: true, rested: 0, rest: 0 };

    fn unpack(packed: u32) -> Self {
        let [granted, rested, rest, _] = packed.to_le_bytes();
        Self { granted: granted != 0, rested, rest }
    }

    const fn pack(self) -> u32 {
        u32::from_le_bytes([self.granted as u8, self.rested, self.rest, 0])
    }

    /// An end arms, and finds the flag set (`standing`) or clear. Returns whether the end should
    /// set it.
    fn arm(self, standing: bool) -> (Self, bool) {
        if standing {
            return (Self::LASTING, false);
        }
        let mut now = Self { granted: false, ..self };
        if self.granted {
            now.rested = LONGEST_REST.min(2 * self.rested + 1);
            now.rest = now.rested;
        }
        if now.rest > 0 {
            now.rest -= 1;
            return (now, false);
        }
        (Self { granted: true, ..now }, true)
    }
}

impl Leases {
    /// As [`Record::arm`].
    pub(crate) fn arm(&self, standing: bool) -> bool {
        let packed = self.0.load(Ordering::Relaxed);
        // The usual case of an end that arms often.
        if standing && packed == Record::LASTING.pack() {
            return false;
        }
        let before = Record::unpack(packed);
        let (now, set) = before.arm(standing);
        if now != before {
            self.0.store(now.pack(), Ordering::Relaxed);
        }
        set
    }
}

/// The fences that publishing ends have executed since they last found an end armed. One for the
/// publishing ends of each doorbell.
#[derive(Default)]
pub(crate) struct Spent(AtomicHint);

impl Spent {
    /// A publishing end has found an end armed: starts the lease again.
    pub(crate) fn renew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Counts one more fence. Returns whether the lease has run out; then the next lease begins.
    pub(crate) fn spend(&self) -> bool {
        let spent = self.0.load(Ordering::Relaxed) + 1;
        let ran_out = spent >= LEASE;
        self.0.store(if ran_out { 0 } else { spent }, Ordering::Relaxed);
        ran_out
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::*;

    /// Returns which of the next `n` arms set the flag, if each of them finds it clear.
    fn arms_that_set_it(record: &mut Record, n: usize) -> Vec<usize> {
        (0..n)
            .filter(|_| {
                let (now, set) = record.arm(false);
                *record = now;
                set
            })
            .collect()
    }

    #[test]
    fn the_first_end_that_arms_sets_the_flag() {
        assert_eq!(arms_that_set_it(&mut Record::default(), 1), [0]);
    }

    #[test]
    fn leases_that_run_out_become_rare() {
        let mut record = Record::default();
        let expected = [0, 2, 6, 14, 30, 62, 126, 190, 254];
        assert_eq!(arms_that_set_it(&mut record, 300), expected);
    }

    #[test]
    fn a_lease_that_lasts_makes_the_next_rest_short() {
        let mut record = Record::default();
        let _ = arms_that_set_it(&mut record, 127);
        let (now, set) = record.arm(true);
        assert!(!set, "it stands");
        record = now;
        assert_eq!(arms_that_set_it(&mut record, 10), [1, 5]);
    }

    #[test]
    fn a_record_is_kept_as_it_is() {
        for record in [
            Record::default(),
            Record { granted: true, rested: 63, rest: 7 },
            Record { granted: false, rested: 1, rest: 63 },
        ] {
            assert!(Record::unpack(record.pack()) == record);
        }
    }

    #[test]
    fn a_lease_is_so_many_fences_without_an_armed_end() {
        let spent = Spent::default();
        for _ in 0..3 {
            assert!((1..LEASE).all(|_| !spent.spend()));
            spent.renew();
        }
        for _ in 0..3 {
            assert!((1..LEASE).all(|_| !spent.spend()));
            assert!(spent.spend());
        }
    }
}
