//! Several consumers that share the messages: over the number of threads, and over the capacity.

use super::channels::{for_many, may_wait, mixed, shared};
use super::ours::{self, of_capacity};
use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::ends::{Receiver, Sender, waiting};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::peers::crossfire;
use crate::peers::ringmpsc::{self, Slices, Using, using};
use crate::transfer::{Way, Work, crowd};

/// Slots in all, where the number of threads is the axis. A channel of ours divides them among its
/// rings.
const CAPACITY: usize = 1 << 14;

/// Messages in a batch, where the number of threads is the axis.
const BATCH: usize = 256;

/// Messages in a batch, where the capacity is the axis.
const BATCHES: [usize; 2] = [16, 64];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for way in [Way::Singles, Way::Batches(BATCH)] {
        cases.extend(over_threads::<u64>(way));
        cases.extend(over_threads::<Line>(way));
    }
    for way in [Way::Singles].into_iter().chain(BATCHES.map(Way::Batches)) {
        cases.extend(over_capacity::<u64>(way));
        cases.extend(over_capacity::<Line>(way));
    }
    // One kind after the other.
    cases.sort_by_key(|case| !case.name.starts_with("spmc"));
    cases
}

/// What a case is about.
#[derive(Clone, Copy)]
struct Crowd {
    kind: &'static str,
    producers: usize,
    consumers: usize,
    /// How many slots all rings have together.
    work: Work,
}

/// Ends of a channel.
type Ends<S, R> = (Vec<S>, Vec<R>);

impl Crowd {
    /// A channel of this library, in the ways that it is used for this work.
    fn ours<M, S, R>(self, open: impl Fn() -> Ends<S, R> + Copy + 'static) -> Vec<Contestant>
    where
        M: Message,
        S: Sender<M> + Send + 'static,
        R: Receiver<M> + Send + 'static,
        Using<Slices<M>, R>: Receiver<M>,
    {
        let work = self.work;
        let contestant = |name: &str, work| crowd::<M, _, _>(Role::Ours, name, work, open);
        match work.way {
            Way::Singles | Way::Mixed(_) => vec![
                contestant("ringmpsc try_send, try_recv", work),
                contestant("ringmpsc try_send, consume_up_to", mixed(work)),
            ],
            Way::Batches(_) => {
                let name = "ringmpsc send_slice, steal_slice";
                let stealing = crowd::<M, _, _>(Role::Ours, name, work, move || {
                    let (producers, consumers) = open();
                    let slices = consumers.into_iter().map(using::<Slices<M>, _>);
                    (producers, slices.collect::<Vec<_>>())
                });
                vec![contestant("ringmpsc send_slice, consume_up_to", work), stealing]
            }
        }
    }

    fn peers<M: Message>(self) -> Vec<Contestant> {
        let Self { producers, consumers, work, .. } = self;
        let ends = (producers, consumers);
        let mut peers = vec![shared::<M, _, _>("crossfire mpmc", work, ends, crossfire::mpmc)];
        if may_wait(work, consumers) {
            let open = |n| waiting(crossfire::mpmc(n));
            peers.push(shared::<M, _, _>("crossfire mpmc send, recv", work, ends, open));
        }
        peers.extend(for_many::<M>(work, producers, consumers));
        peers
    }

    /// The case of a channel of ours and its peers. `bits` is the capacity of a ring, where that is
    /// the axis.
    fn case<M: Message>(self, bits: Option<u32>, ours: Vec<Contestant>) -> Case {
        let Self { kind, producers, consumers, work } = self;
        let size = M::size();
        let how = match work.way {
            Way::Singles | Way::Mixed(_) => "single".into(),
            Way::Batches(size) => format!("batch-{size}"),
        };
        let threads = format!("{producers}x{consumers}");
        let (slots, scaling, room) = match bits {
            None => (
                String::new(),
                Scaling {
                    axis: "threads: producers, or producers x consumers".into(),
                    series: format!("{kind}, {how}, {size}"),
                    point: threads.clone(),
                },
                "2^14 slots in all".into(),
            ),
            Some(bits) => (
                format!("/2^{bits}"),
                Scaling {
                    axis: "slots for each producer".into(),
                    series: format!("{kind}, {threads}, {how}, {size}"),
                    point: format!("2^{bits}"),
                },
                format!("2^{bits} slots for each producer, and for others as many in all"),
            ),
        };
        Case {
            name: format!("{kind}/{threads}/{how}/{size}{slots}"),
            scaling: Some(scaling),
            bits,
            about: format!(
                "Producers: {producers}. Consumers: {consumers}, which share the messages. {room}."
            ),
            measure: Measure::Throughput,
            placement: Placement::Spread,
            amount: Amount::ByTime,
            contestants: ours.into_iter().chain(self.peers::<M>()).collect(),
        }
    }
}

/// More and more threads, with the same number of slots in all.
fn over_threads<M: Message>(way: Way) -> Vec<Case> {
    let work = Work { way, capacity: CAPACITY };
    /// The case of so many threads and a channel.
    macro_rules! case {
        ($kind:literal, $producers:literal x $consumers:literal, $open:expr) => {{
            let (producers, consumers) = ($producers, $consumers);
            let crowd = Crowd { kind: $kind, producers, consumers, work };
            crowd.case::<M>(None, crowd.ours::<M, _, _>($open))
        }};
    }
    vec![
        case!("spmc", 1 x 1, || ringmpsc::spmc::bits_14::open(1)),
        case!("spmc", 1 x 2, || ringmpsc::spmc::bits_14::open(2)),
        case!("spmc", 1 x 4, || ringmpsc::spmc::bits_14::open(4)),
        case!("mpmc", 1 x 1, || ringmpsc::mpmc::bits_14::open(1, 1)),
        case!("mpmc", 2 x 2, || ringmpsc::mpmc::bits_13::open(2, 2)),
        case!("mpmc", 4 x 4, || ringmpsc::mpmc::bits_12::open(4, 4)),
    ]
}

/// More and more slots, with one producer and two consumers, and with two of each.
fn over_capacity<M: Message>(way: Way) -> Vec<Case> {
    let mut cases = Vec::new();
    for bits in ours::large_enough(way) {
        let crowd = |kind, producers: usize| Crowd {
            kind,
            producers,
            consumers: 2,
            work: Work { way, capacity: producers << bits },
        };
        let (spmc, mpmc) = (crowd("spmc", 1), crowd("mpmc", 2));
        cases.push(spmc.case::<M>(
            Some(bits),
            of_capacity!(spmc, bits, |channel| spmc.ours::<M, _, _>(|| channel::open(2))),
        ));
        cases.push(mpmc.case::<M>(
            Some(bits),
            of_capacity!(mpmc, bits, |channel| mpmc.ours::<M, _, _>(|| channel::open(2, 2))),
        ));
    }
    // The points of a series follow one another.
    cases.sort_by_key(|case| !case.name.starts_with("spmc"));
    cases
}
