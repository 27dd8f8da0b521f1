//! What went wrong elsewhere with consumers that share, and must not go wrong here.

use std::collections::BTreeSet;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::Duration;

use ringmpsc::{EventNotifier, RegisterError, TryRecvError, ring_channel};
use ringmpsc_runtime::calls;
use ringmpsc_tests::channels::{mpmc_2, mpmc_copy_4, spmc_64};
use ringmpsc_tests::{Ledger, Memory, alone};
use rustix::time::{ClockId, clock_gettime};

/// A ring of 64 TiB: it can be named, but not made three times, whatever the kernel overcommits.
#[ring_channel(kind = mpmc, bits = 26, name = Enormous)]
pub struct Mebibyte(pub [u8; 1 << 20]);

#[test]
fn a_failed_allocation_leaves_the_count_as_it_was() {
    let channel = EnormousChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producers = Vec::new();
    let error = loop {
        match channel.register() {
            Ok(producer) => producers.push(producer),
            Err(error) => break error,
        }
        assert!(producers.len() < 3, "three times 64 TiB");
    };
    assert_eq!(error, RegisterError::OutOfMemory);
    assert_eq!(channel.producer_count(), producers.len());
    assert!(consumer.steal(1).is_none(), "it looks at no ring that is not there");
    producers.clear();
    assert_eq!(channel.producer_count(), 0);
    drop(channel);
    assert!(consumer.steal(1).is_none() && consumer.is_fully_drained());
}

/// 1 MiB each, of which a debug build makes many copies when it is moved.
#[ring_channel(kind = spsc, bits = 2, name = Frames)]
#[ring_channel(kind = mpsc, bits = 2, name = FramesOfMany)]
#[ring_channel(kind = spmc, bits = 2, name = SharedFrames)]
#[ring_channel(kind = mpmc, bits = 2, name = SharedFramesOfMany)]
pub struct Frame(pub [u8; 1 << 20]);

/// Fills three frames in place, and publishes them, across the wrap too.
macro_rules! send_frames {
    ($producer:ident, $first:expr) => {
        let mut slots = $producer.reserve(3).unwrap();
        let (before, after) = slots.as_uninit_slices();
        for (slot, byte) in before.iter_mut().chain(after).zip($first..$first + 3) {
            // SAFETY: the slot is memory of a frame, in which every byte is valid.
            unsafe { slot.as_mut_ptr().write_bytes(byte, 1) };
        }
        // SAFETY: all slots were filled.
        assert_eq!(unsafe { slots.commit_init(3) }.unwrap(), 3);
    };
}

fn assert_frame(frame: &Frame, byte: u8) {
    assert!([0, 12_345, (1 << 20) - 1].map(|at| frame.0[at]) == [byte; 3]);
}

/// By reference, in all ways there are for an exclusive consumer.
macro_rules! look_at_frames {
    ($producer:ident, $consumer:ident) => {
        for round in 0..8 {
            let first = round * 3;
            send_frames!($producer, first);
            assert_frame($consumer.peek().unwrap(), first);
            let readable = $consumer.readable().unwrap();
            assert_frame(&readable[0], first);
            readable.advance(1);
            let mut next = first + 1;
            if round % 2 == 0 {
                $consumer.consume_batch(|frame| {
                    assert_frame(frame, next);
                    next += 1;
                });
            } else {
                let mut iter = $consumer.peek_iter();
                for frame in &mut iter {
                    assert_frame(frame, next);
                    next += 1;
                }
                assert_eq!(iter.consume_seen(), 2);
            }
            assert_eq!((next, $consumer.skip(9)), (first + 3, 0));
        }
    };
}

