//! `reservations`: messages are written in their slots, published together, and read there.
//!
//! ```sh
//! cargo run --example reservations
//! ```
//!
//! A thread renders pictures of 20 lines. It reserves the slots of a whole picture, writes the
//! lines, and publishes them at once. So the main thread never sees half a picture. It looks at the
//! lines in their slots, and moves none of them out of the ring.

#![forbid(unsafe_code)]

mod line;

use std::error::Error;
use std::thread;

use line::{Line, LineChannel, LineProducer};
use ringmpsc::{Backoff, WaitStrategy};

/// A picture has so many lines. The ring has 32 slots, so most pictures wrap around its end.
const LINES: u32 = 20;

const PICTURES: u32 = 200;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let (producer, mut lines) = LineChannel::open();
    let renderer = thread::spawn(move || render(producer));

    let (mut read, mut sum) = (0, 0);
    let mut backoff = Backoff::new();
    loop {
        // `peek` lends the first line. The others of its picture are there, too.
        if let Some(line) = lines.peek() {
            let (picture, number) = (line.picture, line.number);
            assert_eq!((picture, number), (read / LINES, read % LINES));
            assert!(lines.len() >= (LINES - number) as usize, "a part of a picture is missing");
        }
        // `readable` lends all lines up to the end of the ring, as one slice.
        let Some(ready) = lines.readable() else {
            if lines.is_closed() && lines.is_empty() {
                break;
            }
            backoff.snooze();
            continue;
        };
        backoff.reset();
        sum += ready.iter().map(Line::brightness).sum::<u64>();
        read += u32::try_from(ready.len())?;
        // The slots go back to the producer here, and not before.
        ready.advance_all();
    }
    let brightness = renderer.join().expect("the renderer does not panic")?;
    assert_eq!((read, sum), (PICTURES * LINES, brightness));
    println!("{PICTURES} pictures of {LINES} lines, brightness {sum}");
    Ok(())
}

/// Renders the pictures. Returns their brightness.
fn render(mut lines: LineProducer) -> Result<u64, Box<dyn Error + Send + Sync>> {
    let mut sum = 0;
    for picture in 0..PICTURES {
        // Exactly so many slots, or an error. Without a commit nothing is published.
        let mut slots = lines.reserve_wait(LINES as usize, WaitStrategy::Blocking)?;
        let rendered = (0..LINES).map(|number| Line::render(picture, number));
        let written = slots.fill_from(rendered.inspect(|line| sum += line.brightness()));
        assert_eq!(written, LINES as usize);
        slots.commit()?;
    }
    Ok(sum)
}
