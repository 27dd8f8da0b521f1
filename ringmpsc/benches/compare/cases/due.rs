//! One-way latency of messages that are due at given times: see [`open_loop`](crate::open_loop).

use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::common::shared_buffer;
use crate::open_loop::arrivals::Arrivals;
use crate::open_loop::{Flow, Start, open_loop};
use crate::peers::ringmpsc::{ByReference, Using, using};
use crate::peers::{
    array_queue, async_channel, crossbeam, crossfire, disruptor, flume, kanal, ringbuf, ringmpsc,
    rtrb, std_sync, thingbuf,
};

/// Nanoseconds between two messages.
const MEANS: [u32; 8] = [20, 30, 50, 80, 120, 200, 500, 1000];

/// Sizes of packets.
const PACKETS: [usize; 5] = [1, 4, 16, 64, 256];

/// Nanoseconds between two packets.
const PACKETS_EVERY: f64 = 20_000.0;

/// How long a segment takes, in nanoseconds, but for the limits of the number of its messages. It
/// is short, so that most segments are not disturbed: a timer of the kernel ticks every few
/// milliseconds.
const SEGMENT: f64 = 1e6;

/// The same in a trial.
const TRIAL: f64 = 1e5;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for bits in [10, 16] {
        for start in [Start::Empty, Start::Backlog(500), Start::Full] {
            let every = MEANS.map(|mean| ("every", mean, Arrivals::Every(f64::from(mean))));
            let poisson = MEANS.map(|mean| ("poisson", mean, Arrivals::Poisson(f64::from(mean))));
            for (family, mean, arrivals) in every.into_iter().chain(poisson) {
                let name = format!("{family}-{mean}ns");
                let scaling = Some((family, "nanoseconds between messages", mean.to_string()));
                cases.push(case::<u64>(&name, bits, start, arrivals, scaling));
            }
            for size in PACKETS {
                let arrivals = Arrivals::Packets { size, every: PACKETS_EVERY };
                let scaling = Some(("packets", "messages in a packet", size.to_string()));
                cases.push(case::<u64>(&format!("packets-{size}"), bits, start, arrivals, scaling));
            }
            let arrivals = Arrivals::PoissonPackets { size: 20, every: 1500.0 };
            cases.push(case::<u64>("poisson-packets-20", bits, start, arrivals, None));
        }
    }
    for mean in [50, 1000] {
        let arrivals = Arrivals::Every(f64::from(mean));
        cases.push(case::<Line>(&format!("every-{mean}ns"), 10, Start::Empty, arrivals, None));
    }
    cases
}

/// A case of a name. `scaling` is a family of cases, its axis, and where on the axis this one is.
fn case<M: Message>(
    name: &str,
    bits: u32,
    start: Start,
    arrivals: Arrivals,
    scaling: Option<(&str, &str, String)>,
) -> Case {
    let flow = Flow { arrivals, start, capacity: 1 << bits };
    let (begins, how) = match start {
        Start::Empty => ("empty".into(), "an empty channel".into()),
        Start::Backlog(n) => (format!("after-{n}"), format!("a backlog of {n} messages")),
        Start::Full => ("after-full".into(), "a backlog that fills the channel".into()),
    };
    let contestants = match bits {
        10 => ours_of_10::<M>(flow),
        _ => ours_of_16::<M>(flow),
    };
    let size = M::size();
    Case {
        name: format!("latency/{name}/{begins}/{size}/2^{bits}"),
        scaling: scaling.map(|(family, axis, point)| Scaling {
            series: format!("latency, {family}, {begins}, {size}, 2^{bits}"),
            axis: axis.into(),
            point,
        }),
        bits: Some(bits),
        about: format!(
            "Nanoseconds from when a message is due to when it is received. {arrivals}, \
             after {how}. 2^{bits} slots. The consumer spins."
        ),
        measure: Measure::Latency,
        placement: Placement::Spread,
        amount: Amount::Fixed(messages(arrivals, SEGMENT, 32.0), messages(arrivals, TRIAL, 8.0)),
        contestants: contestants.into_iter().chain(others::<M>(flow)).collect(),
    }
}

/// How many messages a segment of so many nanoseconds has.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
fn messages(arrivals: Arrivals, nanos: f64, least: f64) -> u64 {
    (nanos / arrivals.mean()).clamp(least, 40_000.0) as u64
}

/// Has the consumer receive with `consume_batch`.
fn by_reference<P, C>((producer, consumer): (P, C)) -> (P, Using<ByReference, C>) {
    (producer, using(consumer))
}

fn ours_of_10<M: Message>(flow: Flow) -> Vec<Contestant> {
    let ultra = "ringmpsc ultra_low_latency, try_recv";
    vec![
        open_loop::<M, _, _>(Role::Ours, "ringmpsc try_recv", flow, ringmpsc::spsc::bits_10::open),
        open_loop::<M, _, _>(Role::Ours, "ringmpsc consume_batch", flow, || {
            by_reference(ringmpsc::spsc::bits_10::open())
        }),
        open_loop::<M, _, _>(Role::Ours, ultra, flow, ringmpsc::spsc::ultra_low_latency::open),
    ]
}

fn ours_of_16<M: Message>(flow: Flow) -> Vec<Contestant> {
    let favor = "ringmpsc favor = latency, try_recv";
    vec![
        open_loop::<M, _, _>(Role::Ours, "ringmpsc try_recv", flow, ringmpsc::spsc::bits_16::open),
        open_loop::<M, _, _>(Role::Ours, "ringmpsc consume_batch", flow, || {
            by_reference(ringmpsc::spsc::bits_16::open())
        }),
        open_loop::<M, _, _>(Role::Ours, favor, flow, ringmpsc::spsc::bits_16_favor_latency::open),
    ]
}

fn others<M: Message>(flow: Flow) -> Vec<Contestant> {
    let n = flow.capacity;
    let peer = Role::Peer;
    vec![
        open_loop::<M, _, _>(peer, "rtrb", flow, move || rtrb::open(n)),
        open_loop::<M, _, _>(peer, "ringbuf", flow, move || ringbuf::open(n)),
        open_loop::<M, _, _>(peer, "disruptor, poll", flow, move || disruptor::spsc(n)),
        open_loop::<M, _, _>(peer, "crossbeam-channel", flow, move || crossbeam::open(n)),
        open_loop::<M, _, _>(peer, "crossbeam ArrayQueue", flow, move || array_queue::open(n)),
        open_loop::<M, _, _>(peer, "std sync_channel", flow, move || std_sync::open(n)),
        open_loop::<M, _, _>(peer, "flume, drained", flow, move || flume::open(n)),
        open_loop::<M, _, _>(peer, "kanal, drained", flow, move || kanal::open(n)),
        open_loop::<M, _, _>(peer, "crossfire spsc", flow, move || crossfire::spsc(n)),
        open_loop::<M, _, _>(peer, "thingbuf", flow, move || thingbuf::open(n)),
        open_loop::<M, _, _>(peer, "async-channel", flow, move || async_channel::open(n)),
        open_loop::<M, _, _>(
            Role::Reference,
            "limit: a loop over a shared buffer",
            flow,
            move || shared_buffer::open(n),
        ),
    ]
}
