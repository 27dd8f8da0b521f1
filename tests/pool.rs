//! Pools between threads: each slab has one owner at any time, and none is lost.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;

use ringmpsc::pool::{BufferPool, Handle, Local, Pool, PoolError, Slab};
use ringmpsc::{mpmc, spsc};
use ringmpsc_tests::Watchdog;

const ROUNDS: u64 = if cfg!(debug_assertions) { 20_000 } else { 200_000 };

/// Fills a slab with a number that no other slab has. A second owner would change it.
fn sign(slab: &mut Slab, number: u64) {
    slab.clear();
    while slab.len() + 8 <= slab.capacity() {
        slab.extend_from_slice(&number.to_le_bytes()).unwrap();
    }
}

fn signature(slab: &Slab) -> u64 {
    let numbers = slab.chunks_exact(8).map(|bytes| bytes.try_into().unwrap());
    let mut numbers = numbers.map(u64::from_le_bytes);
    let number = numbers.next().expect("it was signed");
    assert!(numbers.all(|other| other == number), "a slab has two owners");
    number
}

fn all_are_free(pool: &Pool) {
    assert_eq!(pool.available(), pool.capacity());
    let all: Vec<Slab> = core::iter::from_fn(|| pool.alloc()).collect();
    assert_eq!(all.len(), pool.capacity());
}

#[test]
fn threads_that_allocate_and_free_at_random_keep_apart() {
    for slabs in [1, 2, 7, 64] {
        let pool = Pool::with(128, slabs).unwrap();
        thread::scope(|scope| {
            for thread in 0..4_u64 {
                let pool = &pool;
                scope.spawn(move || {
                    let mut random = fastrand::Rng::with_seed(thread);
                    let mut local = (thread % 2 == 0).then(|| pool.local());
                    let mut held: Vec<(Slab, u64)> = Vec::new();
                    for round in 0..ROUNDS / 4 {
                        if random.bool() {
                            let slab = local.as_mut().map_or_else(|| pool.alloc(), Local::alloc);
                            if let Some(mut slab) = slab {
                                let number = thread << 32 | round;
                                sign(&mut slab, number);
                                held.push((slab, number));
                            }
                        } else if !held.is_empty() {
                            let (slab, number) = held.swap_remove(random.usize(..held.len()));
                            assert_eq!(signature(&slab), number);
                            match &mut local {
                                Some(local) if random.bool() => local.free(slab),
                                _ => drop(slab),
                            }
                        }
                        if random.u32(..1000) == 0 && local.is_some() {
                            // What it has goes to the list.
                            local = Some(pool.local());
                        }
                    }
                });
            }
        });
        all_are_free(&pool);
    }
}

/// A writer, a reader, and each way from one to the other.
#[test]
fn slabs_go_from_a_thread_to_another_and_home() {
    for by_handle in [false, true] {
        for locals in [false, true] {
            let pool = BufferPool::<64, 100>::new();
            let (mut slabs, mut received) = spsc::channel::<Result<Slab, Handle>>();
            thread::scope(|scope| {
                let pool = &*pool;
                scope.spawn(move || {
                    let mut local = locals.then(|| pool.local());
                    for number in 0..ROUNDS {
                        let mut slab = loop {
                            let slab = local.as_mut().map_or_else(|| pool.alloc(), Local::alloc);
                            let Some(slab) = slab else {
                                thread::yield_now();
                                continue;
                            };
                            break slab;
                        };
                        sign(&mut slab, number);
                        let message = if by_handle { Err(slab.into_handle()) } else { Ok(slab) };
                        slabs.send(message).unwrap();
                    }
                });
                let mut local = locals.then(|| pool.local());
                for number in 0..ROUNDS {
                    let slab = match received.recv().unwrap() {
                        Ok(slab) => slab,
                        Err(handle) => pool.redeem(handle).unwrap(),
                    };
                    assert_eq!(signature(&slab), number);
                    match &mut local {
                        Some(local) => local.free(slab),
                        None => drop(slab),
                    }
                }
                assert!(received.recv().is_err());
            });
            all_are_free(&pool);
        }
    }
}

/// The writer allocates from the list, and the reader frees by a `Local`, which never allocates.
#[test]
fn a_reader_with_a_local_does_not_starve_a_writer_without_one() {
    let pool = &Pool::with(64, 8).unwrap();
    let (mut slabs, mut received) = spsc::channel::<Slab>();
    let _watchdog = Watchdog::start();
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..1000 {
                let mut slab = loop {
                    match pool.alloc() {
                        Some(slab) => break slab,
                        None => thread::yield_now(),
                    }
                };
                sign(&mut slab, number);
                slabs.send(slab).unwrap();
            }
        });
        let mut local = pool.local();
        for number in 0..1000 {
            let slab = received.recv().unwrap();
            assert_eq!(signature(&slab), number);
            local.free(slab);
        }
    });
    all_are_free(pool);
}

/// A thread ends with slabs in its `Local`, which lies in a thread-local variable.
#[test]
fn a_local_that_ends_with_its_thread_gives_its_slabs_back() {
    thread_local! {
        static LOCAL: RefCell<Option<Local>> = const { RefCell::new(None) };
    }
    let pool = Pool::with(64, 100).unwrap();
    let mut reader = pool.local();
    let sent = thread::spawn({
        let pool = pool.clone();
        move || {
            LOCAL.with_borrow_mut(|local| {
                let local = local.insert(pool.local());
                let slabs: Vec<Slab> = (0..90).map(|_| local.alloc().unwrap()).collect();
                for slab in slabs {
                    local.free(slab);
                }
                local.alloc().unwrap()
            })
        }
    });
    reader.free(sent.join().unwrap());
    drop(reader);
    all_are_free(&pool);
}

