//! Both ends in one process. The tests with several processes are in `tests/process`.

use std::fs::File;
use std::os::fd::AsFd as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use ringmpsc_runtime::memfd;
use ringmpsc_runtime::seals::{self, Seals};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

use super::*;

mod peers;
mod sockets;

#[test]
fn messages_arrive_in_order_across_the_wrap() {
    let (mut producer, mut consumer) = SharedRing::<u64>::create(2).unwrap().split().unwrap();
    let mut next = 0;
    for round in 0..20 {
        for number in next..next + 3 {
            producer.try_send(number).unwrap();
        }
        let mut got = [0; 4];
        let n = match round % 3 {
            0 => consumer.recv_slice(&mut got).unwrap(),
            1 => {
                let mut n = 0;
                consumer
                    .consume_batch(|message| {
                        got[n] = message;
                        n += 1;
                    })
                    .unwrap()
            }
            _ => {
                for slot in &mut got[..3] {
                    *slot = consumer.try_recv().unwrap();
                }
                3
            }
        };
        assert_eq!(got[..n], [next, next + 1, next + 2]);
        next += 3;
        assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
    }
    assert_eq!(consumer.delivered(), 60);
}

#[test]
fn a_full_ring_accepts_no_more() {
    let (mut producer, mut consumer) = SharedRing::<u32>::create(2).unwrap().split().unwrap();
    assert_eq!(producer.send_slice(&[0, 1, 2, 3, 4, 5]), Ok(4));
    assert_eq!(producer.try_send(4), Err(SendError::Full));
    assert_eq!(producer.send_slice(&[4]), Err(SendError::Full));
    assert_eq!(producer.send_slice(&[]), Ok(0));
    assert_eq!(producer.reserve(1).unwrap_err(), SendError::Full);
    assert_eq!(producer.reserve(5).unwrap_err(), SendError::TooLarge);
    assert_eq!(producer.send_timeout(4, Duration::ZERO), Err(SendError::TimedOut));
    assert_eq!(consumer.try_recv(), Ok(0));
    producer.try_send(4).unwrap();
    assert_eq!(producer.len(), 4);
}

#[test]
fn a_reservation_publishes_at_its_commit_and_not_before() {
    let (mut producer, mut consumer) = SharedRing::<u16>::create(2).unwrap().split().unwrap();
    for round in 0..10 {
        let mut slots = producer.reserve(3).unwrap();
        slots.push(100);
        // A reservation has no drop, so a leak does the same.
        drop(slots);
        let mut slots = producer.reserve(3).unwrap();
        slots.copy_from_slice(&[round, round + 1]);
        assert_eq!(slots.remaining(), 1);
        drop(slots);
        assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
        let mut slots = producer.reserve(3).unwrap();
        slots.push(round);
        slots.push(round + 1);
        assert_eq!(slots.commit(), 2);
        assert_eq!([consumer.try_recv(), consumer.try_recv()], [Ok(round), Ok(round + 1)]);
    }
}

#[test]
fn a_handler_that_panics_has_received_what_it_got() {
    let (mut producer, mut consumer) = SharedRing::<u8>::create(3).unwrap().split().unwrap();
    producer.send_all(&[0, 1, 2, 3]).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        consumer.consume_batch(|message| assert_ne!(message, 1))
    }));
    panicked.unwrap_err();
    assert_eq!(consumer.try_recv(), Ok(2));
    assert_eq!(consumer.try_recv(), Ok(3));
}

