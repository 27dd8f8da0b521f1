//! A forked child does not inherit a ring.

use ringmpsc::process::{ClaimError, RecvError, SendError, SharedRing};

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
    (producer, consumer) = ends.expect("only the child has taken them");
    assert!(!producer.is_closed() && !consumer.is_closed(), "the child reached the parent");
    producer.try_send(2).unwrap();
    assert_eq!((consumer.try_recv(), consumer.try_recv()), (Ok(1), Ok(2)));
}

/// Runs `work` in a forked child, with the parent's values.
fn in_child(work: impl FnMut()) {
    // SAFETY: this program has one thread here, so the child may do anything.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork");
    if pid == 0 {
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        // SAFETY: ends the child without running what belongs to the parent.
        unsafe { libc::_exit(i32::from(result.is_err())) };
    }
    let mut status = 0;
    // SAFETY: the kernel writes the status of our child to a live integer.
    let waited = unsafe { libc::waitpid(pid, &raw mut status, 0) };
    assert_eq!((waited, status), (pid, 0), "the child failed");
}