/// What is never dropped keeps its own slabs, and no others.
#[test]
fn slabs_that_are_never_freed_are_the_only_ones_that_are_lost() {
    // A static is not dropped, and a search for leaks finds what it points to.
    static KEPT: Mutex<Option<(Local, Slab)>> = Mutex::new(None);
    let pool = Pool::with(64, 16).unwrap();
    let (forgotten, mut local) = (pool.alloc().unwrap(), pool.local());
    let slab = local.alloc().unwrap();
    *KEPT.lock().unwrap() = Some((local, forgotten));
    // An eighth of the pool, two slabs, went to the `Local`. One of them is lost with it.
    drop(slab);
    assert_eq!(pool.available(), 14);
    let all: Vec<Slab> = core::iter::from_fn(|| pool.alloc()).collect();
    assert_eq!(all.len(), 14);
}

/// Two threads redeem the same handles at the same time. For each, one gets the slab, and the other
/// is told.
#[test]
fn of_two_threads_that_redeem_a_handle_one_gets_the_slab() {
    const HANDLES: usize = 64;
    let pool = Pool::with(8, HANDLES).unwrap();
    let handles = Mutex::new(Vec::new());
    let (start, end) = (Barrier::new(3), Barrier::new(3));
    let (redeemed, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let rounds = if cfg!(debug_assertions) { 500 } else { 5000 };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    start.wait();
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let handles: Vec<Handle> = handles.lock().unwrap().clone();
                    for handle in handles {
                        match pool.redeem(handle) {
                            Ok(_slab) => {
                                redeemed.fetch_add(1, Ordering::Relaxed);
                            }
                            Err(error) => assert_eq!(error, PoolError::Stale),
                        }
                    }
                    end.wait();
                }
            });
        }
        for round in 1..=rounds {
            *handles.lock().unwrap() =
                core::iter::from_fn(|| pool.alloc()).map(Slab::into_handle).collect();
            start.wait();
            end.wait();
            // The other threads must end before this one may panic.
            let right = redeemed.load(Ordering::Relaxed) == round * HANDLES;
            if !right || pool.available() != HANDLES {
                break;
            }
        }
        over.store(true, Ordering::Relaxed);
        start.wait();
    });
    assert_eq!(redeemed.into_inner(), rounds * HANDLES);
    all_are_free(&pool);
}

#[test]
fn a_channel_that_is_dropped_frees_its_slabs() {
    let pool = Pool::with(8, 8).unwrap();
    let (mut slabs, received) = mpmc::channel::<Slab>();
    for _ in 0..5 {
        slabs.try_send(pool.alloc().unwrap()).unwrap();
    }
    assert_eq!(pool.available(), 3);
    drop((slabs, received));
    all_are_free(&pool);
}

#[test]
fn a_panic_frees_what_the_thread_had() {
    let pool = Pool::with(8, 64).unwrap();
    let mut reader = pool.local();
    let (mut slabs, mut received) = spsc::channel::<Slab>();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut local = pool.local();
        let _held = local.alloc();
        slabs.send(local.alloc().unwrap()).unwrap();
        panic!("in the middle");
    }));
    assert!(panicked.is_err());
    // Its home is gone.
    reader.free(received.recv().unwrap());
    drop(reader);
    all_are_free(&pool);
}

/// Threads drop the last handles and the last slabs at the same time. `AddressSanitizer` and its
/// search for leaks see what goes wrong.
#[test]
fn the_last_slab_and_the_last_handle_end_together() {
    for round in 0..ROUNDS / 50 {
        let pool = Pool::with(64, 3).unwrap();
        let slab = pool.alloc().unwrap();
        let sent = pool.alloc().unwrap().into_handle();
        let mut local = pool.local();
        let other = local.alloc().unwrap();
        let thread = thread::spawn(move || {
            drop(slab);
            drop(local);
        });
        if round % 2 == 0 {
            drop(pool.redeem(sent).unwrap());
        }
        drop(pool);
        assert!(other.is_empty());
        drop(other);
        thread.join().unwrap();
    }
}

/// A slab whose memory is large rests before it is used again, also for a `Local`.
#[test]
fn a_large_slab_that_was_freed_is_used_again_after_all_others() {
    const SLABS: usize = 32;
    let address = |slab: &Slab| slab.as_ptr().addr();
    let pool = Pool::with(8 << 10, SLABS).unwrap();
    let mut local = pool.local();
    let first = local.alloc().unwrap();
    assert_eq!(pool.available(), SLABS - 1, "a `Local` takes one at a time");
    let place = address(&first);
    local.free(first);
    assert_eq!(pool.available(), SLABS);
    for _ in 1..SLABS {
        let slab = local.alloc().unwrap();
        assert_ne!(address(&slab), place);
        local.free(slab);
    }
    assert_eq!(address(&local.alloc().unwrap()), place);

    // A small one is used again at once.
    let pool = Pool::with(4 << 10, SLABS).unwrap();
    let mut local = pool.local();
    let slab = local.alloc().unwrap();
    let place = address(&slab);
    local.free(slab);
    assert_eq!(address(&local.alloc().unwrap()), place);
}
