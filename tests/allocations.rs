//! What is allocated, and what waits for who allocates.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ringmpsc_tests::channels::{mpmc_copy_4, spmc_copy_4};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    /// Of this thread.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: `System` does the work; counting touches no memory that it gives out, and allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the contract is the same.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// How often this thread allocates meanwhile.
fn allocations(f: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    f();
    ALLOCATIONS.get() - before
}

#[test]
fn the_allocations_of_this_thread_are_counted() {
    assert_eq!(allocations(|| drop(Box::new(0_u8))), 1);
}

#[test]
fn neither_a_send_nor_a_receive_allocates() {
    let (mut producer, channel) = {
        let (channel, producer) = spmc_copy_4::open_at(0);
        (producer, channel)
    };
    let mut consumer = channel.register_consumer().unwrap();
    let mut slice = [0; 2];
    let all = allocations(|| {
        for round in 0..100 {
            assert_eq!(producer.send_slice(&[round; 4]), 4);
            assert_eq!(consumer.try_recv(), Ok(round));
            assert_eq!(consumer.steal_slice(&mut slice), 2);
            assert_eq!(consumer.consume_batch(|_| ()), 1);
            assert!(consumer.try_recv().is_err());
        }
    });
    assert_eq!(all, 0);
}

/// Wherever the consumer is at home, whose turn it is, and wherever it has to search.
#[test]
fn neither_a_send_nor_a_receive_of_many_allocates() {
    const RINGS: usize = 40;

    let channel = mpmc_copy_4::MessageChannel::open();
    let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    let mut producers = [(); RINGS].map(|()| channel.register().unwrap());
    for consumer in &mut consumers {
        assert!(consumer.try_recv().is_err(), "it has met all rings now");
    }
    let mut slice = [0; 2];
    let all = allocations(|| {
        for round in 0..1000 {
            let producer = &mut producers[round * 7 % RINGS];
            let consumer = &mut consumers[round % 2];
            assert_eq!(producer.send_slice(&[1; 4]), 4);
            assert_eq!(consumer.try_recv(), Ok(1));
            assert_eq!(consumer.steal_slice(&mut slice), 2);
            assert_eq!(consumer.consume_batch(|_| ()), 1);
            assert!(consumer.try_recv().is_err());
        }
    });
    assert_eq!(all, 0);
}