/// An end that knows of a few messages, or free slots, takes those that came since, too.
#[test]
fn a_batch_is_all_that_is_there() {
    let ends = || SharedRing::<u64>::create(3).unwrap().split().unwrap();
    let receive: [fn(&mut SharedConsumer<u64>) -> usize; 3] = [
        |consumer| consumer.consume_batch(drop).unwrap(),
        |consumer| consumer.consume_up_to(4, drop).unwrap(),
        |consumer| consumer.recv_slice(&mut [0; 4]).unwrap(),
    ];
    for receive in receive {
        let (mut producer, mut consumer) = ends();
        producer.send_all(&[0, 1]).unwrap();
        // Now it knows of one more.
        assert_eq!(consumer.try_recv(), Ok(0));
        producer.send_all(&[2, 3, 4]).unwrap();
        assert_eq!(receive(&mut consumer), 4);
    }
    let (mut producer, mut consumer) = ends();
    producer.send_all(&[0; 7]).unwrap();
    // Now it knows of one free slot.
    assert_eq!(consumer.consume_batch(drop), Ok(7));
    assert_eq!(producer.send_slice(&[0; 8]), Ok(8));
}

/// An end would access memory outside of the mapping.
#[test]
fn a_shape_of_another_message_makes_no_ring() {
    use super::segment::Segment;

    let file = || SharedRing::<u8>::create(3).unwrap().fd().try_clone_to_owned().unwrap();
    let create = || Segment::<u64>::create(Shape::of::<u8>(3)).map(drop).is_err();
    let attach = || Segment::<u64>::attach(file(), Shape::of::<u8>).map(drop).is_err();
    std::panic::catch_unwind(create).unwrap_err();
    std::panic::catch_unwind(attach).unwrap_err();
}

#[test]
fn a_dropped_end_closes_the_channel() {
    let (mut producer, mut consumer) = SharedRing::<u64>::create(2).unwrap().split().unwrap();
    producer.try_send(7).unwrap();
    drop(producer);
    assert!(consumer.is_closed());
    assert_eq!(consumer.recv(), Ok(7));
    assert_eq!(consumer.recv(), Err(RecvError::Closed));

    let (mut producer, consumer) = SharedRing::<u64>::create(2).unwrap().split().unwrap();
    drop(consumer);
    assert_eq!(producer.try_send(7), Err(SendError::Closed));
    assert_eq!(producer.send(7), Err(SendError::Closed));
}

#[test]
fn both_ends_sleep_and_are_woken() {
    const COUNT: u64 = 20_000;
    let (mut producer, mut consumer) = SharedRing::<u64>::create(1).unwrap().split().unwrap();
    let sending = thread::spawn(move || {
        for number in 0..COUNT {
            producer.send(number).unwrap();
            if number % 1000 == 0 {
                thread::sleep(Duration::from_millis(1));
            }
        }
    });
    for number in 0..COUNT {
        assert_eq!(consumer.recv(), Ok(number));
        if number % 1000 == 500 {
            thread::sleep(Duration::from_millis(1));
        }
    }
    assert_eq!(consumer.recv(), Err(RecvError::Closed));
    sending.join().unwrap();
}

#[test]
fn a_wait_has_a_limit() {
    let (producer, mut consumer) = SharedRing::<u64>::create(1).unwrap().split().unwrap();
    assert_eq!(consumer.recv_timeout(Duration::from_millis(20)), Err(RecvError::TimedOut));
    assert_eq!(consumer.recv_timeout(Duration::ZERO), Err(RecvError::TimedOut));
    drop(producer);
}

#[test]
fn a_role_is_taken_once() {
    let ring = SharedRing::<u64>::create(1).unwrap();
    let other = SharedRing::<u64>::attach(ring.fd().try_clone_to_owned().unwrap()).unwrap();
    assert_eq!(ring.nonce(), other.nonce());
    let _producer = ring.into_producer().unwrap();
    let pid = std::process::id();
    assert_eq!(other.into_producer().unwrap_err(), ClaimError::Taken { pid });
}

/// A file of `size` bytes with these seals.
fn file(size: usize, with: Seals) -> OwnedFd {
    let file = memfd::create(c"test", size.try_into().unwrap()).unwrap();
    seals::add(file.as_fd(), with).unwrap();
    file
}

