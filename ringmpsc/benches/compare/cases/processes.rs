//! Messages between two processes: see [`processes`](crate::processes).

use crate::case::{Amount, Case, Contestant, Measure, Role, Scaling};
use crate::common::pinning::Placement;
use crate::latency::Pace;
use crate::peers::ringmpsc;
use crate::processes::routes::iceoryx2::Iceoryx2;
use crate::processes::routes::ipc_channel::IpcChannel;
use crate::processes::routes::pipe::Pipe;
use crate::processes::routes::probe;
use crate::processes::routes::ringmpsc::{Blocking, InPlace, Polled};
use crate::processes::routes::shaq::Shaq;
use crate::processes::routes::shmem_ipc::ShmemIpc;
use crate::processes::routes::socket::Socket;
use crate::processes::{paced, round_trip, throughput};
use crate::transfer::{Way, Work, pair};

/// Capacities, as powers of two.
const BITS: [u32; 3] = [8, 12, 16];

/// Messages in a batch.
const BATCHES: [usize; 3] = [16, 64, 256];

/// The capacity where it is no axis.
const CAPACITY: usize = 1 << 10;

/// Nanoseconds between two messages.
const INTERVALS: [u64; 3] = [200, 1000, 10_000];

/// A message every 100 microseconds: a receiver that sleeps at all is asleep by then.
const WAKE: Pace = Pace { interval: 100_000, warm_up: 16 };

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(BITS.map(|bits| saturated("single", Way::Singles, bits)));
    for size in BATCHES {
        let bits = BITS.into_iter().filter(|bits| size * 4 <= 1 << bits);
        let name = format!("batch-{size}");
        cases.extend(bits.map(|bits| saturated(&name, Way::Batches(size), bits)));
    }
    cases.push(there_and_back());
    cases.extend(INTERVALS.map(every));
    cases.push(wake());
    cases
}

fn saturated(name: &str, way: Way, bits: u32) -> Case {
    let capacity = 1 << bits;
    let mut contestants = vec![throughput::<Polled>(Role::Ours, way, capacity)];
    if matches!(way, Way::Batches(_)) {
        contestants.push(throughput::<InPlace>(Role::Ours, way, capacity));
    }
    contestants.extend([
        throughput::<Shaq>(Role::Peer, way, capacity),
        throughput::<ShmemIpc>(Role::Peer, way, capacity),
        throughput::<Iceoryx2>(Role::Peer, way, capacity),
        throughput::<IpcChannel>(Role::Peer, way, capacity),
        throughput::<Pipe>(Role::Peer, way, capacity),
        throughput::<Socket>(Role::Peer, way, capacity),
        throughput::<probe::Polled>(Role::Reference, way, capacity),
    ]);
    contestants.extend(between_threads(bits, Work { way, capacity }));
    Case {
        scaling: Some(Scaling {
            series: format!("processes, {name}"),
            axis: "slots".into(),
            point: format!("2^{bits}"),
        }),
        ..case(
            &format!("{name}/u64/2^{bits}"),
            Some(bits),
            format!(
                "From one process to another one, a ring of 2^{bits}. Pipes, sockets and \
                 ipc-channel have the kernel's capacity."
            ),
            Measure::Throughput,
            Amount::ByTime,
            contestants,
        )
    }
}

/// The same channel between two threads of one process.
fn between_threads(bits: u32, work: Work) -> Option<Contestant> {
    let name = "floor: ringmpsc between threads, with wait";
    let open = match bits {
        10 => ringmpsc::spsc::bits_10_wait::open::<u64>,
        _ => return None,
    };
    Some(pair::<u64, _, _>(Role::Floor, name, work, open))
}

fn there_and_back() -> Case {
    let contestants = vec![
        round_trip::<Polled>(Role::Ours, CAPACITY),
        round_trip::<Shaq>(Role::Peer, CAPACITY),
        round_trip::<ShmemIpc>(Role::Peer, CAPACITY),
        round_trip::<Iceoryx2>(Role::Peer, CAPACITY),
        round_trip::<IpcChannel>(Role::Peer, CAPACITY),
        round_trip::<Pipe>(Role::Peer, CAPACITY),
        round_trip::<Socket>(Role::Peer, CAPACITY),
        round_trip::<probe::Polled>(Role::Reference, CAPACITY),
    ];
    let about = "Nanoseconds of a message to another process and back, one in flight.".into();
    case("round-trip/u64", None, about, Measure::Latency, Amount::ByTime, contestants)
}

fn every(interval: u64) -> Case {
    // As many as take a few milliseconds, and enough for the quantiles.
    let amount = Amount::Fixed((20_000_000 / interval).max(2000), 20);
    let pace = Pace { interval, warm_up: CAPACITY as u64 };
    let contestants = vec![
        paced::<Polled>(Role::Ours, pace, CAPACITY),
        paced::<Shaq>(Role::Peer, pace, CAPACITY),
        paced::<ShmemIpc>(Role::Peer, pace, CAPACITY),
        paced::<Iceoryx2>(Role::Peer, pace, CAPACITY),
        paced::<IpcChannel>(Role::Peer, pace, CAPACITY),
        paced::<Pipe>(Role::Peer, pace, CAPACITY),
        paced::<Socket>(Role::Peer, pace, CAPACITY),
        paced::<probe::Polled>(Role::Reference, pace, CAPACITY),
    ];
    let about = format!(
        "Nanoseconds from when a message is due in one process to when another one has received \
         it. One each {interval} ns. Receivers of rings spin; the others wait in the kernel."
    );
    case(&format!("every-{interval}ns/u64"), None, about, Measure::Latency, amount, contestants)
}

fn wake() -> Case {
    let contestants = vec![
        paced::<Blocking>(Role::Ours, WAKE, CAPACITY),
        paced::<IpcChannel>(Role::Peer, WAKE, CAPACITY),
        paced::<Pipe>(Role::Peer, WAKE, CAPACITY),
        paced::<Socket>(Role::Peer, WAKE, CAPACITY),
        paced::<probe::Sleeping>(Role::Reference, WAKE, CAPACITY),
    ];
    let about = "Nanoseconds until a process that sleeps has the message; one is sent every 100 \
                 microseconds."
        .into();
    case("wake/u64", None, about, Measure::Latency, Amount::Fixed(1000, 20), contestants)
}

fn case(
    name: &str,
    bits: Option<u32>,
    about: String,
    measure: Measure,
    amount: Amount,
    contestants: Vec<Contestant>,
) -> Case {
    let (scaling, placement) = (None, Placement::Spread);
    let name = format!("processes/{name}");
    Case { name, scaling, bits, about, measure, placement, amount, contestants }
}
