//! `work_stealing`: who has nothing to do at home takes from the others.
//!
//! ```sh
//! cargo run --example work_stealing
//! ```
//!
//! Four producers have very different numbers of [`Job`]s, and one of the three workers is slow. Each worker is at home
//! in one ring; when that is empty it takes from the fullest one, and if somebody else has emptied that, from one drawn by
//! lot. So nobody is idle while there is work, whoever it was meant for.

#![forbid(unsafe_code)]

mod job;

use std::error::Error;
use std::hint;
use std::thread;

use comfy_table::{CellAlignment, Table, presets};
use ringmpsc::{StealStats, WaitStrategy};

use crate::job::{Job, JobChannel, JobConsumer};

/// How many jobs each producer has.
const LOADS: [u32; 4] = [100_000, 10_000, 1_000, 100];

/// How many times a worker does each job.
const EFFORTS: [u32; 3] = [1, 1, 20];

fn main() -> Result<(), Box<dyn Error>> {
    let channel = JobChannel::open();
    let workers = EFFORTS.map(|effort| Ok((channel.register_consumer()?, effort)));
    let mut producers = Vec::new();
    for load in LOADS {
        producers.push((channel.register()?, load));
    }

    let done = thread::scope(|scope| {
        let workers: Vec<_> = workers
            .into_iter()
            .map(|worker| {
                worker.map(|(consumer, effort)| scope.spawn(move || work(consumer, effort)))
            })
            .collect::<Result<_, Box<dyn Error>>>()?;
        for (mut producer, load) in producers {
            scope.spawn(move || {
                for number in 1..=load {
                    producer.send(Job(number)).expect("the workers stay until the end");
                }
            });
        }
        // The handle could make another producer, so the workers would wait for one. This waits until all have sent.
        while channel.producer_count() > 0 {
            thread::yield_now();
        }
        channel.close();
        let done =
            workers.into_iter().map(|worker| worker.join().expect("a worker does not panic"));
        Ok::<Vec<_>, Box<dyn Error>>(done.collect())
    })?;

    println!("{}", who_did_what(&done));
    let snapshot = channel.snapshot();
    println!(
        "sent {}, received {}, pending {}",
        snapshot.sent, snapshot.received, snapshot.pending
    );

    let sum_of = |numbers: fn(&Done) -> u64| done.iter().map(numbers).sum::<u64>();
    let jobs = LOADS.map(u64::from);
    assert_eq!(sum_of(|done| done.jobs), jobs.iter().sum(), "each job was done, once");
    assert_eq!(sum_of(|done| done.stats.claimed), snapshot.sent);
    let numbers: u64 = jobs.iter().map(|n| n * (n + 1) / 2).sum();
    assert_eq!(sum_of(|done| done.numbers), numbers, "and none was another");
    Ok(())
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
        "jobs",
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
