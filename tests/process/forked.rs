//! A forked child does not inherit a ring.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ringmpsc::process::{
    ClaimError, RecvError, SendError, SharedConsumer, SharedProducer, SharedRing,
};

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
