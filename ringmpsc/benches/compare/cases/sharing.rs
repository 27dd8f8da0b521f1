//! Several consumers that share the messages. All contestants have 2^14 places, which ours divides among its rings.

use crate::case::{Amount, Case, Measure, Role, Scaling};
use crate::ends::{Receiver, Sender, clones};
use crate::message::{Line, Message};
use crate::peers::ringmpsc::{self, slices};
use crate::peers::{array_queue, async_channel, crossbeam, crossfire, flume, kanal, thingbuf};
use crate::pinning::Placement;
use crate::transfer::{Way, Work, crowd};

/// Places in all.
const CAPACITY: usize = 1 << 14;

/// Messages in a batch.
const BATCH: usize = 256;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for way in [Way::Singles, Way::Batches(BATCH)] {
        cases.extend(of_size::<u64>(way));
        cases.extend(of_size::<Line>(way));
    }
    cases
}

fn of_size<M: Message>(way: Way) -> Vec<Case> {
    /// Opens a channel of this library: with consumers as they are, and with consumers that steal slices.
    macro_rules! ours {
        ($producers:literal x $consumers:literal, $open:expr) => {
            ours!("mpmc", $producers x $consumers, || $open($producers, $consumers))
        };
        ($kind:literal, $producers:literal x $consumers:literal, $open:expr) => {
            case::<M, _, _, _>(way, $kind, $producers, $consumers, $open, || {
                let (producers, consumers) = $open();
                (producers, slices(consumers))
            })
        };
    }
    vec![
        ours!("spmc", 1 x 1, || ringmpsc::spmc_14::open::<M>(1)),
        ours!("spmc", 1 x 2, || ringmpsc::spmc_14::open::<M>(2)),
        ours!("spmc", 1 x 4, || ringmpsc::spmc_14::open::<M>(4)),
        ours!(1 x 1, ringmpsc::mpmc_14::open::<M>),
        ours!(2 x 2, ringmpsc::mpmc_13::open::<M>),
        ours!(4 x 4, ringmpsc::mpmc_12::open::<M>),
    ]
}

/// Ends of a channel.
type Ends<S, R> = (Vec<S>, Vec<R>);

fn case<M, S, R, B>(
    way: Way,
    kind: &str,
    producers: usize,
    consumers: usize,
    open: fn() -> Ends<S, R>,
    open_slices: fn() -> Ends<S, B>,
) -> Case
where
    M: Message,
    S: Sender<M> + 'static,
    R: Receiver<M> + 'static,
    B: Receiver<M> + 'static,
{
    let work = Work { way, capacity: CAPACITY };
    let (name, mut contestants) = match way {
        Way::Singles | Way::Mixed(_) => {
            let name = "ringmpsc try_send, try_recv";
            ("single", vec![crowd::<M, _, _>(Role::Ours, name, work, open)])
        }
        Way::Batches(_) => {
            let [consume, steal] =
                ["ringmpsc send_slice, consume_up_to", "ringmpsc send_slice, steal_slice"];
            let ours = vec![
                crowd::<M, _, _>(Role::Ours, consume, work, open),
                crowd::<M, _, _>(Role::Ours, steal, work, open_slices),
            ];
            ("batch-256", ours)
        }
    };
    macro_rules! peers {
        ($($name:literal: $open:expr;)*) => {
            $(contestants.push(crowd::<M, _, _>(Role::Peer, $name, work, move || {
                let (sender, receiver) = $open(CAPACITY);
                (clones(&sender, producers), clones(&receiver, consumers))
            }));)*
        };
    }
    peers! {
        "crossbeam-channel": crossbeam::open;
        "crossbeam ArrayQueue": array_queue::open;
        "flume": flume::open;
        "kanal": kanal::open;
        "crossfire mpmc": crossfire::mpmc;
        "thingbuf": thingbuf::open;
        "async-channel": async_channel::open;
    }
    Case {
        name: format!("{kind}/{producers}x{consumers}/{name}/{}", M::size()),
        scaling: Some(Scaling {
            series: format!("{kind}, {name}, {}", M::size()),
            point: format!("{producers}x{consumers}"),
        }),
        about: format!(
            "Producers: {producers}. Consumers: {consumers}, which share the messages. 2^14 places in all."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
