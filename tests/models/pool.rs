//! Pools: the free list, handles, and the end of the memory.

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use ringmpsc::__private::ModelList;
use ringmpsc::pool::{Pool, PoolError};

use crate::steps::spawn;
use crate::suite::{Fences, Model};

const POOL: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &[],
};

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "pool: a slab changes hands",
        run: hands,
        needs: &[
            "pool.push",
            "pool.pop",
            "pool.head.publish",
            "pool.head.observe",
            "pool.tail.publish",
            "pool.tail.observe",
        ],
        ..POOL
    },
    Model {
        name: "pool: a free list whose positions come round",
        run: rounds,
        preemptions: Some(2),
        needs: &["pool.lap"],
        ..POOL
    },
    Model {
        name: "pool: a hint that is a lap old",
        run: old_hint,
        needs: &["pool.catch_up"],
        ..POOL
    },
    Model { name: "pool: a list that is closed", run: close, needs: &["pool.push"], ..POOL },
    Model {
        name: "pool: a handle is redeemed by one thread",
        run: redeem,
        needs: &["pool.generation"],
        ..POOL
    },
    Model {
        name: "pool: a handle brings the bytes",
        run: bytes,
        needs: &["pool.send", "pool.redeem"],
        ..POOL
    },
    Model { name: "pool: the last slab", run: last_slab, needs: &["pool.last"], ..POOL },
    Model { name: "pool: the last handle", run: last_handle, needs: &["pool.retire"], ..POOL },
];

/// A list, and the slabs' memory, which loom watches.
struct Slabs {
    list: ModelList,
    memory: Vec<UnsafeCell<u32>>,
}

impl Slabs {
    fn new(count: u32) -> Arc<Self> {
        let memory = (0..count).map(|_| UnsafeCell::new(0)).collect();
        Arc::new(Self { list: ModelList::full(count), memory })
    }

    /// Takes a slab, and writes to it.
    fn take(&self) -> Option<u32> {
        let index = self.list.pop()?;
        self.touch(index);
        Some(index)
    }

    fn touch(&self, index: u32) {
        // SAFETY: the slab belongs to this thread. Otherwise loom reports it.
        self.memory[index as usize].with_mut(|slab| unsafe { *slab += 1 });
    }

    fn give(&self, index: u32) {
        self.touch(index);
        assert!(self.list.push(index));
    }
}

/// Two threads use two slabs, so each gets one.
fn hands() {
    let slabs = Slabs::new(2);
    let theirs = Arc::clone(&slabs);
    let other = spawn(move || {
        for _ in 0..2 {
            let index = theirs.take().expect("one for each thread");
            theirs.give(index);
        }
    });
    for _ in 0..2 {
        let index = slabs.take().expect("one for each thread");
        slabs.give(index);
    }
    other.join().unwrap();
    assert_eq!(slabs.list.close(), 2);
}

/// A thread stops within a pop, while the others have all positions come round twice.
fn rounds() {
    let slabs = Slabs::new(2);
    let theirs = Arc::clone(&slabs);
    let other = spawn(move || {
        let index = theirs.take();
        // The other thread may hold both.
        if let Some(index) = index {
            theirs.give(index);
        }
    });
    // The first slab is held, so that the slots hold other indices in the next round.
    if let Some(held) = slabs.take() {
        for _ in 0..3 {
            if let Some(index) = slabs.take() {
                slabs.give(index);
            }
        }
        slabs.give(held);
    }
    other.join().unwrap();
    let mut left: Vec<u32> = std::iter::from_fn(|| slabs.take()).collect();
    left.sort_unstable();
    assert_eq!(left, [0, 1]);
}

