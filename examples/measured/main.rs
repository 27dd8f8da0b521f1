//! `measured`: what the options `metrics(latency)`, `contention` and `numa` report.
//!
//! ```sh
//! cargo run --example measured
//! ```
//!
//! Two threads, each bound to a CPU if the machine has several, send to the main thread, which is
//! slower. At the end the program prints the counters of each producer and of the channel, and
//! where the memory of each ring lies.

#![forbid(unsafe_code)]

mod reading;

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use comfy_table::Table;
use reading::{Reading, ReadingChannel};
use ringmpsc::WaitStrategy;
use ringmpsc::affinity::{bind_to_cpu, usable_cpus};
use ringmpsc::numa::Topology;

/// Each producer sends so many readings.
const READINGS: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let topology = Topology::discover();
    let cpus = usable_cpus()?;
    println!("{} CPUs on {} memory nodes", cpus.len(), topology.nodes().len());

    let begin = Instant::now();
    let (channel, mut consumer) = ReadingChannel::open();
    let threads: Vec<_> = (0..2)
        .map(|n| {
            let (channel, cpu) = (channel.clone(), cpus[n % cpus.len()]);
            thread::spawn(move || -> Result<_, Box<dyn Error + Send + Sync>> {
                bind_to_cpu(cpu)?;
                // After the binding: the ring lies on the node of the registering thread.
                let mut producer = channel.register()?;
                for value in 0..READINGS {
                    producer.send(Reading { value })?;
                }
                let placement = producer.placement().clone();
                Ok((cpu, producer.id(), producer.metrics(), producer.contention(), placement))
            })
        })
        .collect();

    let mut received = 0;
    while received < 2 * READINGS {
        let n = consumer.consume_batch_wait(|reading| assert!(reading.value < READINGS), WAIT)?;
        received += n as u64;
        // A slow consumer: the rings become full, and the producers wait.
        thread::sleep(Duration::from_micros(50));
    }

    let mut table = Table::new();
    table.set_header(["CPU", "producer", "sent", "waited", "failed attempts", "on its node"]);
    for thread in threads {
        let (cpu, id, sent, contention, placement) = thread.join().expect("no producer panics")?;
        assert_eq!(sent.sent, READINGS);
        let on_node =
            placement.is_on_target().map_or("unknown", |is| if is { "yes" } else { "no" });
        table.add_row([
            cpu.to_string(),
            id.to_string(),
            sent.sent.to_string(),
            format!("{:.1?}", contention.waited),
            contention.failures.to_string(),
            on_node.to_string(),
        ]);
    }
    println!("{table}");

    let stats = channel.snapshot();
    assert_eq!((stats.sent, stats.received), (Some(2 * READINGS), Some(2 * READINGS)));
    let latency = stats.latency.ok_or("`metrics(latency)` measures batches")?;
    println!(
        "{received} readings in {:.1?}, in batches of {:.0} on average and {} at most; a batch \
         took {:.1?} on average and {:.1?} at most",
        begin.elapsed(),
        stats.average_batch_size().unwrap_or(0.0),
        stats.largest_batch.unwrap_or(0),
        latency.mean(),
        latency.max,
    );
    Ok(())
}

const WAIT: WaitStrategy = WaitStrategy::Blocking;
