//! An unparking thread that stalls between its two steps.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use ringmpsc_macros::ring_channel;

use crate::consumer::Source as _;
use crate::error::RecvError;

#[ring_channel(crate = crate, kind = spmc, bits = 2, wait, futures, name = One)]
#[ring_channel(crate = crate, kind = mpmc, bits = 2, wait, futures, name = Many)]
type Number = u64;

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A thread and a task wait for one message. The producer wakes the thread for it. The thread is
/// interrupted, and so the task gets the message, before the unparking thread wakes anything.
macro_rules! kinds {
    ($($kind:ident: $open:expr;)*) => {
        $(
            #[test]
            fn $kind() {
                let (mut producer, channel) = $open;
                let [mut first, mut second] =
                    [(); 2].map(|()| channel.register_consumer().unwrap());
                let woken = Arc::new(Woken(AtomicBool::new(false)));
                let waker = Waker::from(Arc::clone(&woken));
                let mut receiving = pin!(second.recv_async());
                let context = &mut Context::from_waker(&waker);
                assert!(receiving.as_mut().poll(context).is_pending());

                let interrupt = first.consumer.interrupt.clone();
                let waiters = Arc::clone(first.consumer.rings.waiters());
                thread::scope(|scope| {
                    let first = scope.spawn(|| first.recv());
                    // The thread and the task.
                    while waiters.waiting() < 2 {
                        thread::yield_now();
                    }
                    // Now the kernel has it in its queue. If not, the producer wakes the task.
                    thread::sleep(Duration::from_millis(20));
                    interrupt.set();
                    producer.try_send(7).unwrap();
                    assert_eq!(first.join().unwrap(), Err(RecvError::Interrupted));
                });
                assert!(woken.0.load(Ordering::Relaxed), "the message is stranded");
                assert_eq!(receiving.poll(context), Poll::Ready(Ok(7)));
            }
        )*
    };
}

kinds! {
    of_one_ring: OneChannel::open();
    of_many_rings: {
        let channel = ManyChannel::open();
        (channel.register().unwrap(), channel)
    };
}
