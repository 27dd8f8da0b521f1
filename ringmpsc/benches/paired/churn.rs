//! Producers that come and go: what a cycle costs, what an idle poll costs after many, and how much
//! memory the process has.

use std::fs;
use std::hint;
use std::time::Instant;

use crate::case::{numbers, three_digits};
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};
use crate::run::SLICES;

#[ringmpsc::ring_channel(kind = mpsc, bits = 12)]
type Number = u64;

/// After so many cycles the table has a row.
const ROWS: [u64; 5] = [0, 1_000, 100_000, 1_000_000, 10_000_000];

/// Polls of the empty channel in one slice.
const POLLS: u64 = 1 << 12;

/// Producers that stay while others come and go; each has sent once.
const RESIDENTS: u64 = 16;

pub(crate) fn run(is_trial: bool) -> Result<(), Mismatch> {
    let rows = if is_trial { &ROWS[..2] } else { &ROWS[..] };
    churn("churn: register, drop", rows, None)?;
    churn("churn: register, send one, drop, receive it", rows, Some(1))
}

/// Each cycle registers a producer, which may send a number, and drops it.
fn churn(name: &str, rows: &[u64], number: Option<u64>) -> Result<(), Mismatch> {
    let mut table = numbers(["cycles", "ns per cycle", "ns per poll", "RSS in KiB"]);
    let (channel, mut consumer) = NumberChannel::open();
    let register = || channel.register().expect("there is no limit and there is memory");
    let residents: Vec<_> = (0..RESIDENTS)
        .map(|_| {
            let mut producer = register();
            producer.try_send(0).expect("a new ring is empty");
            producer
        })
        .collect();
    let mut received = Tally::default();
    let mut receive = |received: &mut Tally| {
        while let Ok(number) = consumer.try_recv() {
            received.add(Tally { count: 1, sum: number });
        }
    };
    receive(&mut received);
    let mut cycles = 0;
    for &row in rows {
        let due = row - cycles;
        let clock = Instant::now();
        for _ in 0..due {
            let mut producer = register();
            if let Some(number) = number {
                producer.try_send(number).expect("a producer starts with an empty ring");
                drop(producer);
                receive(&mut received);
            }
        }
        let cycle = ratio(clock.elapsed().as_nanos(), due.max(1));
        cycles = row;
        let mut slice = || {
            let clock = Instant::now();
            for _ in 0..POLLS {
                receive(hint::black_box(&mut received));
            }
            ratio(clock.elapsed().as_nanos(), POLLS)
        };
        let poll = Spread::of((0..SLICES).map(|_| slice())).expect("there are slices").median;
        table.add_row([row.to_string(), three_digits(cycle), three_digits(poll), resident_kib()]);
    }
    println!("\n{name}\n{table}");
    drop(residents);
    let count = number.map_or(0, |_| cycles);
    let sent = Tally { count: count + RESIDENTS, sum: count * number.unwrap_or_default() };
    sent.verify(received)
}

/// The memory of this process that is in RAM.
fn resident_kib() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or("?".into(), |line| line.trim().trim_end_matches("kB").trim().into())
}
