//! What one thread can see of a pool. Several threads: `tests/pool.rs` and the models.

use std::io::Write as _;

use super::*;
use crate::ring::line_ownership::TakeLines;
use crate::ring::line_ownership::tests::taken;

fn pool(slabs: usize) -> Pool {
    Pool::with(100, slabs).unwrap()
}

#[test]
fn sizes_that_a_pool_cannot_have_are_refused() {
    for (size, slabs) in [
        (0, 1),
        (1, 0),
        (Pool::MAX_SLAB_SIZE + 1, 1),
        (1, Pool::MAX_SLABS + 1),
        (usize::MAX, usize::MAX),
    ] {
        assert_eq!(Pool::with(size, slabs).unwrap_err(), CreatePoolError::Size, "{size} {slabs}");
    }
    let too_much = Pool::with(Pool::MAX_SLAB_SIZE, Pool::MAX_SLABS);
    assert_eq!(too_much.unwrap_err(), CreatePoolError::OutOfMemory);
}

#[test]
fn all_slabs_can_be_allocated_and_none_twice() {
    for slabs in [1, 2, 3, 64, 65, 1000] {
        let pool = pool(slabs);
        for _ in 0..5 {
            let mut all: Vec<Slab> = core::iter::from_fn(|| pool.alloc()).collect();
            assert_eq!((all.len(), pool.available()), (slabs, 0));
            for (number, slab) in all.iter_mut().enumerate() {
                write!(slab, "{number}").unwrap();
                assert!(slab.as_ptr().addr().is_multiple_of(64));
            }
            for (number, slab) in all.iter().enumerate() {
                assert_eq!(&slab[..], number.to_string().as_bytes());
            }
            drop(all);
            assert_eq!(pool.available(), slabs);
        }
    }
}

#[test]
fn a_slab_is_written_up_to_its_size_and_no_further() {
    let pool = pool(1);
    let mut slab = pool.alloc().unwrap();
    assert_eq!((slab.len(), slab.capacity()), (0, 100));
    slab.extend_from_slice(&[1; 60]).unwrap();
    let error = slab.extend_from_slice(&[2; 41]).unwrap_err();
    assert_eq!(error, PoolError::TooLong { needed: 41, left: 40 });
    assert_eq!(&slab[..], [1; 60]);
    assert_eq!(slab.write(&[2; 41]).unwrap(), 40);
    assert_eq!(slab.write(&[3]).unwrap(), 0);
    assert_eq!(slab.write_all(&[3]).unwrap_err().kind(), std::io::ErrorKind::WriteZero);
    assert!(slab.spare_capacity_mut().is_empty());
    slab.truncate(200);
    assert_eq!(slab.len(), 100);
    slab.truncate(usize::MAX);
    assert_eq!(slab.len(), 100);
    slab.truncate(61);
    assert_eq!(slab.last(), Some(&2));
    slab.clear();
    slab.spare_capacity_mut()[0].write(9);
    // SAFETY: the first byte was just written.
    unsafe { slab.set_len(1) };
    assert_eq!(&slab[..], [9]);
    slab[0] = 8;
    let handle = slab.into_handle();
    assert_eq!(&pool.redeem(handle).unwrap()[..], [8]);
    assert!(pool.alloc().unwrap().is_empty(), "a new slab has no bytes");
}

#[test]
fn a_handle_is_redeemed_once() {
    let pool = pool(3);
    let first = pool.alloc().unwrap().into_handle();
    let held = pool.redeem(first).unwrap();
    // Three slabs take two bits. The handle that the slab gets next is none before it is sent.
    let next = Handle::from_bits(first.to_bits() + (1 << 2));
    assert_eq!(pool.redeem(next).unwrap_err(), PoolError::Stale);
    let again = held.into_handle();
    assert_eq!(next, again);
    assert_eq!(pool.redeem(first).unwrap_err(), PoolError::Stale);
    drop(pool.redeem(again).unwrap());
    assert_eq!(pool.redeem(again).unwrap_err(), PoolError::Stale);
    assert_eq!(pool.available(), 3);
}

#[test]
fn handles_of_another_pool_and_of_no_slab_are_told_apart() {
    for slabs in [1, 3, 64, 1000] {
        let (ours, theirs) = (pool(slabs), pool(slabs));
        let foreign = theirs.alloc().unwrap().into_handle();
        assert_eq!(ours.redeem(foreign).unwrap_err(), PoolError::Foreign);
        let handle = ours.alloc().unwrap().into_handle();
        drop(ours.redeem(handle).unwrap());
        if !slabs.is_power_of_two() {
            let index = u32::try_from(slabs.next_power_of_two() - 1).unwrap();
            let none = Handle::from_bits(handle.to_bits() | index);
            assert_eq!(ours.redeem(none).unwrap_err(), PoolError::OutOfRange);
        }
        drop(theirs.redeem(foreign).unwrap());
    }
}

