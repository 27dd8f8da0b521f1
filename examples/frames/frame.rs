//! The message: a frame of a video, in a slab of a pool.

use ringmpsc::pool::{PoolError, Slab};
use ringmpsc::ring_channel;

const WIDTH: usize = 640;
const HEIGHT: usize = 360;

/// A frame has so many bytes: one for each pixel.
pub(crate) const PIXELS: usize = WIDTH * HEIGHT;

/// A frame. The ring carries two numbers and the slab, not the pixels. If the channel is dropped,
/// the slabs of its frames are free again.
#[ring_channel(kind = spsc, bits = 3, wait)]
pub(crate) struct Frame {
    pub(crate) number: u64,
    sum: u64,
    pixels: Slab,
}

impl Frame {
    /// Renders a frame into a slab, line by line.
    pub(crate) fn render(number: u64, mut pixels: Slab) -> Result<Self, PoolError> {
        pixels.clear();
        for line in 0..HEIGHT as u64 {
            let first = number.wrapping_mul(31).wrapping_add(line);
            let mut pixel = first.to_le_bytes()[0];
            let mut bytes = [0; WIDTH];
            for byte in &mut bytes {
                *byte = pixel;
                pixel = pixel.wrapping_mul(5).wrapping_add(3);
            }
            pixels.extend_from_slice(&bytes)?;
        }
        Ok(Self { number, sum: sum(&pixels), pixels })
    }

    /// Whether the pixels are those that the producer wrote.
    pub(crate) fn is_intact(&self) -> bool {
        self.pixels.len() == PIXELS && sum(&self.pixels) == self.sum
    }
}

/// A checksum in which the order of the bytes counts (FNV-1a, eight bytes at a time).
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|&byte| u64::from(byte));
    words
        .chain(rest)
        .fold(0xcbf2_9ce4_8422_2325, |sum, word| (sum ^ word).wrapping_mul(0x0100_0000_01b3))
}
