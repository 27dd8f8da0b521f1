//! `blocking`: several threads `send`, and one thread `recv`s until the channel ends. No thread
//! polls.
//!
//! ```sh
//! cargo run --example blocking
//! ```
//!
//! Four workers count the primes below 400 000, in ranges of 10 000, and send one [`Primes`] per
//! range. The option `wait` gives the ends of the channel the operations that wait: `send`, `recv`,
//! `recv_timeout`, `recv_deadline`. A thread that waits sleeps in the kernel until the other side
//! wakes it. The option `metrics` counts the messages of both sides.

#![forbid(unsafe_code)]

mod primes;

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use crate::primes::{Primes, PrimesChannel, PrimesProducer};

const WORKERS: usize = 4;
const LIMIT: u64 = 400_000;
const RANGE: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (channel, mut consumer) = PrimesChannel::open();

    // There is no producer yet. `recv` would wait for one and its message. This waits for 10 ms.
    let Err(error) = consumer.recv_timeout(Duration::from_millis(10)) else {
        unreachable!("there is no producer");
    };
    println!("before the workers start: {error}");

    let mut workers = Vec::new();
    for worker in 0..WORKERS {
        let producer = channel.register()?;
        workers.push(thread::spawn(move || count_ranges(worker, producer)));
    }
    // This handle could register another producer, so it keeps the channel open. It also reads the
    // counters of all rings.

    // A deadline limits many operations together, where a timeout begins anew with each.
    let deadline = Instant::now() + Duration::from_millis(20);
    let (mut ranges, mut primes) = (0, 0);
    let reason = loop {
        match consumer.recv_deadline(deadline) {
            Ok(range) => {
                ranges += 1;
                primes += range.count;
            }
            Err(reason) => break reason,
        }
    };
    println!("at the deadline: {primes} primes in {ranges} ranges ({reason})");

    println!(
        "at the deadline: the workers have sent {} ranges",
        channel.snapshot().sent.unwrap_or(0)
    );
    drop(channel);

    // The rest, until all workers have dropped their producers and every message is received.
    while let Ok(range) = consumer.recv() {
        ranges += 1;
        primes += range.count;
    }
    println!("in the end: {primes} primes in {ranges} ranges");
    assert_eq!(consumer.metrics().received, ranges);

    for worker in workers {
        worker.join().expect("workers do not panic");
    }
    assert_eq!((primes, ranges), (33_860, 40), "known since long ago");
    Ok(())
}

/// Every fourth range is this worker's.
fn count_ranges(worker: usize, mut producer: PrimesProducer) {
    for first in (0..LIMIT).step_by(RANGE).skip(worker).step_by(WORKERS) {
        let count = (first..first + RANGE as u64).filter(|&n| is_prime(n)).count();
        // Waits while the ring is full. It fails only without a consumer. Then the results of
        // other ranges would be lost, too.
        if producer.send(Primes { count }).is_err() {
            return;
        }
    }
}

fn is_prime(n: u64) -> bool {
    n >= 2 && (2..=n.isqrt()).all(|divisor| !n.is_multiple_of(divisor))
}
