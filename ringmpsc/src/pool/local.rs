//! One thread's own way to a pool.

use core::fmt;

use super::Pool;
use super::homes::{HomeId, ReturnConsumer, ReturnProducer, ReturnedSlab};
use super::slab::Slab;

/// So many free slabs a `Local` keeps for itself, besides those that lie in its return channel.
const MAGAZINE: usize = 64;

/// From this size on, a `Local` keeps no slabs. The list returns the slab that was freed longest
/// ago. Its memory has left the cache of the thread that read it, so writing it is several times as
/// quick (16 KiB and more, two CPUs that share a cache; other CPUs see no difference).
const LARGE: usize = 8 << 10;

/// Allocates and frees slabs of a [`Pool`] for one thread, without the list that all threads use.
///
/// It keeps up to 64 free slabs. Another thread's `Local` sends a slab that it frees home, over a
/// ring of its own: to the `Local` that allocated the slab. So a slab that goes from one thread to
/// another costs no read-modify-write. Drop a slab without a `Local`, and it goes to the list of
/// the pool.
///
/// Free slabs of a `Local` are not available to others. When the `Local` is dropped, it gives them
/// to the pool.
///
/// From 8 KiB on, the slabs of a pool go to its list in any case: there, a slab rests before it is
/// used again, and by then it has left the cache of the other thread.
///
/// ```
/// use std::thread;
///
/// use ringmpsc::pool::Pool;
///
/// let pool = Pool::with(1024, 256)?;
/// let (mut frames, mut received) = ringmpsc::spsc::channel();
/// let writer = thread::spawn({
///     let mut local = pool.local();
///     move || {
///         for number in 0..1000_u32 {
///             let mut slab = loop {
///                 match local.alloc() {
///                     Some(slab) => break slab,
///                     None => thread::yield_now(),
///                 }
///             };
///             slab.extend_from_slice(&number.to_le_bytes()).unwrap();
///             frames.send(slab).unwrap();
///         }
///     }
/// });
/// let mut local = pool.local();
/// let mut numbers = 0..1000_u32;
/// while let Ok(slab) = received.recv() {
///     assert_eq!(&slab[..], numbers.next().unwrap().to_le_bytes());
///     local.free(slab);
/// }
/// writer.join().unwrap();
///
/// let handle = local.alloc().unwrap().into_handle();
/// local.free(local.redeem(handle).unwrap());
/// assert_eq!(local.pool().capacity(), 256);
/// drop(local);
/// assert_eq!(pool.available(), 256);
/// # Ok::<(), ringmpsc::pool::CreatePoolError>(())
/// ```
pub struct Local {
    pool: Pool,
    home: HomeId,
    /// The indices of free slabs. This value owns these slabs.
    magazine: Vec<u32>,
    /// So many free slabs it keeps.
    keeps: usize,
    /// The other end of other threads' lanes. Without it, slabs go home to the list: in a forked
    /// child that could not lock, and where all home ids are in use.
    returned: Option<ReturnConsumer>,
    /// The producers of other homes' return channels, by home id.
    lanes: Vec<Option<ReturnProducer>>,
}

impl Local {
    pub(super) fn new(pool: Pool) -> Self {
        let keeps = if pool.slab_size() < LARGE { MAGAZINE } else { 0 };
        let open = || {
            pool.inner().homes.lock().and_then(|mut homes| {
                homes.drain_orphans(&mut |index| pool.free_index(index));
                homes.open()
            })
        };
        let opened = if keeps > 0 { open() } else { None };
        let (home, returned) = opened.map_or((HomeId::NONE, None), |(id, own)| (id, Some(own)));
        Self { pool, home, magazine: Vec::with_capacity(keeps), keeps, returned, lanes: Vec::new() }
    }