/// By reference on a claim, of which some are dropped one by one.
macro_rules! claim_frames {
    ($producer:ident, $consumer:ident) => {
        for round in 0..8 {
            let first = round * 3;
            send_frames!($producer, first);
            let mut claim = $consumer.steal(3).unwrap();
            assert_eq!(claim.len(), 3);
            for taken in 0..=round % 4 {
                let (front, back) = claim.as_slices();
                let frames = front.iter().chain(back);
                assert_eq!(front.len() + back.len(), claim.len());
                frames.zip(first + taken..).for_each(|(frame, byte)| assert_frame(frame, byte));
                if claim.len() > 0 && taken < round % 4 {
                    claim.advance(1);
                }
            }
            drop(claim);
            assert_eq!($producer.available_capacity(), 4);
        }
    };
}

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn large_messages_are_sent_and_received_in_place_on_a_small_stack() {
    on_a_small_stack(|| {
        let (mut producer, mut consumer) = FramesChannel::open();
        look_at_frames!(producer, consumer);
    });
    on_a_small_stack(|| {
        let (channel, mut consumer) = FramesOfManyChannel::open();
        let mut producer = channel.register().unwrap();
        look_at_frames!(producer, consumer);
    });
    on_a_small_stack(|| {
        let (mut producer, channel) = SharedFramesChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        claim_frames!(producer, consumer);
    });
    on_a_small_stack(|| {
        let channel = SharedFramesOfManyChannel::open();
        let mut producer = channel.register().unwrap();
        let mut consumer = channel.register_consumer().unwrap();
        claim_frames!(producer, consumer);
    });
}

/// A number, one of very many.
#[ring_channel(kind = spmc, bits = 16, name = Deep)]
pub type Deep = u64;

/// 64 MiB, and 8 MiB of receipts.
#[ring_channel(kind = spmc, bits = 20, name = Large)]
#[ring_channel(kind = mpmc, bits = 20, name = LargeMany)]
#[derive(Clone, Copy)]
pub struct Line([u64; 8]);

#[test]
fn a_large_ring_opens_on_a_small_stack_and_its_memory_comes_with_its_messages() {
    alone("a_large_ring_opens_on_a_small_stack_and_its_memory_comes_with_its_messages", || {
        let run = || {
            let before = Memory::now();
            let (mut producer, channel) = LargeChannel::open();
            let many = LargeManyChannel::open();
            let mut member = many.register().unwrap();
            assert_eq!(producer.send_slice(&[Line([1; 8]); 10]), 10);
            assert_eq!(member.send_slice(&[Line([2; 8]); 10]), 10);
            assert_eq!(channel.register_consumer().unwrap().consume_batch(|_| ()), 10);
            assert_eq!(many.register_consumer().unwrap().consume_batch(|_| ()), 10);
            let after = Memory::now();
            assert!(after.mapped - before.mapped >= 2 * LargeChannel::TOTAL_MEMORY);
            // The program's own pages that this faults in are about 1 MiB; receipts alone are 16.
            assert!(after.resident - before.resident < 4 << 20, "{before:?} {after:?}");
        };
        thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap().join().unwrap();
    });
}

#[test]
fn a_ring_is_closed_however_register_and_close_race() {
    for round in 0..300 {
        let ledger = Ledger::new();
        let channel = mpmc_2::MessageChannel::open();
        let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        let start = Barrier::new(3);
        let (producers, latecomer) = thread::scope(|scope| {
            let registering = scope.spawn(|| {
                start.wait();
                let mut producers = Vec::new();
                // It comes to an end when the close has won.
                while let Ok(mut producer) = channel.register() {
                    _ = producer.try_send(ledger.message());
                    producers.push(producer);
                }
                producers
            });
            let joining = scope.spawn(|| {
                start.wait();
                let mut last = None;
                while !channel.is_closed()
                    && let Ok(consumer) = channel.register_consumer()
                {
                    last = Some(consumer);
                }
                last
            });
            start.wait();
            if round % 2 == 0 {
                thread::yield_now();
            }
            channel.close();
            (registering.join().unwrap(), joining.join().unwrap())
        });
        for mut producer in producers {
            assert!(producer.is_closed());
            assert!(producer.try_send(ledger.message()).unwrap_err().is_closed());
        }
        for mut consumer in consumers.into_iter().chain(latecomer) {
            while consumer.try_recv().is_ok() {}
            assert_eq!(consumer.try_recv().unwrap_err(), TryRecvError::Closed);
        }
        assert_eq!(channel.register_consumer().unwrap_err(), RegisterError::Closed);
        ledger.assert_settled();
    }
}

