//! A forked child has a copy of a channel. No operation there waits for a lock that a thread of the
//! parent held at the fork, and none reaches the parent.

#[path = "forked/child.rs"]
mod child;

use std::future::Future;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use ringmpsc::__private::Sink as _;
use ringmpsc::pool::Pool;
use ringmpsc::{
    EventNotifier, RecvError, RecvTimeoutError, RegisterError, ResetError, WaitError, ring_channel,
};
use ringmpsc_tests::{Task, Waiting, Watchdog};

/// The message. One per kind, with all that takes a lock.
#[ring_channel(kind = spsc, bits = 4, wait, notify, futures, metrics, name = Spsc)]
#[ring_channel(kind = mpsc, bits = 4, wait, notify, futures, metrics, name = Mpsc)]
#[ring_channel(kind = spmc, bits = 4, wait, notify, futures, metrics, name = Spmc)]
#[ring_channel(kind = mpmc, bits = 4, wait, notify, futures, metrics, name = Mpmc)]
pub type Number = u64;

/// So many children are forked. Nearly every one finds a lock taken.
const CHILDREN: u64 = 24;

/// So many ends that do nothing: a snapshot looks at each of them under the lock.
const ENDS: usize = 500;

/// Ends the work of other threads.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` on two threads again and again while `body` runs.
fn meanwhile<T>(work: impl Fn() + Sync, body: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    work();
                }
            });
        }
        // Also when `body` panics: the scope waits for the threads.
        let _over = Over(&over);
        body()
    })
}

/// An epoll instance, which a child shares with its parent.
fn epoll() -> OwnedFd {
    rustix::event::epoll::create(rustix::event::epoll::CreateFlags::CLOEXEC).unwrap()
}

/// How many descriptors of the instance are readable. Waits for one: if another thread holds the
/// lock of the waiters during a send, that thread signals, a little later.
fn readable(epoll: &OwnedFd) -> usize {
    let mut events = Vec::with_capacity(4);
    let limit = rustix::time::Timespec { tv_sec: 20, tv_nsec: 0 };
    rustix::event::epoll::wait(epoll, rustix::buffer::spare_capacity(&mut events), Some(&limit))
        .unwrap()
}

/// What a child may not do to a descriptor of its parent.
fn is_not_usable(notifier: &EventNotifier, epoll: &OwnedFd) {
    notifier.consume().unwrap_err();
    let error = notifier.try_consume().unwrap_err();
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock);
    notifier.signal().unwrap_err();
    notifier.unregister_epoll(epoll).unwrap_err();
    notifier.register_epoll(epoll, 1, true).unwrap_err();
}