    /// Allocates a slab. Returns `None` if this `Local` has no free slab, and the pool's list none
    /// either.
    ///
    /// Lock-free. Without a read-modify-write if this `Local` has a free slab.
    #[inline]
    pub fn alloc(&mut self) -> Option<Slab> {
        let index = match self.magazine.pop() {
            Some(index) => index,
            None => self.refill()?,
        };
        // SAFETY: the index was in the magazine, and this value owns the slabs of the magazine.
        Some(unsafe { Slab::new(self.pool.inner, index, 0, self.home) })
    }

    /// Fills the magazine, and takes one index out of it.
    fn refill(&mut self) -> Option<u32> {
        let magazine = &mut self.magazine;
        if let Some(returned) = &mut self.returned {
            returned.consume_up_to(MAGAZINE, |slab| magazine.push(slab.0));
        }
        if magazine.is_empty() {
            // An eighth of the pool at most, so that others find slabs, too.
            let most = (self.pool.capacity() / 8).clamp(1, (self.keeps / 2).max(1));
            magazine.extend(core::iter::from_fn(|| self.pool.inner().alloc()).take(most));
        }
        magazine.pop()
    }

    /// Frees a slab: sends it home.
    ///
    /// A slab of another pool, or one whose home is gone or does not take slabs back fast enough,
    /// goes to the list of its pool. So does one that came from the list: from [`Pool::alloc`].
    /// Lock-free, except for the first slab for a home, which takes a mutex and allocates a ring of
    /// 4 KiB. If the home is gone or takes no more producers, each slab for it takes the mutex.
    /// O(bytes written) for a slab of another home, as a drop of [`Slab`] is.
    #[inline]
    pub fn free(&mut self, mut slab: Slab) {
        if slab.inner != self.pool.inner {
            return drop(slab);
        }
        let home = slab.home();
        if home == HomeId::NONE {
            // It came from the list, where other threads allocate. They must find it again.
            return drop(slab);
        }
        if home == self.home {
            if self.magazine.len() < self.keeps {
                self.magazine.push(slab.into_index());
            }
            // Else it is dropped, and goes to the list.
            return;
        }
        // Another thread has written the slab, as a rule.
        slab.take_lines();
        if let Some(Some(lane)) = self.lanes.get_mut(home.index())
            && lane.try_send(ReturnedSlab(slab.index())).is_ok()
        {
            // The home owns it now.
            slab.into_index();
            return;
        }
        self.free_slowly(slab);
    }

    /// Frees a slab whose lane does not exist yet, or has failed.
    #[cold]
    fn free_slowly(&mut self, slab: Slab) {
        let home = slab.home().index();
        if self.lanes.len() <= home {
            self.lanes.resize_with(home + 1, || None);
        }
        let lane = &mut self.lanes[home];
        if lane.as_ref().is_some_and(|lane| !lane.is_closed()) {
            // The ring is full, so the slab goes to the list.
            return;
        }
        *lane = self.pool.inner().homes.lock().and_then(|homes| homes.lane(slab.home()));
        if let Some(lane) = lane
            && lane.try_send(ReturnedSlab(slab.index())).is_ok()
        {
            slab.into_index();
        }
    }

    /// Turns a handle into its slab, as [`Pool::redeem`] does.
    ///
    /// # Errors
    ///
    /// As [`Pool::redeem`].
    pub fn redeem(&self, handle: super::Handle) -> Result<Slab, super::PoolError> {
        self.pool.redeem(handle)
    }

    /// Returns the pool.
    #[must_use]
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        // Free the lanes first, so that a home that waits for their end finds it.
        self.lanes.clear();
        for index in self.magazine.drain(..) {
            self.pool.free_index(index);
        }
        let Some(mut homes) = self.pool.inner().homes.lock() else { return };
        let mut free = |index| self.pool.free_index(index);
        match self.returned.take() {
            Some(returned) => homes.close(self.home, returned, free),
            // A home may have closed while this `Local` sent a slab to it.
            None => homes.drain_orphans(&mut free),
        }
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").field("free", &self.magazine.len()).finish_non_exhaustive()
    }
}
