//! The channels of this library as contestants of throughput: one of each capacity, in all ways
//! that the README recommends.

use crate::case::{Contestant, Role};
use crate::common::ends::{Receiver, Sender};
use crate::common::message::Message;
use crate::peers::ringmpsc::{
    ByReference, ByValue, Copying, Draining, DrainingInto, Filling, Using, using,
};
use crate::transfer::{Way, Work, crowd};

use super::channels::mixed;

/// The capacities that are an axis are 2 to the power of these.
const BITS: [u32; 6] = [6, 8, 10, 12, 14, 16];

/// Those of [`BITS`] with which a ring holds at least four batches.
pub(super) fn large_enough(way: Way) -> impl Iterator<Item = u32> {
    let least = match way {
        Way::Singles | Way::Mixed(_) => 0,
        Way::Batches(size) => 4 * size,
    };
    BITS.into_iter().filter(move |bits| least <= 1 << bits)
}

/// Evaluates an expression with the module of the channel of a kind that has 2^`bits` slots, where
/// `bits` is one of [`BITS`].
macro_rules! of_capacity {
    ($kind:ident, $bits:expr, |$channel:ident| $then:expr) => {
        of_capacity!($kind, $bits, |$channel| $then;
            6 => bits_6, 8 => bits_8, 10 => bits_10, 12 => bits_12, 14 => bits_14, 16 => bits_16)
    };
    (
        $kind:ident, $bits:expr, |$channel:ident| $then:expr;
        $($value:literal => $module:ident),*
    ) => {
        match $bits {
            $(
                $value => {
                    use $crate::peers::ringmpsc::$kind::$module as $channel;
                    $then
                }
            )*
            other => unreachable!("there is no channel of 2^{other} slots"),
        }
    };
}
pub(super) use of_capacity;

/// A channel with one producer that has 2^`bits` slots.
pub(super) fn spsc<M: Message>(bits: u32, work: Work) -> Vec<Contestant> {
    of_capacity!(spsc, bits, |channel| one::<M, _, _>(work, channel::open))
}

/// A channel with so many producers, each of which has 2^`bits` slots.
pub(super) fn mpsc<M: Message>(bits: u32, work: Work, producers: usize) -> Vec<Contestant> {
    of_capacity!(mpsc, bits, |channel| few_ways::<M, _, _>(work, producers, channel::open))
}

/// All ways of a channel with one producer.
pub(super) fn one<M: Message, P, C>(work: Work, open: fn() -> (P, C)) -> Vec<Contestant>
where
    P: Sender<M> + Send + 'static,
    C: Receiver<M> + Send + 'static,
    Using<Copying, P>: Sender<M>,
    Using<Filling, P>: Sender<M>,
    Using<ByReference, C>: Receiver<M>,
    Using<ByValue, C>: Receiver<M>,
    Using<Draining, C>: Receiver<M>,
    Using<DrainingInto<M>, C>: Receiver<M>,
{
    let open = move |_| {
        let (producer, consumer) = open();
        (vec![producer], consumer)
    };
    let mut contestants = all_receivers::<M, _, _>(work, 1, open);
    if matches!(work.way, Way::Batches(_)) {
        contestants.extend([
            sending::<M, _, _, _>(work, "reserve and copy_from_slice", open, using::<Copying, _>),
            sending::<M, _, _, _>(work, "reserve and fill_from", open, using::<Filling, _>),
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
    S: Sender<M> + Send + 'static,
    C: Receiver<M> + Send + 'static,
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
    P: Sender<M> + Send + 'static,
    C: Receiver<M> + Send + 'static,
    Using<ByReference, C>: Receiver<M>,
    Using<ByValue, C>: Receiver<M>,
    Using<Draining, C>: Receiver<M>,
    Using<DrainingInto<M>, C>: Receiver<M>,
{
    let mut contestants = few_ways::<M, _, _>(work, producers, open);
    contestants.extend([
        receiving::<M, _, _, _>(work, "consume_batch_owned", producers, open, using::<ByValue, _>),
        receiving::<M, _, _, _>(work, "drain", producers, open, using::<Draining, _>),
        receiving::<M, _, _, _>(work, "drain_into", producers, open, using::<DrainingInto<M>, _>),
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
    P: Sender<M> + Send + 'static,
    C: Receiver<M> + Send + 'static,
    Using<ByReference, C>: Receiver<M>,
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
        receiving::<M, _, _, _>(work, "consume_batch", producers, open, using::<ByReference, _>),
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
    P: Sender<M> + Send + 'static,
    R: Receiver<M> + Send + 'static,
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
