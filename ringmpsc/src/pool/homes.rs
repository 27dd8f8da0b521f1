//! Return channels: how slabs get back to the [`Local`](super::Local) that allocated them.
//!
//! Each `Local` has a number, its home id, and receives the indices of its slabs from an `mpsc`
//! channel. Another `Local` that frees one of these slabs registers as a producer of that channel,
//! and so has a ring of its own into it.

use core::mem;

use crate::error::TryRecvError;
use crate::ring_channel;

/// A slab on its way home.
#[ring_channel(kind = mpsc, bits = 10, name = Return, favor = latency, crate = crate)]
pub(super) struct ReturnedSlab(pub(super) u32);

/// The number of a `Local` of a pool. It is used again after the `Local` was dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct HomeId(u16);

impl HomeId {
    /// Of a slab that goes to the list of the pool.
    pub(super) const NONE: Self = Self(u16::MAX >> 6);

    /// The home id is below this. It fits beside an index of 22 bits.
    pub(super) const BITS: u32 = 10;

    pub(super) const fn from_bits(bits: u32) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "it has 10 bits")]
        Self((bits & Self::NONE.0 as u32) as u16)
    }

    pub(super) const fn to_bits(self) -> u32 {
        self.0 as u32
    }

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The return channels of a pool.
#[derive(Default)]
pub(super) struct Homes {
    /// By home id.
    open: Vec<Option<ReturnChannel>>,
    /// Channels whose `Local` was dropped while another thread was sending a slab to it.
    orphans: Vec<ReturnConsumer>,
}

impl Homes {
    /// Opens a return channel. Returns `None` if all home ids are in use.
    pub(super) fn open(&mut self) -> Option<(HomeId, ReturnConsumer)> {
        let index = self.open.iter().position(Option::is_none).unwrap_or(self.open.len());
        let home = u16::try_from(index).map(HomeId).ok().filter(|home| home.0 < HomeId::NONE.0)?;
        let (channel, consumer) = ReturnChannel::open();
        if index == self.open.len() {
            self.open.push(None);
        }
        self.open[index] = Some(channel);
        Some((home, consumer))
    }

    /// Returns a producer for a home. Returns `None` if the home is gone or cannot have one more.
    pub(super) fn lane(&self, home: HomeId) -> Option<ReturnProducer> {
        self.open.get(home.index())?.as_ref()?.register().ok()
    }

    /// Closes the channel of a home, and passes what was sent to `take`.
    pub(super) fn close(
        &mut self,
        home: HomeId,
        consumer: ReturnConsumer,
        mut take: impl FnMut(u32),
    ) {
        if let Some(channel) = self.open[home.index()].take() {
            channel.close();
        }
        self.orphans.push(consumer);
        self.drain_orphans(&mut take);
    }

    /// Passes what lies in channels without a home to `take`. Keeps the channels that a thread is
    /// still sending to.
    pub(super) fn drain_orphans(&mut self, take: &mut impl FnMut(u32)) {
        self.orphans.retain_mut(|consumer| !drained(consumer, take));
    }

    /// Passes everything to `take`. No thread sends any more.
    pub(super) fn drain_all(&mut self, mut take: impl FnMut(u32)) {
        for mut consumer in mem::take(&mut self.orphans) {
            drained(&mut consumer, &mut take);
        }
    }
}

/// Passes what was sent to `take`. Returns whether no more can come.
fn drained(consumer: &mut ReturnConsumer, take: &mut impl FnMut(u32)) -> bool {
    loop {
        match consumer.try_recv() {
            Ok(ReturnedSlab(index)) => take(index),
            Err(TryRecvError::Closed) => return true,
            Err(TryRecvError::Empty) => return false,
        }
    }
}