#[test]
fn other_files_are_refused() {
    let attach = |file| SharedRing::<u64>::attach(file).unwrap_err();
    let fixed = Seals::SHRINK | Seals::GROW | Seals::SEAL;

    let null = File::open("/dev/null").unwrap();
    assert!(matches!(attach(null.into()), AttachError::NotMemory));
    let executable = File::open("/proc/self/exe").unwrap();
    assert!(matches!(attach(executable.into()), AttachError::NotMemory));
    for lacking in [Seals::SHRINK | Seals::SEAL, Seals::GROW | Seals::SEAL, Seals::SHRINK] {
        let error = attach(file(4096, lacking));
        assert!(matches!(error, AttachError::NotSealed { .. }), "{error}");
    }
    for more in [Seals::WRITE, Seals::FUTURE_WRITE] {
        let error = attach(file(4096, fixed | more));
        assert!(matches!(error, AttachError::NotSealed { .. }), "{error}");
    }
    let error = attach(file(511, fixed));
    assert!(matches!(error, AttachError::WrongSize { actual: 511, .. }), "{error}");
    let error = attach(file(4096, fixed));
    assert!(matches!(error, AttachError::NotARing), "{error}");
}

#[test]
fn rings_of_other_messages_are_refused() {
    let ring = SharedRing::<u64>::create(3).unwrap();
    let fd = || ring.fd().try_clone_to_owned().unwrap();
    let error = SharedRing::<[u32; 2]>::attach(fd()).unwrap_err();
    let AttachError::LayoutMismatch { ours, theirs } = error else { panic!("{error}") };
    assert_eq!((ours.align, theirs.align), (4, 8));
    let error = SharedRing::<[u64; 2]>::attach(fd()).unwrap_err();
    let AttachError::LayoutMismatch { ours, theirs } = error else { panic!("{error}") };
    assert_eq!((ours.size, theirs.size), (16, 8));
}

/// A file with the size and the seals of a ring. `change` writes to its header first.
fn ring_with(change: impl FnOnce(&mut [u8])) -> OwnedFd {
    let good = SharedRing::<u64>::create(3).unwrap();
    let good = File::from(good.fd().try_clone_to_owned().unwrap());
    let size = usize::try_from(good.metadata().unwrap().len()).unwrap();
    let mut bytes = vec![0; size];
    good.read_exact_at(&mut bytes, 0).unwrap();
    change(&mut bytes);
    let file = File::from(memfd::create(c"test", size.try_into().unwrap()).unwrap());
    file.write_all_at(&bytes, 0).unwrap();
    seals::add(file.as_fd(), Seals::SHRINK | Seals::GROW | Seals::SEAL).unwrap();
    file.into()
}

#[test]
fn each_field_of_the_identity_is_checked() {
    SharedRing::<u64>::attach(ring_with(|_| ())).unwrap();
    // Magic, version, byte order, bits, size, alignment, fingerprint, state.
    for at in [0x00, 0x08, 0x0c, 0x10, 0x18, 0x20, 0x28, 0x44] {
        for bit in 0..8 {
            let error = SharedRing::<u64>::attach(ring_with(|bytes| bytes[at] ^= 1 << bit));
            error.unwrap_err();
        }
    }
    // Sizes whose product overflows.
    for (at, value) in [(0x10, u64::from(u32::MAX)), (0x18, u64::MAX), (0x18, 1 << 63)] {
        let change = |bytes: &mut [u8]| bytes[at..at + 8].copy_from_slice(&value.to_ne_bytes());
        SharedRing::<u64>::attach(ring_with(change)).unwrap_err();
    }
}