#[test]
fn neither_memory_nor_rings_grow_with_those_that_come_and_go() {
    const CYCLES: u64 = 20_000;

    alone("neither_memory_nor_rings_grow_with_those_that_come_and_go", || {
        let channel = LargeManyChannel::open();
        let mut stays = channel.register_consumer().unwrap();
        let mut cycle = |number: u64| {
            let mut producer = channel.register().unwrap();
            let mut consumer = channel.register_consumer().unwrap();
            assert_eq!(producer.send_slice(&[Line([number; 8]); 2]), 2);
            // While one holds a claim, the next producer takes the ring over.
            let claim = stays.steal(1).unwrap();
            assert_eq!(consumer.steal(2).unwrap().next().unwrap().0[7], number);
            drop(producer);
            let mut next = channel.register().unwrap();
            assert_eq!(next.send_slice(&[Line([number; 8])]), 1);
            assert_eq!(claim.map(|line| line.0[0]).collect::<Vec<_>>(), [number]);
            assert!(stays.try_recv().is_ok());
        };
        (0..1000).for_each(&mut cycle);
        let before = Memory::now();
        (0..CYCLES).for_each(cycle);
        let after = Memory::now();
        // A second ring would show up in `mapped`, at once. The first is written all over in the
        // meantime.
        let ring = LargeManyChannel::TOTAL_MEMORY;
        assert!(after.mapped < before.mapped + ring, "{before:?} {after:?}");
        assert!(after.resident < before.resident + ring, "{before:?} {after:?}");
        assert_eq!((channel.producer_count(), channel.consumer_count()), (0, 1));
        assert_eq!(channel.register().unwrap().id().get(), 2 * (CYCLES + 1000));
    });
}

#[test]
fn no_ring_is_left_out_however_long_nothing_came_from_it() {
    for idle in [0, 1, 63, 64, 65, 1000] {
        let channel = mpmc_copy_4::MessageChannel::open();
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        let mut busy = channel.register().unwrap();
        let mut silent = [(); 9].map(|()| channel.register().unwrap());
        for number in 0..idle {
            for consumer in &mut consumers {
                busy.try_send(number).unwrap();
                assert_eq!(consumer.try_recv(), Ok(number));
            }
        }
        for (k, producer) in silent.iter_mut().enumerate() {
            producer.try_send(7).unwrap();
            assert_eq!(consumers[k % 2].try_recv(), Ok(7), "after {idle}");
            producer.try_send(8).unwrap();
            assert_eq!(consumers[k % 2].consume_batch(|_| ()), 1, "after {idle}");
        }
        channel.close();
        assert_eq!(
            consumers.map(|mut consumer| consumer.try_recv().unwrap_err().is_closed()),
            [true; 2]
        );
    }
}

#[test]
fn no_ring_starves_whichever_was_first() {
    const RINGS: usize = 10;
    const STREAK: usize = 64;

    let channel = mpmc_copy_4::MessageChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    let mut producers = [(); RINGS].map(|()| channel.register().unwrap());
    let mut last = [0; RINGS];
    for turn in 0..20 * RINGS * STREAK {
        for (producer, k) in producers.iter_mut().zip(0..) {
            while producer.try_send(k).is_ok() {}
        }
        last[usize::try_from(consumer.try_recv().unwrap()).unwrap()] = turn;
        let waited = last.iter().map(|last| turn - last).max();
        assert!(waited <= Some(2 * RINGS * STREAK), "turn {turn}: {last:?}");
    }
}

