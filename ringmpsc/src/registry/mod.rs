//! Many producers: who has a ring, and who may still get one.
//!
//! Every producer owns a ring; the one consumer visits them. The registry's table of rings is behind a
//! lock that registering, leaving, closing and counting take, and that sending and receiving never do.
//!
//! * **A new ring is a dormant ring.** The consumer does not know it. The first publish rings its bell,
//!   which puts it on the stack of [rings that rang](ready); there the consumer meets it. So the consumer
//!   never hears of rings without messages, and a producer can never be counted before its ring is in the
//!   table.
//! * **A ring without a producer is vacant**, and the next producer gets it if it has been drained. The
//!   newcomer goes on at the cursor where the other stopped, so the consumer need not know of the change:
//!   registering and leaving cost it nothing, and memory is bounded by the largest number of producers at
//!   one time plus the rings with messages nobody has received.
//! * **The channel is over** when it was closed, or when the last control handle and the last producer
//!   are gone. Both happen under the lock under which rings are added, so that no ring is overlooked.
//!
//! A panic cannot leave the table in between two states, so a poisoned lock is taken all the same.

mod lanes;
mod ready;
mod seat;

pub use self::lanes::Lanes;
pub use self::seat::{Handle, Member};

use crate::error::RegisterError;
use crate::metrics::{ChannelStats, Tally};
use crate::registry::ready::Ready;
use crate::ring::memory::{RingRef, Start};
use crate::ring::parts::Parts;
use crate::sync::{AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering};

/// What all ends of a channel share.
struct Registry<R: Parts> {
    /// Rings that the consumer has stopped polling, or never has, and that have messages now.
    ready: Ready,
    /// Set once when the channel is over. Relaxed: whoever acts on it takes the table's lock next, after the
    /// closer, which closes all rings under it, or after every producer, which gives its ring back under it.
    over: AtomicBool,
    /// Control handles and producers. A producer also counts while it holds a ring only.
    senders: AtomicUsize,
    /// How rings of this channel begin.
    start: Start,
    table: Mutex<Table<R>>,
}

struct Table<R: Parts> {
    /// All rings; an index is for life.
    rings: Vec<RingRef<R>>,
    /// Indices of rings without a producer.
    vacant: Vec<u32>,
    /// Producers, and rings that are being made for one.
    live: usize,
    /// Producers there have ever been: the next identity.
    registered: u64,
    /// What was counted by producers whose rings others have now.
    past: Tally,
    closed: bool,
    /// One while the consumer lives.
    consumers: usize,
}

impl<R: Parts> Registry<R> {
    /// A channel without producers, with one control handle.
    fn new(start: Start) -> Self {
        Self {
            ready: Ready::new(),
            over: AtomicBool::new(false),
            senders: AtomicUsize::new(1),
            start,
            table: Mutex::new(Table {
                rings: Vec::new(),
                vacant: Vec::new(),
                live: 0,
                registered: 0,
                past: Tally::default(),
                closed: false,
                consumers: 1,
            }),
        }
    }

    fn table(&self) -> MutexGuard<'_, Table<R>> {
        self.table.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Gives a ring to a new producer: its index and the ring.
    fn admit(&self) -> Result<(u32, RingRef<R>), RegisterError> {
        let mut table = self.table();
        table.check_open()?;
        if table.live >= R::MAX_PRODUCERS {
            return Err(RegisterError::LimitReached { limit: R::MAX_PRODUCERS });
        }
        table.live += 1;
        if let Some(index) = table.reuse() {
            return Ok(table.assign(index));
        }
        drop(table);
        // Memory is allocated, and placed, without the lock.
        let made = RingRef::new(self.start).map_err(|_| RegisterError::OutOfMemory);
        let mut table = self.table();
        let index = made.and_then(|ring| {
            table.check_open()?;
            table.add(ring)
        });
        match index {
            Ok(index) => Ok(table.assign(index)),
            Err(error) => {
                table.live -= 1;
                Err(error)
            }
        }
    }

    /// Takes the ring `index` back from its producer.
    fn vacate(&self, index: u32) {
        let mut table = self.table();
        table.live -= 1;
        table.vacant.push(index);
    }

    fn add_sender(&self) {
        // Relaxed: the new sender is made from one that is counted.
        self.senders.fetch_add(1, Ordering::Relaxed);
    }

    /// `AcqRel` makes what every sender did happen before the last one says that the channel is over.
    fn remove_sender(&self) {
        if self.senders.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.over.store(true, Ordering::Relaxed);
        }
    }

    /// Refuses new producers, and tells the ones there are. Idempotent.
    fn close(&self) {
        let mut table = self.table();
        table.closed = true;
        for ring in &table.rings {
            ring.lines().cold.bell.close();
        }
        self.over.store(true, Ordering::Relaxed);
    }

    fn consumer_left(&self) {
        self.close();
        self.table().consumers = 0;
    }

    /// Whether nobody new can come and, as far as it is known, nothing can be sent.
    #[inline]
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn len(&self) -> usize {
        self.table().rings.iter().map(RingRef::occupied).sum()
    }

    fn snapshot(&self) -> ChannelStats {
        let table = self.table();
        let mut tally = table.past;
        for ring in &table.rings {
            tally.add(&**ring, ring.occupied());
        }
        tally.finish(table.live, table.consumers, self.is_over())
    }
}

impl<R: Parts> Table<R> {
    fn check_open(&self) -> Result<(), RegisterError> {
        if self.closed { Err(RegisterError::Closed) } else { Ok(()) }
    }

    /// Takes a vacant ring that has been drained, the one that was vacated last.
    fn reuse(&mut self) -> Option<u32> {
        let drained = |&index: &u32| {
            let lines = self.rings[index as usize].lines();
            // The producer left under the lock, so `tail` is its last; `Producer::new` observes `head` again.
            lines.consumer.position() == lines.producer.position()
        };
        let at = self.vacant.iter().rposition(drained)?;
        let index = self.vacant.swap_remove(at);
        self.past.take_over(&*self.rings[index as usize]);
        Some(index)
    }

    fn add(&mut self, ring: RingRef<R>) -> Result<u32, RegisterError> {
        let index = u32::try_from(self.rings.len())
            .ok()
            .filter(|&index| index < u32::MAX)
            .ok_or(RegisterError::OutOfMemory)?;
        self.rings.push(ring);
        Ok(index)
    }

    fn assign(&mut self, index: u32) -> (u32, RingRef<R>) {
        let ring = self.rings[index as usize].clone();
        ring.lines().cold.id.store(self.registered, Ordering::Relaxed);
        self.registered += 1;
        (index, ring)
    }
}
