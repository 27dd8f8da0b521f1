//! `backpressure`: a fast producer, a slow consumer, a ring of 8 slots, and what can be done about
//! it.
//!
//! ```sh
//! cargo run --example backpressure
//! ```
//!
//! A camera makes [`Frame`]s in no time; encoding one takes a millisecond. When the ring is full,
//! the camera has the choice:
//!
//! | call | when the ring is full |
//! |---|---|
//! | `try_send` | gives the frame back at once; here it is dropped, and counted |
//! | `send` | waits: the camera becomes as slow as the encoder |
//! | `send_timeout` | waits for a while, then gives the frame back |
//! | `send_all` | waits as often as it takes to send a whole slice, even one that is longer than the ring |

#![forbid(unsafe_code)]

mod frame;

use std::error::Error;
use std::hint;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::{SendTimeoutError, TrySendError, WaitStrategy};

use crate::frame::{Frame, FrameChannel, FrameConsumer};

const ENCODING: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_micros(250);

fn main() -> Result<(), Box<dyn Error>> {
    let (mut camera, consumer) = FrameChannel::open();
    let encoder = thread::spawn(move || encode_all(consumer));
    let mut frames = (0..).map(Frame);
    let mut sent = Frames::default();

    let (mut accepted, mut dropped) = (0, 0);
    for frame in frames.by_ref().take(1_000) {
        match camera.try_send(frame) {
            Ok(()) => {
                sent.add(frame);
                accepted += 1;
            }
            Err(TrySendError::Full(_)) => dropped += 1,
            Err(error @ TrySendError::Closed(_)) => return Err(error.into()),
        }
    }
    println!("try_send: {accepted} accepted, {dropped} dropped");
    assert!(dropped > 0, "making a frame takes less than a microsecond, encoding one a thousand");

    let start = Instant::now();
    for frame in frames.by_ref().take(50) {
        camera.send(frame)?;
        sent.add(frame);
    }
    println!("send: 50 accepted, after waiting for {:?} in all", start.elapsed());

    let (mut accepted, mut given_up) = (0, 0);
    for frame in frames.by_ref().take(50) {
        match camera.send_timeout(frame, PATIENCE) {
            Ok(()) => {
                sent.add(frame);
                accepted += 1;
            }
            Err(SendTimeoutError::Timeout(_)) => given_up += 1,
            Err(error) => return Err(error.into()),
        }
    }
    println!("send_timeout: {accepted} accepted, {given_up} given up after {PATIENCE:?}");

    let start = Instant::now();
    let film: Vec<Frame> = frames.by_ref().take(50).collect();
    camera.send_all(&film, WaitStrategy::Blocking)?;
    for frame in film {
        sent.add(frame);
    }
    println!("send_all: 50 accepted, after waiting for {:?} in all", start.elapsed());

    // The camera is switched off, and the encoder finishes.
    drop(camera);
    let received = encoder.join().expect("the encoder does not panic");
    println!("encoded: {} of {} accepted frames", received.count, sent.count);
    assert_eq!(received, sent);
    Ok(())
}

/// How many frames, and which.
#[derive(Debug, Default, PartialEq)]
struct Frames {
    count: u64,
    sum: u64,
}

impl Frames {
    fn add(&mut self, frame: Frame) {
        self.count += 1;
        self.sum += frame.0;
    }
}

/// The slow consumer: encodes until nobody sends any more.
fn encode_all(mut consumer: FrameConsumer) -> Frames {
    let mut received = Frames::default();
    while let Ok(frame) = consumer.recv() {
        encode(frame);
        received.add(frame);
    }
    received
}

/// Stands for an encoder: keeps the CPU busy for a while.
fn encode(frame: Frame) {
    let start = Instant::now();
    while start.elapsed() < ENCODING {
        hint::black_box(frame);
    }
}