#[test]
fn no_ring_is_taken_from_more_than_64_times_in_a_row_while_others_have_messages() {
    // Wherever it begins; and one at a time, or two at a time: a claim is as good as a message.
    for (rings, first) in [(2, 0), (2, 1), (3, 1), (3, 2), (10, 1), (10, 9)] {
        for claimed in [1, 2] {
            let channel = mpmc_copy_4::MessageChannel::open();
            let mut consumer = channel.register_consumer().unwrap();
            let mut producers: Vec<_> = (0..rings).map(|_| channel.register().unwrap()).collect();
            producers[first].try_send(0).unwrap();
            consumer.try_recv().unwrap();
            let (mut last, mut in_a_row) = (u64::MAX, 0);
            for turn in 0..2000 {
                for (producer, k) in producers.iter_mut().zip(0..) {
                    while producer.try_send(k).is_ok() {}
                }
                let k = consumer.steal(claimed).unwrap().next().unwrap();
                in_a_row = if k == last { in_a_row + 1 } else { 1 };
                last = k;
                assert!(in_a_row <= 64, "{rings} rings, turn {turn}: ring {k}");
            }
        }
    }
}

/// Which rings the consumer goes back and forth between is as it pleases: home ones, and others
/// that are full.
#[test]
fn no_ring_starves_while_a_consumer_alternates_between_others() {
    for (rings, busy) in [(3, [0, 1]), (5, [3, 4]), (40, [0, 39])] {
        let channel = mpmc_copy_4::MessageChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let mut producers: Vec<_> = (0..rings).map(|_| channel.register().unwrap()).collect();
        producers[2].try_send(999).unwrap();
        let mut receives = 0;
        'received: loop {
            for _ in 0..2 {
                for k in busy {
                    producers[k].try_send(0).unwrap();
                }
            }
            for _ in 0..4 {
                receives += 1;
                if consumer.try_recv() == Ok(999) {
                    break 'received;
                }
                assert!(receives < 3 * 64, "{rings} rings");
            }
        }
    }
}

/// A turn is no reason to leave behind what is claimed.
#[test]
fn what_a_forgotten_claim_has_left_comes_before_the_next_turn() {
    for before in 0..130 {
        let channel = mpmc_copy_4::MessageChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let mut producers = [(); 2].map(|()| channel.register().unwrap());
        for k in 0..before {
            producers[0].try_send(k).unwrap();
            assert_eq!(consumer.try_recv(), Ok(k));
        }
        assert_eq!(producers[0].send_slice(&[1, 2]), 2);
        mem::forget(consumer.steal(2));
        assert_eq!(producers[1].send_slice(&[3, 4]), 2);
        let order = [(); 4].map(|()| consumer.try_recv().unwrap());
        assert_eq!(order, [1, 2, 3, 4], "after {before}");
    }
}

/// How long this thread has had a CPU: other threads of the machine do not count.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.try_into().expect("it is not negative")
}

/// Each message comes back with a receipt of its own, and a producer with space has no reason to
/// follow them.
#[test]
fn asking_for_room_again_and_again_costs_no_lap_of_receipts() {
    const ROUND: u64 = 60_000;

    let (mut producer, channel) = DeepChannel::open();
    let mut consumer = channel.register_consumer().unwrap();
    for number in 0..ROUND {
        producer.try_send(number).unwrap();
        assert_eq!(consumer.try_recv(), Ok(number));
    }
    let start = cpu_time();
    for _ in 0..10_000 {
        assert!(!producer.is_full());
        assert_eq!(producer.available_capacity(), DeepChannel::CAPACITY);
    }
    // Two laps for each round would be some hundreds of microseconds.
    let took = cpu_time().saturating_sub(start);
    assert!(took < Duration::from_millis(500), "{took:?} for 10 000 rounds");
}

/// Large enough for two copies of one to be seen in the making.
#[ring_channel(kind = spmc, bits = 1, name = OneWhole)]
#[ring_channel(kind = mpmc, bits = 1, name = ManyWhole)]
#[derive(Clone, Copy)]
pub struct Whole([u64; 64]);