/// A push begins at a hint of the lap before, and finds a slot of a later lap. To loom, an old
/// value of `tail` is the same as one that a stalled thread has put back.
///
/// Without `pool.catch_up`, the push may read the next slot as it was two laps before. It takes
/// that for a far later lap, and goes round as long as loom lets it read old values: without end.
fn old_hint() {
    let slabs = Slabs::new(2);
    let ours = slabs.take().expect("the first slab");
    let mut held = slabs.take().expect("the second slab");
    let theirs = Arc::clone(&slabs);
    let other = spawn(move || {
        // Three pushes: the last one is at the slot of the first.
        for _ in 0..3 {
            theirs.give(held);
            held = theirs.take().expect("the slab that was freed");
        }
    });
    slabs.give(ours);
    other.join().unwrap();
    assert_eq!(slabs.list.available(), 1, "the other thread holds one of two");
}

/// A slab that is freed while the list is closed is found, or its thread learns of the close.
fn close() {
    let slabs = Slabs::new(1);
    let index = slabs.take().expect("the slab");
    let theirs = Arc::clone(&slabs);
    let other = spawn(move || {
        theirs.touch(index);
        theirs.list.push(index)
    });
    let found = slabs.list.close() == 1;
    if found {
        slabs.touch(index);
    }
    assert_eq!(other.join().unwrap(), found);
    assert!(!slabs.list.push(index));
}

/// Two threads have a handle. One redeems it, and sends the slab once more.
fn redeem() {
    let pool = Pool::with(1, 1).unwrap();
    let handle = pool.alloc().expect("the slab").into_handle();
    let theirs = pool.clone();
    let other = spawn(move || theirs.redeem(handle).map(std::mem::forget));
    let ours = pool.redeem(handle).map(|slab| {
        // A new message, which only this thread has the handle of.
        let handle = slab.into_handle();
        std::mem::forget(pool.redeem(handle).expect("no other thread has this handle"));
    });
    let theirs = other.join().unwrap();
    assert!(matches!(
        (ours, theirs),
        (Ok(()), Err(PoolError::Stale)) | (Err(PoolError::Stale), Ok(()))
    ));
}

/// What the sender wrote is there when its handle is redeemed.
fn bytes() {
    let pool = Pool::with(1, 1).unwrap();
    let slab = pool.alloc().expect("the slab");
    let memory = Arc::new(UnsafeCell::new(0));
    let (theirs, written) = (pool.clone(), Arc::clone(&memory));
    // The handle of the first generation, which the other thread knows.
    let handle = slab.into_handle();
    let slab = pool.redeem(handle).expect("the handle");
    let guess = slab.into_handle();
    let slab = pool.redeem(guess).expect("the handle");
    let next = {
        let step = guess.to_bits() - handle.to_bits();
        ringmpsc::pool::Handle::from_bits(guess.to_bits() + step)
    };
    let sending = spawn(move || {
        // SAFETY: this thread has the slab, of which the cell is the memory.
        written.with_mut(|memory| unsafe { *memory = 1 });
        assert_eq!(slab.into_handle(), next);
    });
    if let Ok(slab) = theirs.redeem(next) {
        // SAFETY: the slab came with its memory. Otherwise loom reports it.
        memory.with_mut(|memory| assert_eq!(unsafe { *memory }, 1));
        drop(slab);
    }
    sending.join().unwrap();
}

/// The memory is freed once, after the last slab is dropped.
fn last_slab() {
    let pool = Pool::with(1, 2).unwrap();
    let (one, two) = (pool.alloc().expect("a slab"), pool.alloc().expect("a slab"));
    let other = spawn(move || drop(one));
    drop(pool);
    drop(two);
    other.join().unwrap();
}

/// The memory is freed once, after the last use of either handle.
fn last_handle() {
    let pool = Pool::with(1, 1).unwrap();
    let slab = pool.alloc().expect("the slab");
    let clone = pool.clone();
    let other = spawn(move || {
        // It may get the slab that the other thread frees.
        drop(clone.alloc());
        drop(clone);
    });
    drop(slab);
    drop(pool);
    other.join().unwrap();
}
