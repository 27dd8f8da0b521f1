//! A forked child does not inherit a ring.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use ringmpsc::process::{
    ClaimError, RecvError, SendError, SharedConsumer, SharedProducer, SharedRing,
};
use ringmpsc::ring_channel;

use crate::Options;

pub(crate) fn run(_: &Options) {
    let (mut producer, mut consumer) = SharedRing::<u64>::create(2).unwrap().split().unwrap();
    let mut free = Some(SharedRing::<u64>::create(2).unwrap());
    producer.try_send(1).unwrap();
    let mut ends = Some((producer, consumer));
    in_child(|| {
        let (mut producer, mut consumer) = ends.take().expect("not taken yet");
        assert_eq!(producer.try_send(2), Err(SendError::Forked));
        assert_eq!(producer.send(2), Err(SendError::Forked));
        assert_eq!(producer.send_slice(&[2]), Err(SendError::Forked));
        assert!(producer.reserve(1).is_err());
        producer.close();
        producer.beat();
        assert_eq!((producer.len(), producer.is_closed()), (0, false));
        assert_eq!(consumer.try_recv(), Err(RecvError::Forked));
        assert_eq!(consumer.recv(), Err(RecvError::Forked));
        assert_eq!(consumer.recv_slice(&mut [0]), Err(RecvError::Forked));
        assert_eq!(consumer.consume_batch(drop), Err(RecvError::Forked));
        consumer.close();
        assert_eq!((consumer.len(), consumer.is_closed()), (0, false));
        let free = free.take().expect("not taken yet");
        assert_eq!(free.into_producer().unwrap_err(), ClaimError::Forked);
        // The drops do nothing either.
        drop((producer, consumer));
    });
    fork_at_work(ends.as_mut().expect("only the child has taken them"));
    (producer, consumer) = ends.expect("only the child has taken them");
    assert!(!producer.is_closed() && !consumer.is_closed(), "the child reached the parent");
    producer.try_send(2).unwrap();
    assert_eq!((consumer.try_recv(), consumer.try_recv()), (Ok(1), Ok(2)));
}

/// Forks while a reservation exists, and in the handler of a batch.
fn fork_at_work((producer, consumer): &mut (SharedProducer<u64>, SharedConsumer<u64>)) {
    let mut slots = Some(producer.reserve(2).unwrap());
    in_child(|| {
        let mut slots = slots.take().expect("not taken yet");
        let pushed = catch_unwind(AssertUnwindSafe(|| slots.push(3)));
        pushed.expect_err("the slots are not there");
        assert_eq!(slots.commit(), 0);
    });
    let mut slots = slots.expect("only the child has taken them");
    slots.push(3);
    slots.push(4);
    assert_eq!(slots.commit(), 2);
    let mut got = Vec::new();
    let mut pid = None;
    let result = consumer.consume_batch(|message| {
        if pid.is_none() {
            // SAFETY: this program has one thread here, so the child may do anything.
            pid = Some(unsafe { libc::fork() });
        }
        got.push(message);
    });
    if pid == Some(0) {
        let is_right = result == Err(RecvError::Forked) && got == [1];
        // SAFETY: ends the child without running what belongs to the parent.
        unsafe { libc::_exit(i32::from(!is_right)) };
    }
    wait(pid.expect("the handler was called"));
    assert_eq!((result, got), (Ok(3), vec![1, 3, 4]));
    producer.try_send(1).unwrap();
}

/// A price.
#[ring_channel(kind = spsc, bits = 2, wait, shared)]
type Price = i64;

/// Both ends of a generated channel, with all of their operations.
pub(crate) fn channel(_: &Options) {
    let mut ends = Some(PriceShared::pair().unwrap());
    in_child(|| {
        let (mut producer, mut consumer) = ends.take().expect("not taken yet");
        let (time, none) = (Duration::from_secs(60), SendError::Forked);
        assert_eq!(producer.try_send(1), Err(none));
        assert_eq!(producer.send(1), Err(none));
        assert_eq!(producer.send_timeout(1, time), Err(none));
        assert_eq!(producer.send_all(&[1, 2]), Err((0, none)));
        assert_eq!(producer.send_slice(&[]), Err(none));
        assert_eq!(producer.reserve(1).map(drop), Err(none));
        assert_eq!(producer.reserve_wait(1).map(drop), Err(none));
        assert!(producer.is_empty() && producer.is_peer_alive().is_none());
        assert!(!producer.is_consumer_alive(time));
        producer.close();
        let none = RecvError::Forked;
        assert_eq!(consumer.try_recv(), Err(none));
        assert_eq!(consumer.recv(), Err(none));
        assert_eq!(consumer.recv_timeout(time), Err(none));
        assert_eq!(consumer.recv_deadline(Instant::now() + time), Err(none));
        assert_eq!(consumer.recv_slice(&mut [0]), Err(none));
        assert_eq!(consumer.consume_batch(drop), Err(none));
        assert!(consumer.is_empty() && consumer.is_peer_alive().is_none());
        assert!(!consumer.is_producer_alive(time));
        consumer.close();
        drop((producer, consumer));
        // The child may have a channel of its own.
        let (mut producer, mut consumer) = PriceShared::pair().unwrap();
        producer.send(3).unwrap();
        assert_eq!(consumer.recv(), Ok(3));
    });
    let (mut producer, mut consumer) = ends.expect("only the child has taken them");
    producer.send(4).unwrap();
    assert_eq!(consumer.recv(), Ok(4));
    drop(producer);
    assert_eq!(consumer.recv(), Err(RecvError::Closed));
}