/// Sends numbers to four consumers at once through two slots, and returns how many arrived whole.
macro_rules! whole {
    ($channel:ident, $producers:ident, $messages:ident) => {{
        let consumers = [(); 4].map(|()| $channel.register_consumer().unwrap());
        drop($channel);
        thread::scope(|scope| {
            for mut producer in $producers {
                scope.spawn(move || {
                    for number in 0..$messages {
                        while producer.try_send(Whole([number; 64])).is_err() {
                            thread::yield_now();
                        }
                    }
                });
            }
            let consumers = consumers.map(|mut consumer| {
                scope.spawn(move || {
                    let mut whole = 0_u64;
                    let mut take = |message: Whole| {
                        assert!(message.0.iter().all(|part| *part == message.0[0]), "torn");
                        whole += 1;
                    };
                    let mut slice = [Whole([0; 64]); 2];
                    loop {
                        consumer.consume_batch(&mut take);
                        let n = consumer.steal_slice(&mut slice);
                        slice[..n].iter().copied().for_each(&mut take);
                        match consumer.try_recv() {
                            Ok(message) => take(message),
                            Err(TryRecvError::Empty) => thread::yield_now(),
                            Err(TryRecvError::Closed) => return whole,
                        }
                    }
                })
            });
            consumers.map(|consumer| consumer.join().unwrap()).into_iter().sum::<u64>()
        })
    }};
}

#[test]
fn nobody_copies_a_slot_before_it_owns_it() {
    const MESSAGES: u64 = 20_000;

    let (producer, channel) = OneWholeChannel::open();
    let producers = [producer];
    assert_eq!(whole!(channel, producers, MESSAGES), MESSAGES);
    let channel = ManyWholeChannel::open();
    let producers = [(); 2].map(|()| channel.register().unwrap());
    assert_eq!(whole!(channel, producers, MESSAGES), 2 * MESSAGES);
}

#[test]
fn lengths_are_within_the_capacity_whoever_looks() {
    let channel = mpmc_copy_4::MessageChannel::open();
    let producers = [(); 2].map(|()| channel.register().unwrap());
    let consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
    let watched = channel.register_consumer().unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for mut producer in producers {
            let done = &done;
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    _ = producer.try_send(1);
                    assert!(producer.len() <= 4 && producer.available_capacity() <= 4);
                }
            });
        }
        for mut consumer in consumers {
            let done = &done;
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    drop(consumer.steal(3));
                    assert!(consumer.len() <= 8);
                }
            });
        }
        for _ in 0..20_000 {
            assert!(channel.len() <= 8 && watched.len() <= 8);
            assert!(channel.snapshot().pending <= 8);
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// At most three consumers.
#[ring_channel(kind = mpmc, bits = 2, max_consumers = 3, name = Three)]
pub type Number = u64;

#[test]
fn nobody_is_beyond_the_limit_for_an_instant() {
    let channel = ThreeChannel::open();
    for _ in 0..200 {
        thread::scope(|scope| {
            let registering = [(); 6].map(|()| {
                scope.spawn(|| {
                    let consumer = channel.register_consumer();
                    assert!(channel.consumer_count() <= 3);
                    consumer
                })
            });
            let registered = registering.map(|thread| thread.join().unwrap());
            assert_eq!(registered.iter().filter(|result| result.is_ok()).count(), 3);
        });
    }
    assert_eq!(channel.consumer_count(), 0);
}

#[test]
fn a_consumer_that_is_preempted_stops_nobody() {
    let ledger = Ledger::new();
    let (channel, mut producer) = spmc_64::open_at(0);
    let mut consumers = [(); 3].map(|()| channel.register_consumer().unwrap());
    let mut preempted = channel.register_consumer().unwrap();
    let (go_on, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // It has claimed the message in the middle, and stops there.
        assert_eq!(producer.send_iter(ledger.messages(32)), 32);
        assert_eq!(consumers[0].consume_up_to(31, drop), 31);
        let (tell, told) = mpsc::channel();
        let stopped = scope.spawn(move || {
            preempted.consume_up_to(1, |message| {
                tell.send(message.number()).unwrap();
                wait.recv().unwrap();
            })
        });
        assert_eq!(told.recv().unwrap(), 31);

        // Everybody else goes on for as many messages as there are other slots.
        let mut received = BTreeSet::new();
        for round in 0..63 {
            producer.try_send(ledger.message()).unwrap();
            let message = consumers[round % 3].try_recv().unwrap();
            assert!(received.insert(message.number()));
        }
        assert!(received.into_iter().eq(32..95));
        assert!(
            producer.try_send(ledger.message()).unwrap_err().is_full(),
            "now it needs that slot"
        );
        go_on.send(()).unwrap();
        assert_eq!(stopped.join().unwrap(), 1);
        assert_eq!(producer.send_iter(ledger.messages(99)), 64);
    });
    drop((channel, consumers));
    ledger.assert_settled();
}

