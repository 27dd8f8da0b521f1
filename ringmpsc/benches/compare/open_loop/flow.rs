//! The two ends of a flow, behind a pointer: of all the code around a contestant, only these loops
//! are compiled for each of them.

use std::marker::PhantomData;

use super::clock::Clock;
use crate::common::ends::{Receiver, Sender};
use crate::common::loops::send;
use crate::common::message::Message;
use crate::common::patience::{Idle, Patience};
use crate::common::tally::Tally;

/// An end that sends.
pub(super) trait Sending: Send {
    /// Sends up to `max` messages, numbered from 0, until the channel is full. Returns how many.
    fn fill(&mut self, max: usize) -> usize;

    /// Sends a message at each of the times, which are ticks after `start`. Returns the longest
    /// time between two looks at the clock while it waited for the next message to be due: no
    /// contestant has a part in that.
    fn flow(&mut self, clock: &Clock, start: u64, times: &[u64], patience: Patience) -> u64;

    /// What a consumer has to receive if messages with these numbers were sent.
    fn tally(&self, numbers: &mut dyn Iterator<Item = u64>) -> Tally;
}

/// An end that receives.
pub(super) trait Receiving: Send {
    /// Receives `n` messages and does not look at the clock. Returns what it has received.
    fn drain(&mut self, n: usize, idle: Idle<'_>) -> Tally;

    /// Receives until there are `n` messages, or no more to wait for. It puts into `late` how many
    /// ticks after its time a message was received, for those that `sampling` says. Returns what it
    /// has received.
    fn flow(
        &mut self,
        clock: &Clock,
        n: usize,
        sampling: Sampling,
        late: &mut Vec<u64>,
        idle: Idle<'_>,
    ) -> Tally;
}

/// For which messages the receiver reads the clock.
#[derive(Clone, Copy)]
pub(super) struct Sampling {
    /// Messages of a backlog are numbered from 0 up to this. The time of any other message is
    /// later.
    pub(super) after: u64,
    /// Of so many other messages the last one.
    pub(super) every: usize,
}

/// An end for messages of a type. Two threads use two of them, so they share no cache line.
#[repr(align(128))]
pub(super) struct End<M, E>(E, PhantomData<fn(M)>);

impl<M, E> End<M, E> {
    pub(super) fn new(end: E) -> Self {
        Self(end, PhantomData)
    }
}

impl<M: Message, S: Sender<M> + Send> Sending for End<M, S> {
    #[inline(never)]
    fn fill(&mut self, max: usize) -> usize {
        (0..max).take_while(|number| self.0.send(M::new(*number as u64))).count()
    }

    #[inline(never)]
    fn flow(&mut self, clock: &Clock, start: u64, times: &[u64], patience: Patience) -> u64 {
        let (mut now, mut longest) = (clock.ticks(), 0);
        for time in times {
            let due = start + time;
            if now < due {
                now = clock.ticks();
                while now < due {
                    // It does not pause: a pause is as long as some intervals are.
                    let before = now;
                    now = clock.ticks();
                    longest = longest.max(now.saturating_sub(before));
                }
            }
            // If this waits for space, the next message is late, and its time does not change.
            send::<M>(&mut self.0, M::new(due), patience);
        }
        longest
    }

    fn tally(&self, numbers: &mut dyn Iterator<Item = u64>) -> Tally {
        let mut tally = Tally::default();
        for number in numbers {
            tally.add(Tally { count: 1, sum: M::new(number).read() });
        }
        tally
    }
}

impl<M: Message, R: Receiver<M> + Send> Receiving for End<M, R> {
    #[inline(never)]
    fn drain(&mut self, n: usize, mut idle: Idle<'_>) -> Tally {
        let mut tally = Tally::default();
        let mut each = |message: &M| tally.add(Tally { count: 1, sum: message.read() });
        let mut left = n;
        while left > 0 {
            let some = self.0.receive_each(left, &mut each);
            left -= some;
            if some == 0 && !idle.wait((n - left) as u64) {
                break;
            }
        }
        tally
    }

    #[inline(never)]
    fn flow(
        &mut self,
        clock: &Clock,
        n: usize,
        sampling: Sampling,
        late: &mut Vec<u64>,
        mut idle: Idle<'_>,
    ) -> Tally {
        let (mut count, mut sum, mut left) = (0, 0_u64, sampling.every);
        while count < n {
            let some = self.0.receive_each(n - count, &mut |message: &M| {
                let due = message.number();
                sum = sum.wrapping_add(message.read());
                left -= usize::from(due >= sampling.after);
                if left == 0 {
                    left = sampling.every;
                    // Counters of two CPUs may differ by some ticks.
                    late.push(clock.ticks_after_loads().saturating_sub(due));
                }
            });
            count += some;
            if some == 0 && !idle.wait(count as u64) {
                break;
            }
        }
        Tally { count: count as u64, sum }
    }
}
