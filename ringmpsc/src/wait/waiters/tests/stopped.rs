//! A notifying thread is stopped while it takes the waker of an owner.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use ringmpsc_macros::ring_channel;

use crate::consumer::Source as _;
use crate::kind::spsc::{Ends, SpscHandle};
use crate::wait::Waiters;
use crate::wait::listeners::Way;
use crate::wait::waker_cell::WakerCell;

#[ring_channel(crate = crate, kind = spsc, bits = 1, futures, name = Waited)]
type Number = u64;

fn open() -> Ends<WaitedRing> {
    SpscHandle::open()
}

/// Counts how often it was woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

struct Task {
    count: Arc<Count>,
    waker: Waker,
}

impl Task {
    fn new() -> Self {
        let count = Arc::<Count>::default();
        Self { waker: Waker::from(Arc::clone(&count)), count }
    }

    fn context(&self) -> Context<'_> {
        Context::from_waker(&self.waker)
    }

    /// How often it was woken since the last call.
    fn woken(&self) -> usize {
        self.count.0.swap(0, Ordering::Relaxed)
    }
}

/// The cell of the owner's task that waits in this way.
fn cell(waiters: &Waiters, way: Way) -> &WakerCell {
    waiters.cell(way).expect("a task has a cell")
}

/// The task waits. Then the thread that notifies it is stopped, and the task is polled again, and
/// so is another task. Then the thread goes on.
fn polled_while_stopped<T>(cell: &WakerCell, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) {
    let [task, other] = [Task::new(), Task::new()];
    assert!(poll(&mut task.context()).is_pending());
    let go_on = cell.stop_in_taking();
    for _ in 0..3 {
        assert!(poll(&mut task.context()).is_pending());
        assert_eq!(task.woken(), 0, "the stopped thread wakes this task");
        assert!(poll(&mut other.context()).is_pending());
        assert_eq!(other.woken(), 1, "no thread wakes this task");
    }
    go_on();
    assert_eq!((task.woken(), other.woken()), (1, 0));
    assert!(poll(&mut task.context()).is_pending());
    assert_eq!(task.woken(), 0, "the task waits");
}

#[test]
fn a_stream_does_not_spin() {
    let (mut producer, mut consumer) = open();
    let waiters = Arc::clone(consumer.rings.waiters());
    polled_while_stopped(cell(&waiters, Way::Stream), |context| consumer.poll_recv(context));
    producer.try_send(1).unwrap();
    assert_eq!(consumer.try_recv(), Ok(1));
}

#[test]
fn a_receive_does_not_spin() {
    let (mut producer, mut consumer) = open();
    let waiters = Arc::clone(consumer.rings.waiters());
    {
        let mut receiving = pin!(consumer.recv_async());
        polled_while_stopped(cell(&waiters, Way::Future), |context| {
            receiving.as_mut().poll(context)
        });
    }
    producer.try_send(1).unwrap();
    assert_eq!(consumer.try_recv(), Ok(1));
}

#[test]
fn a_sink_a_send_and_a_reservation_do_not_spin() {
    let (mut producer, _consumer) = open();
    let ring = producer.ring().clone();
    let waiters = ring.space_waiters();
    assert_eq!(producer.send_slice(&[0, 1]), 2);
    polled_while_stopped(cell(waiters, Way::Stream), |context| producer.poll_ready(context));
    {
        let mut sending = pin!(producer.send_async(2));
        polled_while_stopped(cell(waiters, Way::Future), |context| sending.as_mut().poll(context));
    }
    let mut reserving = pin!(producer.reserve_async(1));
    polled_while_stopped(cell(waiters, Way::Future), |context| {
        reserving.as_mut().poll(context).map(|_| ())
    });
}

#[test]
fn a_wait_for_the_close_does_not_spin() {
    let (mut producer, consumer) = open();
    let ring = producer.ring().clone();
    let mut closed = pin!(producer.closed());
    polled_while_stopped(cell(ring.space_waiters(), Way::Future), |context| {
        closed.as_mut().poll(context)
    });
    drop(consumer);
    assert!(closed.poll(&mut Task::new().context()).is_ready());
}
