//! The channels of this library as contestants of throughput: one of each capacity, in all ways
//! that the README recommends.

use crate::case::{Contestant, Role};
use crate::ends::{Receiver, Sender};
use crate::message::Message;
use crate::peers::ringmpsc::{
    self, ByReference, ByValue, Copying, Draining, DrainingInto, Filling,
};
use crate::transfer::{Way, Work, crowd};

use super::channels::mixed;

/// The capacities that are an axis are 2 to the power of these.
pub(super) const BITS: [u32; 6] = [6, 8, 10, 12, 14, 16];

/// A channel with one producer that has 2^`bits` slots, where `bits` is one of [`BITS`].
pub(super) fn spsc<M: Message>(bits: u32, work: Work) -> Vec<Contestant> {
    match bits {
        6 => one::<M, _, _>(work, ringmpsc::spsc_6::open::<M>),
        8 => one::<M, _, _>(work, ringmpsc::spsc_8::open::<M>),
        10 => one::<M, _, _>(work, ringmpsc::spsc_10::open::<M>),
        12 => one::<M, _, _>(work, ringmpsc::spsc_12::open::<M>),
        14 => one::<M, _, _>(work, ringmpsc::spsc_14::open::<M>),
        16 => one::<M, _, _>(work, ringmpsc::spsc_16::open::<M>),
        other => unreachable!("there is no channel of 2^{other} slots"),
    }
}

/// A channel with so many producers, each of which has 2^`bits` slots, where `bits` is one of
/// [`BITS`].
pub(super) fn mpsc<M: Message>(bits: u32, work: Work, producers: usize) -> Vec<Contestant> {
    match bits {
        6 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_6::open::<M>),
        8 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_8::open::<M>),
        10 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_10::open::<M>),
        12 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_12::open::<M>),
        14 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_14::open::<M>),
        16 => few_ways::<M, _, _>(work, producers, ringmpsc::mpsc_16::open::<M>),
        other => unreachable!("there is no channel of 2^{other} slots"),
    }
}

/// All ways of a channel with one producer.
pub(super) fn one<M: Message, P, C>(work: Work, open: fn() -> (P, C)) -> Vec<Contestant>
where
    P: Sender<M> + 'static,
    C: Receiver<M> + 'static,
    Copying<P>: Sender<M>,
    Filling<P>: Sender<M>,
    ByReference<C>: Receiver<M>,
    ByValue<C>: Receiver<M>,
    Draining<C>: Receiver<M>,
    DrainingInto<M, C>: Receiver<M>,
{
    let open = move |_| {
        let (producer, consumer) = open();
        (vec![producer], consumer)
    };
    let mut contestants = all_receivers::<M, _, _>(work, 1, open);
    if matches!(work.way, Way::Batches(_)) {
        contestants.extend([
            sending::<M, _, _, _>(work, "reserve and copy_from_slice", open, Copying),
            sending::<M, _, _, _>(work, "reserve and fill_from", open, Filling),
        ]);
    }
    contestants
}

/// A contestant whose producer sends in another way.
fn sending<M: Message, P: 'static, C, S>(
    work: Work,
    how: &str,
    open: impl Fn(usize) -> (Vec<P>, C) + 'static,
    way: fn(P) -> S,
) -> Contestant
where
    S: Sender<M> + 'static,
    C: Receiver<M> + 'static,
{
    let name = format!("ringmpsc {how}, readable");
    crowd::<M, _, _>(Role::Ours, name, work, move || {
        let (producers, consumer) = open(1);
        (producers.into_iter().map(way).collect(), vec![consumer])
    })
}

/// All ways to receive from so many producers.
fn all_receivers<M: Message, P, C>(
    work: Work,
    producers: usize,
    open: impl Fn(usize) -> (Vec<P>, C) + Copy + 'static,
) -> Vec<Contestant>
where
    P: Sender<M> + 'static,
    C: Receiver<M> + 'static,
    ByReference<C>: Receiver<M>,
    ByValue<C>: Receiver<M>,
    Draining<C>: Receiver<M>,
    DrainingInto<M, C>: Receiver<M>,
{
    let mut contestants = few_ways::<M, _, _>(work, producers, open);
    let into = |consumer| DrainingInto(consumer, Vec::new());
    contestants.extend([
        receiving::<M, _, _, _>(work, "consume_batch_owned", producers, open, ByValue),
        receiving::<M, _, _, _>(work, "drain", producers, open, Draining),
        receiving::<M, _, _, _>(work, "drain_into", producers, open, into),
    ]);
    contestants
}

/// The ways to receive that differ most.
fn few_ways<M: Message, P, C>(
    work: Work,
    producers: usize,
    open: impl Fn(usize) -> (Vec<P>, C) + Copy + 'static,
) -> Vec<Contestant>
where
    P: Sender<M> + 'static,
    C: Receiver<M> + 'static,
    ByReference<C>: Receiver<M>,
{
    let mut contestants = Vec::new();
    if matches!(work.way, Way::Singles) {
        let name = "ringmpsc try_send, try_recv";
        contestants.push(crowd::<M, _, _>(Role::Ours, name, work, move || {
            let (senders, receiver) = open(producers);
            (senders, vec![receiver])
        }));
    }
    contestants.extend([
        receiving::<M, _, _, _>(work, "readable", producers, open, |consumer| consumer),
        receiving::<M, _, _, _>(work, "consume_batch", producers, open, ByReference),
    ]);
    contestants
}

/// A contestant whose consumer receives many messages at a time.
fn receiving<M: Message, P, C: 'static, R>(
    work: Work,
    how: &str,
    producers: usize,
    open: impl Fn(usize) -> (Vec<P>, C) + 'static,
    way: fn(C) -> R,
) -> Contestant
where
    P: Sender<M> + 'static,
    R: Receiver<M> + 'static,
{
    let send = match work.way {
        Way::Singles | Way::Mixed(_) => "try_send",
        Way::Batches(_) => "send_slice",
    };
    crowd::<M, _, _>(Role::Ours, format!("ringmpsc {send}, {how}"), mixed(work), move || {
        let (senders, consumer) = open(producers);
        (senders, vec![way(consumer)])
    })
}
