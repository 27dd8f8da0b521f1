//! The message: a line of a picture.

use ringmpsc::ring_channel;

/// A line has so many pixels.
const WIDTH: usize = 512;

/// One line. A ring of 32 of them takes 17 KiB.
#[ring_channel(kind = spsc, bits = 5, wait)]
pub(crate) struct Line {
    pub(crate) picture: u32,
    pub(crate) number: u32,
    pixels: [u8; WIDTH],
}

impl Line {
    pub(crate) fn render(picture: u32, number: u32) -> Self {
        let mut pixels = [0; WIDTH];
        for (column, pixel) in (0_u32..).zip(&mut pixels) {
            *pixel = (column ^ number).wrapping_mul(picture).to_le_bytes()[0];
        }
        Self { picture, number, pixels }
    }

    /// Returns the sum of the pixels.
    pub(crate) fn brightness(&self) -> u64 {
        self.pixels.iter().copied().map(u64::from).sum()
    }
}