#[test]
fn words_of_the_creator_are_not_believed() {
    // Everything behind the identity has an odd value.
    let file = ring_with(|bytes| bytes[0x80..].fill(0xa5));
    let error = SharedRing::<u64>::attach(file.try_clone().unwrap()).unwrap().into_producer();
    assert_eq!(error.unwrap_err(), ClaimError::Taken { pid: 0xa5a5_a5a5 });

    let roles_are_free = |bytes: &mut [u8]| {
        bytes[0x80..].fill(0xa5);
        for claimed in [0x18c, 0x1cc] {
            bytes[claimed..claimed + 4].fill(0);
        }
        for closed in [0x188, 0x1c8] {
            bytes[closed..closed + 4].fill(0);
        }
    };
    let ring = SharedRing::<u64>::attach(ring_with(roles_are_free)).unwrap();
    let (mut producer, mut consumer) = ring.split().unwrap();
    // Each end finds the cursor that the creator wrote for the other one.
    let found = consumer.try_recv().unwrap_err();
    assert!(matches!(found, RecvError::PeerCorrupt { .. }), "{found}");
    assert_eq!(producer.len(), 0);
    let found = producer.try_send(1).unwrap_err();
    assert!(matches!(found, SendError::PeerCorrupt { .. }), "{found}");
    assert_eq!(consumer.try_recv().unwrap_err(), consumer.recv().unwrap_err());
}

/// Another mapping of a ring, as a hostile peer has it.
struct Hostile(SharedMapping);

impl Hostile {
    fn of(ring: &SharedRing<u64>) -> Self {
        let size = memfd::size(ring.fd()).unwrap();
        let size = usize::try_from(size).unwrap().try_into().unwrap();
        Self(SharedMapping::new(ring.fd(), size, Access::ReadWrite).unwrap())
    }

    fn write(&self, at: usize, value: u64) {
        assert!(at.is_multiple_of(8) && at + 8 <= self.0.size().get());
        // SAFETY: the word lies within the mapping.
        let word = unsafe { self.0.as_ptr().add(at) }.cast::<AtomicU64>();
        // SAFETY: the word is mapped and aligned, and all accesses to it are atomic.
        unsafe { word.as_ref() }.store(value, Ordering::Relaxed);
    }
}

#[test]
fn a_wrong_cursor_poisons_the_consumer_for_ever() {
    for wrong in [1, 2 + 4 + 1, u64::MAX, 1 << 63] {
        let ring = SharedRing::<u64>::create(2).unwrap();
        let peer = Hostile::of(&ring);
        let (mut producer, mut consumer) = ring.split().unwrap();
        producer.send_slice(&[1, 2]).unwrap();
        assert_eq!((consumer.try_recv(), consumer.try_recv()), (Ok(1), Ok(2)));
        peer.write(0x080, wrong);
        let what = Corruption::Cursor { last: 2, limit: 6, found: wrong };
        assert_eq!(consumer.try_recv(), Err(RecvError::PeerCorrupt { what }));
        // The peer repents, in vain.
        peer.write(0x080, 3);
        assert_eq!(consumer.try_recv(), Err(RecvError::PeerCorrupt { what }));
        assert_eq!(consumer.recv(), Err(RecvError::PeerCorrupt { what }));
        assert_eq!(consumer.len(), 0);
    }
}

#[test]
fn a_wrong_cursor_poisons_the_producer_for_ever() {
    for wrong in [0, 5, u64::MAX] {
        let ring = SharedRing::<u64>::create(2).unwrap();
        let peer = Hostile::of(&ring);
        let (mut producer, mut consumer) = ring.split().unwrap();
        producer.send_slice(&[1, 2, 3, 4]).unwrap();
        consumer.try_recv().unwrap();
        assert_eq!(producer.len(), 3);
        producer.try_send(5).unwrap();
        peer.write(0x100, wrong);
        let what = Corruption::Cursor { last: 1, limit: 5, found: wrong };
        let expected = Err(SendError::PeerCorrupt { what });
        if wrong == 5 {
            // The producer has sent 5 messages, so this may be true.
            producer.try_send(6).unwrap();
            continue;
        }
        assert_eq!(producer.try_send(6), expected);
        peer.write(0x100, 2);
        assert_eq!(producer.try_send(6), expected);
        assert_eq!(producer.send(6), expected);
        assert_eq!(producer.len(), 0);
    }
}