/// One test for each kind. `$busy` takes the locks in the parent; `$only_here` is what only
/// that kind has, in the child: no new end is registered, and nothing hangs.
macro_rules! kinds {
    ($(
        $kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr, $busy:expr,
            $only_here:expr;
    )*) => {
        $(
            #[test]
            fn $kind() {
                let _watchdog = Watchdog::start();
                child::report_panics_directly();
                let (channel, producer, consumer, _ends) = $open;
                let busy: fn(&$channel) = $busy;
                let only_here: fn(&$channel, &mut $producer, &mut $consumer) = $only_here;
                let notifier = Arc::new(EventNotifier::new().unwrap());
                let epoll = epoll();
                notifier.register_epoll(&epoll, 1, false).unwrap();
                let mut ends = (producer, consumer);
                ends.1.set_notifier(Some(Arc::clone(&notifier)));

                let ends = meanwhile(|| busy(&channel), || {
                    for number in 0..CHILDREN {
                        ends.0.try_send(number).unwrap();
                        assert_eq!(readable(&epoll), 1, "the channel has signalled");

                        ends = child::run(ends, |(mut producer, mut consumer)| {
                            is_not_usable(&notifier, &epoll);
                            // The child's copy of the channel works.
                            assert_eq!(consumer.try_recv(), Ok(number));
                            assert!(consumer.try_recv().unwrap_err().is_empty());
                            // The channel is open. An unpark reaches the child's ends only.
                            let wait = producer.wait_closed(Duration::ZERO);
                            assert_eq!(wait, Err(WaitError::TimedOut));
                            let mut context = Context::from_waker(Waker::noop());
                            assert!(pin!(producer.closed()).poll(&mut context).is_pending());
                            producer.unparker().unpark();
                            let wait = producer.wait_closed(Duration::MAX);
                            assert_eq!(wait, Err(WaitError::Interrupted));
                            consumer.unparker().unpark();
                            assert_eq!(consumer.recv(), Err(RecvError::Interrupted));
                            producer.try_send(number + 1).unwrap();
                            assert!(channel.len() == 1 && consumer.len() == 1);
                            only_here(&channel, &mut producer, &mut consumer);
                            consumer.set_notifier(None);
                            consumer.set_notifier(Some(Arc::clone(&notifier)));

                            // All that takes a lock.
                            let _ = channel.snapshot();
                            let _ = (channel.producer_count(), channel.consumer_count());
                            let _ = (channel.is_fully_drained(), format!("{channel:?}"));
                            if number % 4 < 2 {
                                let mut context = Context::from_waker(Waker::noop());
                                let closed = Pin::new(&mut producer).poll_close(&mut context);
                                assert!(closed.is_ready());
                            }
                            channel.close();
                            assert!(channel.is_closed());
                            assert_eq!(producer.wait_closed(Duration::MAX), Ok(()));
                            let mut context = Context::from_waker(Waker::noop());
                            assert!(pin!(producer.closed()).poll(&mut context).is_ready());
                            assert!(producer.try_send(0).unwrap_err().is_closed());
                            if number % 2 == 0 {
                                drop(producer);
                                drop(consumer);
                            } else {
                                drop(consumer);
                                drop(producer);
                            }
                        });

                        // The parent's event is still there, and its message, and its channel.
                        assert_eq!(readable(&epoll), 1, "the event was taken");
                        // A competing consumer that leaves signals, too.
                        assert!(notifier.consume().unwrap() >= 1);
                        assert_eq!(ends.1.try_recv(), Ok(number));
                        let wait = ends.1.recv_timeout(Duration::ZERO);
                        assert_eq!(wait, Err(RecvTimeoutError::Timeout));
                        let wait = ends.0.wait_closed(Duration::ZERO);
                        assert_eq!(wait, Err(WaitError::TimedOut));
                        assert!(!channel.is_closed());
                    }
                    ends
                });
                drop(ends);
            }
        )*
    };
}

kinds! {
    one_to_one: SpscChannel, SpscProducer, SpscConsumer, {
        let (producer, consumer) = SpscChannel::open();
        let channel = consumer.channel();
        (channel, producer, consumer, ())
    }, |channel| {
        let _ = channel.snapshot();
    }, |_, _, _| ();
    many_to_one: MpscChannel, MpscProducer, MpscConsumer, {
        let (channel, consumer) = MpscChannel::open();
        let producer = channel.register().unwrap();
        let others: Vec<_> = (0..ENDS).map(|_| channel.register().unwrap()).collect();
        (channel, producer, consumer, others)
    }, |channel| {
        drop(channel.register().unwrap());
        let _ = channel.snapshot();
    }, |channel, producer, consumer| {
        assert_eq!(channel.register().unwrap_err(), RegisterError::Forked);
        let id = producer.id();
        assert!(channel.len_of(id).is_none_or(|len| len == 1));
        let _ = channel.stats_of(id);
        assert_eq!(consumer.reset(), Err(ResetError::ProducersAlive));
        // The message, or none if the child cannot look for the ring.
        assert!(consumer.drain_from(id, drop) <= 1);
    };
    one_to_many: SpmcChannel, SpmcProducer, SpmcConsumer, {
        let (producer, channel) = SpmcChannel::open();
        let consumer = channel.register_consumer().unwrap();
        let others: Vec<_> = (0..ENDS).map(|_| channel.register_consumer().unwrap()).collect();
        (channel, producer, consumer, others)
    }, |channel| {
        drop(channel.register_consumer().unwrap());
        let _ = channel.snapshot();
    }, |channel, _, _| {
        assert_eq!(channel.register_consumer().unwrap_err(), RegisterError::Forked);
    };
    many_to_many: MpmcChannel, MpmcProducer, MpmcConsumer, {
        let channel = MpmcChannel::open();
        let producer = channel.register().unwrap();
        let consumer = channel.register_consumer().unwrap();
        let others: Vec<_> = (0..ENDS)
            .map(|_| (channel.register().unwrap(), channel.register_consumer().unwrap()))
            .collect();
        (channel, producer, consumer, others)
    }, |channel| {
        drop((channel.register().unwrap(), channel.register_consumer().unwrap()));
        let _ = channel.snapshot();
    }, |channel, producer, _| {
        let id = producer.id();
        assert!(channel.len_of(id).is_none_or(|len| len == 1));
        let _ = channel.stats_of(id);
        assert_eq!(channel.register().unwrap_err(), RegisterError::Forked);
        assert_eq!(channel.register_consumer().unwrap_err(), RegisterError::Forked);
    };
}