/// What the handler's fork returned, or -1 before.
static FORKED: AtomicI32 = AtomicI32::new(-1);

extern "C" fn fork_in_handler(_: libc::c_int) {
    // SAFETY: fork(2) is safe in a signal handler of a program with one thread.
    FORKED.store(unsafe { libc::fork() }, Ordering::Relaxed);
}

/// A signal handler forks while an end sleeps. The parent's wait goes on, and the child's fails.
pub(crate) fn in_a_handler(_: &Options) {
    let time = Duration::from_millis(400);
    let (mut producer, mut consumer) = SharedRing::<u64>::create(1).unwrap().split().unwrap();
    during(|| match consumer.recv_timeout(time) {
        Err(RecvError::TimedOut) => Waiter::Parent,
        Err(RecvError::Forked) => Waiter::Child,
        other => panic!("{other:?}"),
    });
    assert_eq!(producer.send_slice(&[1, 2]), Ok(2));
    during(|| match producer.send_timeout(3, time) {
        Err(SendError::TimedOut) => Waiter::Parent,
        Err(SendError::Forked) => Waiter::Child,
        other => panic!("{other:?}"),
    });
    assert_eq!((consumer.try_recv(), consumer.try_recv()), (Ok(1), Ok(2)));
}

/// The process in which a wait returned.
#[derive(Debug, PartialEq, Eq)]
enum Waiter {
    Parent,
    Child,
}

/// Waits by `work`, during which a signal handler forks. Both processes must learn what they are.
fn during(work: impl FnOnce() -> Waiter) {
    let handler: extern "C" fn(libc::c_int) = fork_in_handler;
    // SAFETY: the handler only calls what it may call, and stores an atomic.
    let previous = unsafe { libc::signal(libc::SIGALRM, handler as libc::sighandler_t) };
    assert_ne!(previous, libc::SIG_ERR);
    FORKED.store(-1, Ordering::Relaxed);
    let soon = libc::itimerval {
        it_interval: libc::timeval { tv_sec: 0, tv_usec: 0 },
        it_value: libc::timeval { tv_sec: 0, tv_usec: 50_000 },
    };
    // SAFETY: the kernel reads one `itimerval`, which is live. It writes to no argument.
    let result =
        unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const soon, std::ptr::null_mut()) };
    assert_eq!(result, 0);
    let waiter = catch_unwind(AssertUnwindSafe(work));
    let pid = FORKED.load(Ordering::Relaxed);
    if pid == 0 {
        let is_right = matches!(waiter, Ok(Waiter::Child));
        // SAFETY: ends the child without running what belongs to the parent.
        unsafe { libc::_exit(i32::from(!is_right)) };
    }
    assert!(pid > 0, "the handler has not forked");
    wait(pid);
    assert_eq!(waiter.unwrap(), Waiter::Parent);
}

/// A price, with a descriptor.
#[ring_channel(kind = spsc, bits = 2, notify, shared, name = Watched)]
type WatchedPrice = i64;

/// A child that consumed an event would take it from its parent.
pub(crate) fn events(_: &Options) {
    let (mut producer, mut consumer) = WatchedShared::pair().unwrap();
    consumer.notifier().consume().unwrap();
    producer.try_send(1).unwrap();
    let mut ends = Some((producer, consumer));
    in_child(|| {
        let (mut producer, mut consumer) = ends.take().expect("not taken yet");
        let poller = ringmpsc_runtime::epoll::create().unwrap();
        consumer.notifier().consume().unwrap_err();
        producer.notifier().try_consume().unwrap_err();
        consumer.notifier().register_epoll(&poller, 1, false).unwrap_err();
        consumer.notifier().unregister_epoll(&poller).unwrap_err();
        drop((producer, consumer));
    });
    let (mut producer, mut consumer) = ends.expect("only the child has taken them");
    assert_eq!(consumer.notifier().consume().unwrap(), 1);
    assert_eq!(consumer.try_recv(), Ok(1));
    producer.try_send(2).unwrap();
    assert_eq!(consumer.notifier().consume().unwrap(), 1);
}

/// Runs `work` in a forked child, with the parent's values.
pub(crate) fn in_child(work: impl FnMut()) {
    // SAFETY: this program has one thread here, so the child may do anything.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork");
    if pid == 0 {
        let result = catch_unwind(AssertUnwindSafe(work));
        // SAFETY: ends the child without running what belongs to the parent.
        unsafe { libc::_exit(i32::from(result.is_err())) };
    }
    wait(pid);
}

/// Waits for a child that must succeed.
fn wait(pid: libc::pid_t) {
    let mut status = 0;
    // SAFETY: the kernel writes the status of our child to a live integer.
    let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    assert_eq!((waited, status), (pid, 0), "the child failed");
}
