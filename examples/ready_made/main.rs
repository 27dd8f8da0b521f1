//! `ready_made`: channels that need no attribute, for messages of any type.
//!
//! ```sh
//! cargo run --example ready_made
//! ```
//!
//! Two threads split texts into words and send the words over an `mpsc` channel. The main thread
//! counts them, and sends each new word over an `spmc` channel to two threads, which spell it
//! backwards. The ends of a ready-made channel have the options `wait`, `notify` and `metrics`, and
//! `futures` if the crate's feature is on.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::error::Error;
use std::thread;

use ringmpsc::{mpsc, spmc};

const TEXTS: [&str; 2] = [
    "every producer owns a ring so producers never contend",
    "a consumer visits the rings in turn and never waits for a producer",
];

fn main() -> Result<(), Box<dyn Error>> {
    // A channel begins with one producer and one consumer. `try_clone` makes more of them.
    let (words, mut word) = mpsc::channel::<&str>();
    let readers = [words.try_clone()?, words].into_iter().zip(TEXTS).map(|(mut words, text)| {
        thread::spawn(move || {
            for word in text.split(' ') {
                words.send(word).expect("the main thread receives to the end");
            }
        })
    });
    let readers: Vec<_> = readers.collect();

    // Presets have the same names. This one has smaller rings, and never pauses to keep a distance.
    let (mut tasks, task) = spmc::low_latency::channel::<String>();
    let spellers = [task.try_clone()?, task].map(|mut task| {
        thread::spawn(move || {
            let mut spelled = Vec::new();
            while let Ok(word) = task.recv() {
                spelled.push(word.chars().rev().collect::<String>());
            }
            spelled
        })
    });

    // `recv` fails once both readers have dropped their producers. No handle keeps the channel
    // open.
    let mut counts = BTreeMap::new();
    while let Ok(word) = word.recv() {
        let count = counts.entry(word).or_insert(0);
        *count += 1;
        if *count == 1 {
            tasks.send(word.to_owned())?;
        }
    }
    drop(tasks);

    let mut spelled = Vec::new();
    for speller in spellers {
        spelled.extend(speller.join().expect("spellers do not panic"));
    }
    for reader in readers {
        reader.join().expect("readers do not panic");
    }
    println!("{} words, of which {} are different", counts.values().sum::<i32>(), counts.len());
    println!("a ring of `&str` has {} bytes", mpsc::Channel::<&str>::TOTAL_MEMORY);
    assert_eq!(spelled.len(), counts.len());
    assert!(spelled.contains(&"gnir".to_owned()));
    Ok(())
}
