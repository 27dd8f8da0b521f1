//! `graceful_shutdown`: SIGTERM closes the channel, and not one job is lost.
//!
//! ```sh
//! cargo run --example graceful_shutdown
//! ```
//!
//! Three producers send jobs without end. When SIGTERM (or Ctrl-C) comes, a thread calls `close` on
//! the control handle. From then on:
//!
//! * a job that a `send` has accepted, is received;
//! * a job that a `send` has refused, comes back to the producer;
//! * the consumer is told that the channel has ended after it has received the last accepted job.
//!
//! So, at the end, the books balance. Nobody has to type `kill`: this process sends itself the
//! signal.

#![forbid(unsafe_code)]

mod job;

use std::collections::BTreeSet;
use std::error::Error;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::raise;

use crate::job::{Job, JobChannel, JobProducer};

const PRODUCERS: usize = 3;

/// How many jobs are done before the signal comes.
const BEFORE_SIGNAL: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    // Before anything is accepted that could be lost: from here on, these signals do not kill this
    // process.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let (channel, mut consumer) = JobChannel::open();

    let mut producers = Vec::new();
    for number in 0..PRODUCERS {
        let producer = channel.register()?;
        producers.push(thread::spawn(move || produce(number, producer)));
    }

    let closer = thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            println!("signal {signal}: closing");
            channel.close();
        }
    });

    // The consumer: it knows nothing of signals, and receives until the channel has ended.
    let mut received = BTreeSet::new();
    while let Ok(job) = consumer.recv() {
        let new = received.insert(job.name);
        assert!(new, "no job is received twice");
        if received.len() == BEFORE_SIGNAL {
            raise(SIGTERM)?;
        }
    }

    closer.join().expect("the closer does not panic");
    let mut accepted = 0;
    let mut refused = Vec::new();
    for producer in producers {
        let outcome = producer.join().expect("producers do not panic");
        accepted += outcome.accepted;
        refused.push(outcome.refused.name);
    }

    println!("accepted {accepted} = received {}", received.len());
    println!("refused {}, and returned: {}", refused.len(), refused.join(", "));
    assert_eq!(accepted, received.len());
    assert!(refused.iter().all(|name| !received.contains(name)), "refused means not received");
    Ok(())
}

/// How a producer ended.
struct Outcome {
    accepted: usize,
    /// The first job that was not accepted. It could now be written to disk, or sent elsewhere.
    refused: Job,
}

/// Sends jobs, as fast as they are done, until one is refused.
fn produce(number: usize, mut producer: JobProducer) -> Outcome {
    let mut accepted = 0;
    loop {
        let job = Job { name: format!("{number}-{accepted}") };
        match producer.send(job) {
            Ok(()) => accepted += 1,
            Err(error) => return Outcome { accepted, refused: error.into_inner() },
        }
    }
}
