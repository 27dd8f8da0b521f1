//! The loops around the ends: the same for all contestants.
//!
//! They are functions of their own, so that none shares registers with what is around it.

use std::ops::Range;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::common::patience::{Idle, Patience};
use crate::common::tally::Tally;

/// Sends the numbers of the range, one by one.
#[inline(never)]
pub(crate) fn send_singles<M: Message>(
    sender: &mut impl Sender<M>,
    numbers: Range<u64>,
    patience: Patience,
) {
    for number in numbers {
        send::<M>(sender, M::new(number), patience);
    }
}

/// Sends the batches of the range: see [`Tally::of_batches`].
#[inline(never)]
pub(crate) fn send_batches<M: Message>(
    sender: &mut impl Sender<M>,
    batch: &mut [M],
    numbers: Range<u64>,
    patience: Patience,
) {
    for number in numbers {
        batch[0].set_number(number);
        let mut patience = patience;
        let mut sent = sender.send_some(batch);
        while sent < batch.len() {
            patience.wait();
            sent += sender.send_some(&batch[sent..]);
        }
    }
}

/// Receives one by one until there are `until` messages in the tally, or no more to wait for.
///
/// The tally is kept in registers meanwhile. In memory its two numbers become one vector, and the
/// chain from one store of it to the next load takes longer than receiving a number: the loop would
/// measure that.
#[inline(never)]
pub(crate) fn receive_singles<M: Message>(
    receiver: &mut impl Receiver<M>,
    tally: &mut Tally,
    until: u64,
    mut idle: Idle<'_>,
) {
    let Tally { mut count, mut sum } = *tally;
    while count < until {
        if let Some(message) = receiver.receive() {
            sum = sum.wrapping_add(message.read());
            count += 1;
        } else if !idle.wait(count) {
            break;
        }
    }
    *tally = Tally { count, sum };
}

/// Receives batches until there are `until` messages in the tally, or more, or no more to wait for.
#[inline(never)]
pub(crate) fn receive_batches<M: Message>(
    receiver: &mut impl Receiver<M>,
    tally: &mut Tally,
    max: usize,
    until: u64,
    mut idle: Idle<'_>,
) {
    let Tally { mut count, mut sum } = *tally;
    while count < until {
        let some = receiver.receive_some(max, &mut sum);
        count += some as u64;
        if some == 0 && !idle.wait(count) {
            break;
        }
    }
    *tally = Tally { count, sum };
}

/// Sends one message, waiting for room.
#[inline]
pub(crate) fn send<M: Message>(sender: &mut impl Sender<M>, message: M, mut patience: Patience) {
    while !sender.send(message) {
        patience.wait();
    }
}
