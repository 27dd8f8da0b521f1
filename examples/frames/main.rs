//! `frames`: large messages in slabs of a pool, which no thread copies.
//!
//! ```sh
//! cargo run --example frames
//! ```
//!
//! A thread renders the frames of a video into slabs, and sends the slabs over a ring. The main
//! thread checks the sum of each frame, and drops it. This frees the slab.

#![forbid(unsafe_code)]

mod frame;

use std::error::Error;
use std::thread;

use frame::{Frame, FrameChannel, FrameProducer, PIXELS};
use ringmpsc::pool::{BufferPool, Pool};

const FRAMES: u64 = 500;

/// The pool has 16 slabs, so the producer is at most 16 frames ahead.
type Frames = BufferPool<PIXELS, 16>;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let pool = Frames::new();
    let (producer, mut frames) = FrameChannel::open();
    let renderer = thread::spawn({
        let pool = pool.clone();
        move || render(producer, &pool)
    });

    let mut checked = 0;
    while let Ok(frame) = frames.recv() {
        assert_eq!(frame.number, checked, "frames come in order");
        assert!(frame.is_intact(), "frame {checked} was changed on its way");
        checked += 1;
        // Its slab is free again here.
        drop(frame);
    }
    renderer.join().expect("the renderer does not panic")?;
    assert_eq!((checked, pool.available()), (FRAMES, pool.capacity()));
    let (slabs, memory) = (Frames::NUM_SLABS, Frames::TOTAL_MEMORY >> 10);
    println!("{checked} frames of {PIXELS} bytes were checked: {slabs} slabs, {memory} KiB");
    Ok(())
}

/// Renders the frames, and sends them.
fn render(mut frames: FrameProducer, pool: &Pool) -> Result<(), Box<dyn Error + Send + Sync>> {
    for number in 0..FRAMES {
        let slab = loop {
            match pool.alloc() {
                Some(slab) => break slab,
                // All slabs are in use. The main thread frees one soon.
                None => thread::yield_now(),
            }
        };
        frames.send(Frame::render(number, slab)?)?;
    }
    Ok(())
}
