//! A consumer that takes 5 microseconds for a message, and a producer that always waits for space.

use std::time::Duration;

use super::channels::waiting_peers;
use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::common::ends::{Receiver, Sender, Waiting, waiting};
use crate::common::message::Message;
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::peers::ringmpsc::{mpsc, spsc, with_one};
use crate::slow::{Slow, slow};

/// What the consumer does with a message.
const WORK: Duration = Duration::from_micros(5);

pub(crate) fn cases() -> Vec<Case> {
    vec![case::<u64>(6), case::<u64>(10)]
}

fn case<M: Message>(bits: u32) -> Case {
    let capacity = 1 << bits;
    let work = Slow { capacity, work: WORK };
    let mut contestants = match bits {
        6 => vec![
            ours::<M, _, _>("spsc", work, spsc::bits_6_wait::open),
            ours::<M, _, _>("mpsc", work, || with_one(mpsc::bits_6_wait::open)),
        ],
        _ => vec![
            ours::<M, _, _>("spsc", work, spsc::bits_10_wait::open),
            ours::<M, _, _>("mpsc", work, || with_one(mpsc::bits_10_wait::open)),
        ],
    };
    contestants.extend(waiting_peers!(capacity, |name, open| {
        slow::<M, _, _>(Role::Peer, name, work, open)
    }));
    let floor = "floor: a loop over a shared buffer, its producer spins";
    contestants
        .push(slow::<M, _, _>(Role::Floor, floor, work, move || shared_buffer::open(capacity)));
    Case {
        name: format!("slow-consumer/{}/2^{bits}", M::size()),
        scaling: None,
        bits: Some(bits),
        about: format!(
            "The consumer works 5 microseconds on a message, and the producer waits for space by \
             its blocking call. 2^{bits} slots. CPU time is that of a thread, the work included."
        ),
        measure: Measure::TimeAndCpu,
        placement: Placement::Spread,
        amount: Amount::Fixed(4096.max(8 << bits), 1 << bits),
        contestants,
    }
}

fn ours<M: Message, P, C>(kind: &str, work: Slow, open: fn() -> (P, C)) -> Contestant
where
    Waiting<P>: Sender<M>,
    Waiting<C>: Receiver<M>,
    P: Send + 'static,
    C: Send + 'static,
{
    let name = format!("ringmpsc {kind}, send, recv");
    slow::<M, _, _>(Role::Ours, &name, work, move || waiting(open()))
}
