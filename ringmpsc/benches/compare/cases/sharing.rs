//! Several consumers that share the messages. All contestants have 2^14 places, which ours divides among its rings.

use super::channels::{for_many, may_wait, mixed, shared};
use crate::case::{Amount, Case, Measure, Role, Scaling};
use crate::ends::{Receiver, Sender, waiting};
use crate::message::{Line, Message};
use crate::peers::crossfire;
use crate::peers::ringmpsc::{self, slices};
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
    // One kind after the other.
    cases.sort_by_key(|case| !case.name.starts_with("spmc"));
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
    let ours = |name: &str, work| crowd::<M, _, _>(Role::Ours, name, work, open);
    let (size, mut contestants) = match way {
        Way::Singles | Way::Mixed(_) => {
            let ours = vec![
                ours("ringmpsc try_send, try_recv", work),
                ours("ringmpsc try_send, consume_up_to", mixed(work)),
            ];
            ("single", ours)
        }
        Way::Batches(_) => {
            let steal = "ringmpsc send_slice, steal_slice";
            let ours = vec![
                ours("ringmpsc send_slice, consume_up_to", work),
                crowd::<M, _, _>(Role::Ours, steal, work, open_slices),
            ];
            ("batch-256", ours)
        }
    };
    let ends = (producers, consumers);
    contestants.push(shared::<M, _, _>("crossfire mpmc", work, ends, crossfire::mpmc));
    if may_wait(work, consumers) {
        let open = |n| waiting(crossfire::mpmc(n));
        contestants.push(shared::<M, _, _>("crossfire mpmc send, recv", work, ends, open));
    }
    contestants.extend(for_many::<M>(work, producers, consumers));
    Case {
        name: format!("{kind}/{producers}x{consumers}/{size}/{}", M::size()),
        scaling: Some(Scaling {
            axis: "threads: producers, or producers x consumers".into(),
            series: format!("{kind}, {size}, {}", M::size()),
            point: format!("{producers}x{consumers}"),
        }),
        bits: None,
        about: format!(
            "Producers: {producers}. Consumers: {consumers}, which share the messages. 2^14 places in all."
        ),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}