/// More than anybody claims at a time.
#[ring_channel(kind = spmc, bits = 8, name = Long)]
#[ring_channel(kind = mpmc, bits = 8, name = LongMany)]
pub type Piece = u64;

/// In its handler a consumer has claimed a handful of what there is. Returns how many are left to
/// another one.
macro_rules! left_by_a_handler {
    ($channel:ident, $producer:ident) => {{
        let [mut slow, mut quick] = [(); 2].map(|()| $channel.register_consumer().unwrap());
        assert_eq!($producer.send_slice(&[1; 300]), 256);
        let (mut others, mut own) = (0, 0);
        slow.consume_batch(|_| {
            others += quick.consume_batch(|_| ());
            own += 1;
        });
        assert_eq!(others + own, 256);
        others
    }};
}

#[test]
fn a_consumer_in_its_handler_leaves_the_rest_to_the_others() {
    let (mut producer, channel) = LongChannel::open();
    let others = left_by_a_handler!(channel, producer);
    assert!(others >= 256 - 64, "{others} of 256");
    let channel = LongManyChannel::open();
    let mut producer = channel.register().unwrap();
    let others = left_by_a_handler!(channel, producer);
    assert!(others >= 256 - 64, "{others} of 256");
}

/// Consumers with notifiers.
#[ring_channel(kind = spmc, bits = 4, notify, wait, name = Notified)]
#[ring_channel(kind = spsc, bits = 4, name = Alone)]
pub type Event = u64;

#[test]
fn consumers_that_keep_up_cost_no_system_call() {
    alone("consumers_that_keep_up_cost_no_system_call", || {
        let (mut producer, channel) = NotifiedChannel::open();
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        for consumer in &mut consumers {
            consumer.set_notifier(Some(Arc::new(EventNotifier::new().unwrap())));
        }
        // So that both are told, and nobody waits any more.
        assert_eq!(producer.send_slice(&[0; 4]), 4);
        let before = (calls::futex(), calls::eventfd());
        for number in 0..200_000 {
            producer.try_send(number).unwrap();
            assert!(consumers[usize::from(number % 2 == 0)].try_recv().is_ok());
        }
        assert_eq!((calls::futex(), calls::eventfd()), before);
    });
}

/// A membarrier interrupts every thread of the process. Once the producer has left, or another
/// consumer has declared the ring finished, there is nothing left to order.
#[test]
fn the_end_costs_a_fence_only_while_a_producer_may_still_publish() {
    alone("the_end_costs_a_fence_only_while_a_producer_may_still_publish", || {
        let fences = |end: &mut dyn FnMut() -> TryRecvError| {
            let before = calls::membarrier();
            assert_eq!(end(), TryRecvError::Closed);
            calls::membarrier() - before
        };
        let (mut producer, channel) = NotifiedChannel::open();
        let mut consumers = [(); 2].map(|()| channel.register_consumer().unwrap());
        producer.try_send(1).unwrap();
        drop(producer);
        assert_eq!(consumers[0].try_recv(), Ok(1));
        for consumer in &mut consumers {
            assert_eq!(fences(&mut || consumer.try_recv().unwrap_err()), 0);
        }

        let (_producer, channel) = NotifiedChannel::open();
        let [mut first, mut second] = [(); 2].map(|()| channel.register_consumer().unwrap());
        channel.close();
        // None where the kernel has no membarrier, or refuses it.
        assert!(fences(&mut || first.try_recv().unwrap_err()) <= 1);
        assert_eq!(fences(&mut || second.try_recv().unwrap_err()), 0);

        let (producer, mut consumer) = AloneChannel::open();
        drop(producer);
        assert_eq!(fences(&mut || consumer.try_recv().unwrap_err()), 0);
    });
}
