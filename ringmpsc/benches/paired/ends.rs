//! What every contestant does at its two ends, and the loops around it: the same for all.
//!
//! The loops are functions of their own, so that none shares registers with what is around it.

use std::ops::Range;

use crate::harness::{BATCH, Patience, Tally};

/// The end that sends.
pub(crate) trait Sender: Send {
    /// Sends one number. `false` if there is no room.
    fn send(&mut self, number: u64) -> bool;

    /// Sends as many of the numbers as there is room for, and returns how many.
    fn send_some(&mut self, numbers: &[u64]) -> usize;
}

/// The end that receives.
pub(crate) trait Receiver {
    /// Receives one number, if there is one.
    fn receive(&mut self) -> Option<u64>;

    /// Receives a batch, whatever this contestant calls one: adds the numbers to `sum` and returns
    /// how many there were.
    fn receive_some(&mut self, sum: &mut u64) -> usize;
}

/// The sum of numbers that lie side by side, added to another one.
#[inline]
pub(crate) fn sum_up(sum: u64, numbers: &[u64]) -> u64 {
    numbers.iter().copied().fold(sum, u64::wrapping_add)
}

/// Sends the numbers of the range.
#[inline(never)]
pub(crate) fn send_numbers(sender: &mut impl Sender, range: Range<u64>) {
    for number in range {
        let mut patience = Patience::default();
        while !sender.send(number) {
            patience.wait();
        }
    }
}

/// Receives numbers until there are `n` in the tally.
///
/// The tally is kept in registers meanwhile. In memory its two numbers become one vector, and the
/// chain from one store of it to the next load takes longer than receiving a number: the loop would
/// measure that.
#[inline(never)]
pub(crate) fn receive_numbers(receiver: &mut impl Receiver, tally: &mut Tally, n: u64) {
    let Tally { mut count, mut sum } = *tally;
    let mut patience = Patience::default();
    while count < n {
        if let Some(number) = receiver.receive() {
            sum = sum.wrapping_add(number);
            count += 1;
        } else {
            patience.wait();
        }
    }
    *tally = Tally { count, sum };
}

/// A page of numbers, which batches are sent from.
#[repr(align(4096))]
struct Page([u64; 512 + BATCH]);

/// Sends the batches of the range.
///
/// Where a batch lies in its page, as compared to the slots that it is copied to, is worth a tenth
/// of the time: a copy looks as if it read what it has just written. That is a matter of luck. So
/// it moves on now and then, and the median of the [slices](crate::harness::SLICES) is that of
/// sixteen places.
#[inline(never)]
pub(crate) fn send_batches(sender: &mut impl Sender, range: Range<u64>) {
    let mut page = Page([0; 512 + BATCH]);
    for number in range.start / BATCH as u64..range.end / BATCH as u64 {
        let at = (number / 512 % 16) as usize * 32;
        let batch = &mut page.0[at..at + BATCH];
        if number % 512 == 0 || number == range.start / BATCH as u64 {
            batch.iter_mut().zip(0..).for_each(|(place, k)| *place = k);
        }
        batch[0] = number;
        let mut patience = Patience::default();
        let mut sent = sender.send_some(batch);
        while sent < BATCH {
            patience.wait();
            sent += sender.send_some(&batch[sent..]);
        }
    }
}

/// Receives batches until there are `n` numbers, or more, in the tally.
#[inline(never)]
pub(crate) fn receive_batches(receiver: &mut impl Receiver, tally: &mut Tally, n: u64) {
    let Tally { mut count, mut sum } = *tally;
    let mut patience = Patience::default();
    while count < n {
        match receiver.receive_some(&mut sum) {
            0 => patience.wait(),
            some => count += some as u64,
        }
    }
    *tally = Tally { count, sum };
}

/// The ends of a generated channel of numbers: single items, and slices on both sides.
macro_rules! generated_ends {
    ($producer:ty, $consumer:ty) => {
        impl crate::ends::Sender for $producer {
            #[inline]
            fn send(&mut self, number: u64) -> bool {
                self.try_send(number).is_ok()
            }

            #[inline]
            fn send_some(&mut self, numbers: &[u64]) -> usize {
                self.send_slice(numbers)
            }
        }

        impl crate::ends::Receiver for $consumer {
            #[inline]
            fn receive(&mut self) -> Option<u64> {
                self.try_recv().ok()
            }

            #[inline]
            fn receive_some(&mut self, sum: &mut u64) -> usize {
                let Some(numbers) = self.readable() else {
                    return 0;
                };
                *sum = crate::ends::sum_up(*sum, &numbers);
                let n = numbers.len();
                numbers.advance_all();
                n
            }
        }
    };
}
pub(crate) use generated_ends;