/// No number gives a slab that another value has. `RINGMPSC_HANDLES` says how many are tried:
///
/// ```sh
/// RINGMPSC_HANDLES=10000000 cargo test -p ringmpsc --lib random_handles
/// ```
#[test]
fn random_handles_are_refused_or_give_a_slab_that_was_sent() {
    let pool = Pool::with(8, 10).unwrap();
    let held: Vec<Slab> = (0..5).map(|_| pool.alloc().unwrap()).collect();
    let mut sent: Vec<Handle> = (0..5).map(|_| pool.alloc().unwrap().into_handle()).collect();
    let mut random = fastrand::Rng::with_seed(4);
    let mut taken = 0;
    let handles = std::env::var("RINGMPSC_HANDLES").map_or(1_000_000, |n| n.parse().unwrap());
    for _ in 0..handles {
        // Near a real handle, so that each kind of refusal and of success comes up.
        let near = sent[random.usize(..5)].to_bits() ^ (1 << random.u32(..32)) >> random.u32(..32);
        let handle = Handle::from_bits(if random.bool() { near } else { random.u32(..) });
        if let Ok(slab) = pool.redeem(handle) {
            let at = sent.iter().position(|&sent| sent == handle);
            let at = at.expect("only a handle that was sent is redeemed");
            assert!(held.iter().all(|held| held.index() != slab.index()));
            sent[at] = slab.into_handle();
            taken += 1;
        }
    }
    assert!(taken > 0);
    for handle in sent {
        drop(pool.redeem(handle).unwrap());
    }
    drop(held);
    assert_eq!(pool.available(), 10);
}

/// After the generation has come round, an old handle is a new one: this is documented.
#[test]
fn the_generation_comes_round_and_leaves_the_tag_and_the_index() {
    let pool = pool(1 << 16);
    let first = pool.alloc().unwrap().into_handle();
    let mut handle = first;
    // 16 bits are left for both, and 4 of them are the tag.
    for round in 1..=1 << 12 {
        handle = pool.redeem(handle).unwrap().into_handle();
        assert_eq!(handle == first, round == 1 << 12);
    }
    drop(pool.redeem(first).unwrap());
    assert_eq!(pool.available(), 1 << 16);
}

#[test]
fn slabs_outlive_the_pool() {
    let pool = pool(4);
    let mut slab = pool.alloc().unwrap();
    let other = pool.alloc().unwrap();
    let sent = pool.alloc().unwrap().into_handle();
    drop(pool);
    let _ = sent;
    slab.extend_from_slice(b"still here").unwrap();
    drop(other);
    assert_eq!(&slab[..], b"still here");
}

#[test]
fn a_local_frees_to_itself_and_leaves_everything_to_the_pool() {
    let pool = pool(16);
    let mut local = pool.local();
    let slab = local.alloc().unwrap();
    // An eighth of the pool.
    assert_eq!(pool.available(), 14);
    let index = slab.index();
    local.free(slab);
    let slab = local.alloc().unwrap();
    assert_eq!(slab.index(), index);
    let all: Vec<Slab> = core::iter::from_fn(|| local.alloc()).collect();
    assert_eq!((all.len(), pool.available()), (15, 0));
    assert!(local.alloc().is_none());
    drop(all);
    assert_eq!(pool.available(), 15);
    local.free(slab);
    assert_eq!(pool.available(), 15);
    drop(local);
    assert_eq!(pool.available(), 16);
}

#[test]
fn slabs_go_home() {
    let pool = pool(64);
    let (mut writer, mut reader) = (pool.local(), pool.local());
    // It takes eight.
    let slabs: Vec<Slab> = (0..8).map(|_| writer.alloc().unwrap()).collect();
    let indices: Vec<u32> = slabs.iter().map(Slab::index).collect();
    for slab in slabs {
        reader.free(slab);
    }
    assert_eq!(pool.available(), 56);
    let slabs: Vec<Slab> = (0..8).map(|_| writer.alloc().unwrap()).collect();
    assert!(slabs.iter().all(|slab| indices.contains(&slab.index())), "the same slabs");
    // By handle, too.
    for slab in slabs {
        let slab = reader.redeem(slab.into_handle()).unwrap();
        reader.free(slab);
    }
    assert_eq!(pool.available(), 56);
    // A home that is gone takes no slabs, and its successor with the same number does.
    let old = writer.alloc().unwrap();
    drop(writer);
    assert_eq!(pool.available(), 63);
    let mut successor = pool.local();
    reader.free(old);
    assert_eq!(pool.available(), 63);
    let slab = core::iter::from_fn(|| successor.alloc()).next().unwrap();
    reader.free(slab);
    drop(successor);
    drop(reader);
    assert_eq!(pool.available(), 64);
}

