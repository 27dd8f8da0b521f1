//! `work_stealing`: who has nothing to do at home takes from the others.
//!
//! ```sh
//! cargo run --example work_stealing
//! ```
//!
//! Four producers have very different numbers of [`Job`]s, and one of the three workers is slow.
//! Each worker is at home in one ring; when that is empty it takes from the fullest one, and if
//! somebody else has emptied that, from one drawn by lot. So nobody is idle while there is work,
//! whoever it was meant for.

#![forbid(unsafe_code)]

mod job;

use std::error::Error;
use std::hint;
use std::thread::{self, ScopedJoinHandle};

use comfy_table::{CellAlignment, Table, presets};
use ringmpsc::{ChannelStats, SendError, StealStats, WaitStrategy};

use crate::job::{Job, JobChannel, JobConsumer, JobProducer};

/// How many jobs each producer has.
const LOADS: [u32; 4] = [200_000, 20_000, 2_000, 200];

/// How many times a worker does each job.
const EFFORTS: [u32; 3] = [1, 1, 8];

fn main() -> Result<(), Box<dyn Error>> {
    let channel = JobChannel::open();
    // All of them before the first thread: workers that have begun wait for `close`, which an error
    // would pass over.
    let mut workers = Vec::new();
    for effort in EFFORTS {
        workers.push((channel.register_consumer()?, effort));
    }
    let mut producers = Vec::new();
    for load in LOADS {
        producers.push((channel.register()?, load));
    }

    let (sent, done) = thread::scope(|scope| {
        let workers: Vec<_> = workers
            .into_iter()
            .map(|(consumer, effort)| scope.spawn(move || work(consumer, effort)))
            .collect();
        let producers: Vec<_> = producers
            .into_iter()
            .map(|(producer, load)| scope.spawn(move || send_all(producer, load)))
            .collect();
        let sent: Vec<_> = producers.into_iter().map(ScopedJoinHandle::join).collect();
        // The handle, which is wanted for the snapshot, could make another producer: without this
        // the workers would wait for one.
        channel.close();
        let done: Vec<_> = workers.into_iter().map(ScopedJoinHandle::join).collect();
        (sent, done)
    });
    for sent in sent {
        sent.expect("a producer does not panic")?;
    }
    let done: Vec<Done> =
        done.into_iter().map(|done| done.expect("a worker does not panic")).collect();

    println!("{}", who_did_what(&done));
    let snapshot = channel.snapshot();
    // The option `metrics` counts these. Without it they would be `None`.
    let ChannelStats { pending, .. } = snapshot;
    let (sent, received) = (snapshot.sent.unwrap_or(0), snapshot.received.unwrap_or(0));
    println!("sent {sent}, received {received}, pending {pending}");
    let (batches, largest) = (snapshot.batches.unwrap_or(0), snapshot.largest_batch.unwrap_or(0));
    println!("in {batches} batches, the largest of {largest}");
    check(&done, &snapshot)
}

/// Whether each job was done, once, and everybody has counted that.
fn check(done: &[Done], snapshot: &ChannelStats) -> Result<(), Box<dyn Error>> {
    let loads = LOADS.map(u64::from);
    let jobs: u64 = loads.iter().sum();
    let numbers: u64 = loads.iter().map(|load| load * (load + 1) / 2).sum();
    let stats: StealStats = done.iter().map(|done| done.stats).sum();
    let totals = [
        ("jobs done", done.iter().map(|done| done.jobs).sum(), jobs),
        ("sum of their numbers", done.iter().map(|done| done.numbers).sum(), numbers),
        ("sent", snapshot.sent.unwrap_or(0), jobs),
        ("received", snapshot.received.unwrap_or(0), jobs),
        ("pending", snapshot.pending as u64, 0),
        ("claimed", stats.claimed, jobs),
        ("claimed somewhere", stats.home + stats.fullest + stats.random, jobs),
        ("batches", stats.batches, snapshot.batches.unwrap_or(0)),
    ];
    for (what, found, expected) in totals {
        if found != expected {
            return Err(format!("{what}: {found}, not {expected}").into());
        }
    }
    Ok(())
}

/// One producer.
fn send_all(mut producer: JobProducer, load: u32) -> Result<(), SendError<Job>> {
    (1..=load).try_for_each(|number| producer.send(Job(number)))
}

/// What one worker has done.
struct Done {
    jobs: u64,
    /// The sum of the numbers in them.
    numbers: u64,
    stats: StealStats,
}

/// One worker, until nobody sends any more.
fn work(mut consumer: JobConsumer, effort: u32) -> Done {
    let (mut jobs, mut numbers) = (0, 0);
    let mut job = |Job(number)| {
        for _ in 0..effort {
            hint::black_box(divisors(number));
        }
        jobs += 1;
        numbers += u64::from(number);
    };
    while consumer.consume_batch_wait(&mut job, WaitStrategy::Blocking).is_ok() {}
    Done { jobs, numbers, stats: consumer.metrics() }
}

/// The work: how many divisors a number has.
fn divisors(number: u32) -> usize {
    (1..=number.isqrt()).filter(|divisor| number.is_multiple_of(*divisor)).count()
}

fn who_did_what(done: &[Done]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header([
        "worker",
        "effort",
        "claimed",
        "batches",
        "at home",
        "fullest",
        "by lot",
        "lost races",
    ]);
    for (nth, (done, effort)) in done.iter().zip(EFFORTS).enumerate() {
        let StealStats { claimed, batches, home, fullest, random, lost_races, .. } = done.stats;
        let counts = [claimed, batches, home, fullest, random, lost_races];
        let row = [nth as u64, u64::from(effort)].into_iter().chain(counts);
        table.add_row(row.map(|n| n.to_string()));
    }
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