/// A thread and a task of the parent wait for the close while a child closes its copy.
macro_rules! waits_for_the_close {
    ($($name:ident: $open:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let _watchdog = Watchdog::start();
                child::report_panics_directly();
                let (mut producer, mut consumer, _channel) = $open;
                thread::scope(|scope| {
                    let waiting = Waiting::start(scope, || producer.wait_closed(Duration::MAX));
                    for _ in 0..4 {
                        consumer = child::run(consumer, |consumer| consumer.channel().close());
                        waiting.sleeps();
                    }
                    consumer.channel().close();
                    assert_eq!(waiting.end(), Ok(()));
                });

                let (mut producer, mut consumer, channel) = $open;
                let task = Task::new();
                let mut closed = pin!(producer.closed());
                assert!(task.poll(closed.as_mut()).is_pending());
                consumer = child::run(consumer, |consumer| {
                    consumer.channel().close();
                    assert!(task.poll(closed.as_mut()).is_ready());
                });
                assert_eq!(task.wakes(), 0);
                assert!(task.poll(closed.as_mut()).is_pending());
                drop((consumer, channel));
                assert!(task.poll(closed.as_mut()).is_ready());
            }
        )*
    };
}

waits_for_the_close! {
    a_close_in_a_child_ends_no_wait_of_spsc: {
        let (producer, consumer) = SpscChannel::open();
        let channel = consumer.channel();
        (producer, consumer, channel)
    };
    a_close_in_a_child_ends_no_wait_of_mpsc: {
        let (channel, consumer) = MpscChannel::open();
        (channel.register().unwrap(), consumer, channel)
    };
    a_close_in_a_child_ends_no_wait_of_spmc: {
        let (producer, channel) = SpmcChannel::open();
        (producer, channel.register_consumer().unwrap(), channel)
    };
    a_close_in_a_child_ends_no_wait_of_mpmc: {
        let channel = MpmcChannel::open();
        (channel.register().unwrap(), channel.register_consumer().unwrap(), channel)
    };
}

/// A child that cannot lock the homes of a pool gets a `Local` without a home: slabs go to the
/// list. The child writes a byte if it was so.
#[test]
fn a_local_of_a_child_needs_no_home() {
    const SLABS: usize = 16;
    let _watchdog = Watchdog::start();
    child::report_panics_directly();
    let pool = Pool::with(64, SLABS).unwrap();
    let mut held = pool.alloc().unwrap();
    held.extend_from_slice(b"the parent's").unwrap();
    let (mut without_home, report) = UnixStream::pair().unwrap();

    let busy = || drop(pool.local());
    let held = meanwhile(busy, || {
        for _ in 0..CHILDREN {
            held = child::run(held, |mut held| {
                let mut local = pool.local();
                // From a list of 16, a `Local` takes two slabs. With a home, it keeps both.
                let mut slab = local.alloc().unwrap();
                assert_eq!(pool.available(), SLABS - 3);
                slab.extend_from_slice(b"the child's").unwrap();
                local.free(slab);
                if pool.available() == SLABS - 2 {
                    (&report).write_all(b"!").unwrap();
                }
                // All slabs but the one that the parent's thread held at the fork.
                let slabs: Vec<_> = std::iter::from_fn(|| local.alloc()).collect();
                assert_eq!((slabs.len(), pool.available()), (SLABS - 1, 0));
                for slab in slabs {
                    local.free(slab);
                }
                held.clear();
                held.extend_from_slice(b"changed").unwrap();
                local.free(held);
                // One stays in the `Local`.
                drop(local.alloc().unwrap());
                drop(local);
                assert_eq!(pool.available(), SLABS);
            });
            assert_eq!((pool.available(), &held[..]), (SLABS - 1, &b"the parent's"[..]));
        }
        held
    });
    drop(report);
    let mut children = Vec::new();
    let end = without_home.read_to_end(&mut children);
    assert!(end.is_ok_and(|count| count > 0), "each child has found the lock free");
    drop(held);
    assert_eq!(pool.available(), SLABS);
}
