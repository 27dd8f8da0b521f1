//! A peer that writes anything anywhere in the mapping, the header included, all the time.
//!
//! Every outcome is a value or a typed error. Under `AddressSanitizer` an access outside of the
//! mapping would end the program.

use std::num::NonZeroUsize;
use std::os::fd::AsFd as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ringmpsc::process::{
    Connection, RecvError, SendError, SharedConsumer, SharedProducer, SharedRing, fd,
};
use ringmpsc_runtime::memfd;
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

use crate::Options;
use crate::child::{Peer, Role};
use crate::record::Record;

/// So many operations run on one ring, unless it is poisoned before.
const EACH: u64 = 20_000;

pub(crate) fn run(options: &Options) {
    let mut random = fastrand::Rng::with_seed(options.seed);
    let mut peer = Peer::start(Role::Scribbler);
    let connection = peer.accept().expect("the peer lives");
    let mut tally = Tally::default();
    // A few rings may show one of the outcomes only.
    let shows_both = |tally: &Tally| tally.poisoned > 0 && tally.successes > 0;
    while options.operations > 0
        && (tally.operations < options.operations || !shows_both(&tally) && tally.rings < 1000)
    {
        let ring = SharedRing::<Record>::create(random.u32(1..8)).expect("there is memory");
        fd::send_fd(&connection, ring.fd()).expect("the peer lives");
        if random.bool() {
            send(ring.into_producer(), &mut random, &mut tally);
        } else {
            receive(ring.into_consumer(), &mut random, &mut tally);
        }
    }
    println!(
        "  {} operations on {} rings: {} successes, {} poisoned, {} closed",
        tally.operations, tally.rings, tally.successes, tally.poisoned, tally.closed
    );
    assert!(options.operations == 0 || shows_both(&tally));
}

#[derive(Default)]
struct Tally {
    operations: u64,
    rings: u64,
    successes: u64,
    poisoned: u64,
    closed: u64,
}

fn send<E: std::fmt::Debug>(
    producer: Result<SharedProducer<Record>, E>,
    random: &mut fastrand::Rng,
    tally: &mut Tally,
) {
    tally.rings += 1;
    // The peer may have written to the word that says that the role is free.
    let Ok(mut producer) = producer else { return };
    for _ in 0..EACH {
        tally.operations += 1;
        let message = [random.u64(..); 8];
        let result = match random.u8(0..6) {
            0 | 1 => producer.try_send(message),
            2 => producer.send_slice(&[message; 7]).map(drop),
            3 => producer.send_timeout(message, Duration::from_micros(50)),
            4 => {
                assert!(producer.len() <= producer.capacity());
                Ok(())
            }
            _ => producer.reserve(2).map(|mut slots| {
                slots.push(message);
                slots.copy_from_slice(&[message]);
                slots.commit();
            }),
        };
        match result {
            Ok(()) => tally.successes += 1,
            Err(SendError::Full | SendError::TimedOut) => {}
            Err(SendError::Closed) => {
                tally.closed += 1;
                return;
            }
            Err(SendError::PeerCorrupt { .. }) => {
                tally.poisoned += 1;
                // It stays unusable.
                let again = producer.send_timeout(message, Duration::ZERO);
                assert!(matches!(again, Err(SendError::PeerCorrupt { .. } | SendError::Closed)));
                return;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn receive<E: std::fmt::Debug>(
    consumer: Result<SharedConsumer<Record>, E>,
    random: &mut fastrand::Rng,
    tally: &mut Tally,
) {
    tally.rings += 1;
    let Ok(mut consumer) = consumer else { return };
    for _ in 0..EACH {
        tally.operations += 1;
        let capacity = consumer.capacity();
        let result = match random.u8(0..6) {
            0 | 1 => consumer.try_recv().map(drop),
            2 => consumer.recv_slice(&mut [[0; 8]; 7]).map(drop),
            3 => consumer.recv_timeout(Duration::from_micros(50)).map(drop),
            4 => {
                assert!(consumer.len() <= capacity);
                Ok(())
            }
            _ => consumer.consume_batch(drop).map(|n| assert!(n <= capacity)),
        };
        match result {
            Ok(()) => tally.successes += 1,
            Err(RecvError::Empty | RecvError::TimedOut) => {}
            Err(RecvError::Closed) => {
                tally.closed += 1;
                return;
            }
            Err(RecvError::PeerCorrupt { .. }) => {
                tally.poisoned += 1;
                assert!(consumer.try_recv().is_err(), "it stays unusable");
                return;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// The peer: writes to the last rings that it got, until the connection ends.
pub(crate) fn scribble(connection: &Connection) {
    let mut random = fastrand::Rng::with_seed(u64::from(std::process::id()));
    let mut rings: Vec<(SharedMapping, usize, Manner)> = Vec::new();
    loop {
        let Ok(file) = fd::recv_fd(connection) else { return };
        let size = memfd::size(file.as_fd()).expect("it is a ring");
        let size = usize::try_from(size).expect("it is small");
        let mapping =
            SharedMapping::new(file.as_fd(), NonZeroUsize::new(size).unwrap(), Access::ReadWrite);
        let manner = MANNERS[random.usize(..MANNERS.len())];
        rings.push((mapping.expect("it can be mapped"), size, manner));
        if rings.len() > 3 {
            rings.remove(0);
        }
        while !has_message(connection) {
            for _ in 0..1000 {
                for (mapping, size, manner) in &rings {
                    manner.write(mapping, *size, &mut random);
                }
            }
        }
    }
}

/// Returns whether a message or the end of the connection waits.
fn has_message(connection: &Connection) -> bool {
    use ringmpsc_runtime::poll::{Events, poll_one};
    let now = std::time::Instant::now();
    let events = poll_one(connection.as_fd(), Events::READABLE, Some(now));
    !events.expect("poll works").is_empty()
}

/// How a peer scribbles. A ring is poisoned soon by a wrong cursor, so most manners avoid that.
#[derive(Clone, Copy)]
enum Manner {
    /// Any word becomes any number.
    All,
    /// Only the slots and the words of the doorbells do.
    Doorbells,
    /// The cursors move by a few messages, and may be wrong.
    Cursors,
    /// Only the slots.
    Slots,
}

const MANNERS: [Manner; 4] = [Manner::All, Manner::Doorbells, Manner::Cursors, Manner::Slots];

impl Manner {
    fn write(self, mapping: &SharedMapping, size: usize, random: &mut fastrand::Rng) {
        let slots = random.usize(0x200 / 8..size / 8);
        let (word, value) = match self {
            Self::All => (random.usize(..size / 8), random.u64(..)),
            // `waiting` and `events` of both ends, and `closed` only as 0.
            Self::Doorbells if random.bool() => {
                ([0x180, 0x1c0][random.usize(..2)] / 8, random.u64(..))
            }
            Self::Cursors if random.u8(..) == 0 => {
                ([0x080, 0x100][random.usize(..2)] / 8, random.u64(..3))
            }
            Self::Doorbells | Self::Cursors | Self::Slots => (slots, random.u64(..)),
        };
        // SAFETY: the word lies within the mapping.
        let word = unsafe { mapping.as_ptr().cast::<AtomicU64>().add(word) };
        // SAFETY: the word is mapped, writable and aligned. Other processes access it, too, and
        // that is what this test is about.
        unsafe { word.as_ref() }.store(value, Ordering::Relaxed);
    }
}