#[test]
fn a_slab_of_another_pool_goes_to_its_own() {
    let (ours, theirs) = (pool(2), pool(2));
    let mut local = ours.local();
    local.free(theirs.alloc().unwrap());
    assert_eq!((ours.available(), theirs.available()), (2, 2));
}

#[test]
fn a_full_return_ring_sends_slabs_to_the_list() {
    let pool = Pool::with(8, 5000).unwrap();
    let (mut writer, mut reader) = (pool.local(), pool.local());
    let slabs: Vec<Slab> = core::iter::from_fn(|| writer.alloc()).collect();
    assert_eq!(slabs.len(), 5000);
    for slab in slabs {
        reader.free(slab);
    }
    assert_eq!(pool.available(), 5000 - 1024);
    drop((writer, reader));
    assert_eq!(pool.available(), 5000);
}

/// A thread that frees other threads' slabs does not keep them from the threads that allocate.
#[test]
fn a_local_keeps_no_slab_that_came_from_the_list() {
    let pool = pool(4);
    let mut reader = pool.local();
    for _ in 0..10 {
        let slab = pool.alloc().expect("the reader freed what it got");
        reader.free(slab);
    }
    assert_eq!(pool.available(), 4);
}

#[test]
fn a_pool_and_what_it_lends_are_unwind_safe() {
    fn both<T: std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    both::<Pool>();
    both::<BufferPool<1, 1>>();
    both::<Slab>();
    both::<Local>();
}

/// All home ids are in use. The next `Local` has none, and its slabs go home to the list.
#[test]
fn a_local_without_a_home_frees_to_the_list() {
    let pool = pool(16);
    let mut locals: Vec<Local> = (0..1023).map(|_| pool.local()).collect();
    let mut homeless = pool.local();
    let (first, second) = (homeless.alloc().unwrap(), homeless.alloc().unwrap());
    // Two at a time, an eighth of the pool.
    assert_eq!((first.home(), pool.available()), (HomeId::NONE, 14));
    homeless.free(first);
    locals[0].free(second);
    assert_eq!(pool.available(), 16);
    // To others' homes it has lanes.
    let slab = locals[1022].alloc().unwrap();
    let index = slab.index();
    let rest: Vec<Slab> = core::iter::from_fn(|| locals[1022].alloc()).collect();
    homeless.free(slab);
    assert_eq!(locals[1022].alloc().map(|slab| slab.index()), Some(index));
    drop(rest);
    // A home id that is free again is given to the next `Local`.
    drop(locals.pop());
    assert_ne!(pool.local().alloc().unwrap().home(), HomeId::NONE);
    drop((locals, homeless));
    assert_eq!(pool.available(), 16);
}

/// Between a `Local`'s own slabs there is no other cache.
#[test]
fn the_lines_that_were_written_are_taken_when_another_thread_frees() {
    let is_taken = TakeLines::of_size(64, 1000).get();
    let pool = Pool::with(1000, 64).unwrap();
    let write = |mut slab: Slab, len: usize| {
        slab.extend_from_slice(&vec![7; len]).unwrap();
        slab
    };
    for (len, lines) in [(0, 0), (63, 0), (64, 1), (640, 10), (1000, 15)] {
        let lines = if is_taken { lines } else { 0 };
        // The list does not know which thread has written the slab.
        let slab = write(pool.alloc().unwrap(), len);
        assert_eq!(taken(|| drop(slab)), lines, "{len}");

        let (mut writer, mut reader) = (pool.local(), pool.local());
        let slab = write(writer.alloc().unwrap(), len);
        assert_eq!(taken(|| writer.free(slab)), 0);
        let slab = write(writer.alloc().unwrap(), len);
        assert_eq!(taken(|| reader.free(slab)), lines, "{len}");
        let handle = write(writer.alloc().unwrap(), len).into_handle();
        assert_eq!(taken(|| reader.free(pool.redeem(handle).unwrap())), lines, "{len}");
        // The home is gone, so the slab goes to the list. Its lines are taken once.
        let slab = write(writer.alloc().unwrap(), len);
        drop(writer);
        assert_eq!(taken(|| reader.free(slab)), lines, "{len}");
    }
}
