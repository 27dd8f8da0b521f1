//! Where the kernel refuses membarrier(2), from the beginning or later, where it kills a process
//! that asks for its CPUs, and where it refuses memory.

#[path = "../ringmpsc-runtime/tests/support/seccomp.rs"]
#[allow(dead_code, reason = "there is more in it than is used here")]
mod seccomp;

use std::os::raw::c_int;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc::pool::{CreatePoolError, Pool};
use ringmpsc::{
    Consume, EventLoop, RecvTimeoutError, WaitStrategy, Waiter, affinity, ring_channel,
};
use ringmpsc_runtime::calls;
use ringmpsc_tests::{Memory, Watchdog, alone, ends, everybody_else_sleeps, open};

/// The message.
#[ring_channel(kind = spsc, bits = 1, wait, name = One)]
#[ring_channel(kind = mpsc, bits = 1, wait, name = Many)]
#[ring_channel(kind = spmc, bits = 1, wait, name = Shared)]
#[ring_channel(kind = mpmc, bits = 1, wait, name = ManyShared)]
pub type Number = u64;

/// The message of channels with so much space that their ends keep a distance.
#[ring_channel(kind = spsc, bits = 9, wait, name = RoomyOne)]
#[ring_channel(kind = mpsc, bits = 9, wait, name = RoomyMany)]
#[ring_channel(kind = spmc, bits = 9, wait, name = RoomyShared)]
#[ring_channel(kind = mpmc, bits = 9, wait, name = RoomyManyShared)]
pub type Roomy = u64;

const AT_ONCE: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`
const REGISTRATION: c_int = 16;

/// Less than a thread waits that was refused a fence, and far more than a store takes to become
/// visible.
const DRAIN: Duration = Duration::from_millis(1);

/// Two threads that sleep whenever they can: for messages, and for space.
fn exchange(
    (mut asks, mut asked): (OneProducer, OneConsumer),
    (mut answers, mut answered): (ManyProducer, ManyConsumer),
    rounds: u64,
) {
    let _watchdog = Watchdog::start();
    let before = calls::futex();
    thread::scope(|scope| {
        scope.spawn(move || {
            for _ in 0..rounds {
                let mut numbers = Vec::new();
                while numbers.len() < 4 {
                    asked.consume_batch_wait(|number| numbers.push(*number), AT_ONCE).unwrap();
                }
                answers.send_all(&numbers, AT_ONCE).unwrap();
            }
        });
        for round in 0..rounds {
            let numbers = [0, 1, 2, 3].map(|k| 4 * round + k);
            asks.send_all(&numbers, AT_ONCE).unwrap();
            let mut answer = Vec::new();
            while answer.len() < 4 {
                answered.consume_batch_wait(|number| answer.push(*number), AT_ONCE).unwrap();
            }
            assert_eq!(answer, numbers);
        }
    });
    assert!(calls::futex() > before, "nobody has slept");
}

fn many() -> (ManyProducer, ManyConsumer) {
    ends!(mpsc, ManyChannel)
}

/// Whoever waits executes a fence itself, and asks no more for what it was refused.
#[test]
fn channels_work_where_there_is_no_membarrier() {
    alone("channels_work_where_there_is_no_membarrier", || {
        seccomp::refuse(libc::SYS_membarrier, libc::ENOSYS);
        exchange(OneChannel::open(), many(), 2_000);
        assert_eq!(calls::membarrier(), 1, "whether there is one");
    });
}

#[test]
fn channels_work_where_membarrier_is_forbidden() {
    alone("channels_work_where_membarrier_is_forbidden", || {
        seccomp::refuse_first_argument(libc::SYS_membarrier, REGISTRATION, libc::EPERM);
        exchange(OneChannel::open(), many(), 2_000);
        assert_eq!(calls::membarrier(), 2, "whether there is one, and whether it may be used");
    });
}

/// Whoever is refused a fence that was granted before waits until it needs none.
#[test]
fn channels_go_on_when_membarrier_fails_later() {
    alone("channels_go_on_when_membarrier_fails_later", || {
        let (one, many) = (OneChannel::open(), many());
        seccomp::refuse(libc::SYS_membarrier, libc::ENOMEM);
        let (before, start) = (calls::membarrier(), Instant::now());
        // Each time it falls asleep costs some milliseconds now.
        exchange(one, many, 10);
        let refused = u32::try_from(calls::membarrier() - before).unwrap();
        assert!(refused > 0, "these channels have fences of the other kind");
        let two_threads = 2 * start.elapsed();
        assert!(two_threads >= refused * DRAIN, "{refused} refusals in {two_threads:?}");
    });
}

/// All that finding out the number of CPUs takes. Nothing else here needs it.
fn forbid_counting_cpus() {
    for call in [libc::SYS_sched_getaffinity, libc::SYS_openat, libc::SYS_getdents64] {
        seccomp::kill(call);
    }
}

/// Two ends in full flow. First the consumer finds one message at each load of the cursor, and
/// tries pauses. Then each end finds nothing in every round. Then each waits in vain.
macro_rules! flow {
    ($producer:ident, $consumer:ident) => {{
        for _ in 0..1_000 {
            $producer.try_send(7).unwrap();
            assert_eq!($consumer.try_recv(), Ok(7));
        }
        for _ in 0..1_000 {
            assert_eq!($producer.send_slice(&[7; 512]), 512);
            assert!($producer.try_send(7).unwrap_err().is_full());
            let mut received = 0;
            while received < 512 {
                received += $consumer.consume_batch(|_| ());
            }
            $consumer.try_recv().unwrap_err();
        }
        let short = Duration::from_millis(1);
        assert_eq!($consumer.recv_timeout(short), Err(RecvTimeoutError::Timeout));
        assert_eq!($producer.send_slice(&[7; 512]), 512);
        assert!($producer.send_timeout(7, short).is_err());
    }};
}

/// Opens channels of all kinds, and uses them when the CPUs cannot be counted any more.
fn flow_without_counting_cpus() {
    let (mut producer, mut consumer) = RoomyOneChannel::open();
    let (channel, mut consumer_of_many) = RoomyManyChannel::open();
    let mut producer_of_many = channel.register().unwrap();
    let (mut producer_for_shared, channel) = RoomySharedChannel::open();
    let mut shared = channel.register_consumer().unwrap();
    let channel = RoomyManySharedChannel::open();
    let mut producer_for_many_shared = channel.register().unwrap();
    let mut many_shared = channel.register_consumer().unwrap();
    forbid_counting_cpus();
    flow!(producer, consumer);
    flow!(producer_of_many, consumer_of_many);
    flow!(producer_for_shared, shared);
    flow!(producer_for_many_shared, many_shared);
    let mut waiter = Waiter::new(WaitStrategy::BusySpin);
    for _ in 0..100 {
        assert!(waiter.wait(|_| unreachable!("this strategy does not park")));
    }
}

#[test]
fn no_operation_counts_the_cpus() {
    alone("no_operation_counts_the_cpus", flow_without_counting_cpus);
}

#[test]
fn with_one_cpu_no_operation_counts_the_cpus() {
    affinity::bind_to_cpu(affinity::usable_cpus().unwrap()[0]).unwrap();
    alone("with_one_cpu_no_operation_counts_the_cpus", flow_without_counting_cpus);
}

/// Runs `wakes` in a thread that is refused futex(2), once all other threads sleep. The thread does
/// not end: the standard library would have to wake the thread that joins it.
fn without_futexes(wakes: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        seccomp::refuse(libc::SYS_futex, libc::EPERM);
        while !everybody_else_sleeps() {
            thread::sleep(Duration::from_millis(1));
        }
        // A producer sleeps for a quarter of a millisecond first, and only then without a limit.
        thread::sleep(Duration::from_millis(50));
        wakes();
        loop {
            thread::sleep(Duration::from_secs(3600));
        }
    });
}

/// The waiting thread is late, and does not sleep for ever. `$open` is an expression for an object
/// that closes the channel, a producer and a consumer.
macro_rules! woken_by_the_refused {
    ($kind:ident, $open:expr) => {
        mod $kind {
            use super::*;

            fn alone(test: &str, body: impl FnOnce()) {
                super::alone(&format!("{}::{test}", stringify!($kind)), || {
                    let _watchdog = Watchdog::start();
                    body();
                    assert!(calls::expired_sleeps() > 0, "it was woken, or never slept");
                });
            }

            #[test]
            fn a_refused_producer_wakes_the_consumer() {
                alone("a_refused_producer_wakes_the_consumer", || {
                    let (_channel, mut producer, mut consumer) = $open;
                    without_futexes(move || producer.try_send(7).unwrap());
                    assert_eq!(consumer.recv(), Ok(7));
                });
            }

            #[test]
            fn a_refused_consumer_wakes_the_producer() {
                alone("a_refused_consumer_wakes_the_producer", || {
                    let (_channel, mut producer, mut consumer) = $open;
                    assert_eq!(producer.send_slice(&[7, 8]), 2);
                    without_futexes(move || {
                        assert_eq!(consumer.try_recv(), Ok(7));
                        // It must not be dropped here: that is another wake.
                        std::mem::forget(consumer);
                    });
                    assert_eq!(producer.send(9), Ok(()));
                });
            }

            #[test]
            fn a_refused_close_wakes_the_consumer() {
                alone("a_refused_close_wakes_the_consumer", || {
                    let (channel, producer, mut consumer) = $open;
                    without_futexes(move || channel.close());
                    assert!(consumer.recv().is_err());
                    drop(producer);
                });
            }

            #[test]
            fn a_refused_alarm_clock_wakes_the_consumer() {
                alone("a_refused_alarm_clock_wakes_the_consumer", || {
                    let (_channel, _producer, mut consumer) = $open;
                    let clock = consumer.unparker();
                    without_futexes(move || clock.unpark());
                    Consume::park(&mut consumer, None);
                });
            }

            #[test]
            fn a_refused_stop_ends_the_event_loop() {
                alone("a_refused_stop_ends_the_event_loop", || {
                    let (_channel, _producer, consumer) = $open;
                    let event_loop = EventLoop::spawn(consumer, |_| (), AT_ONCE).unwrap();
                    let stopped = std::sync::Arc::new(event_loop);
                    let stops = stopped.clone();
                    without_futexes(move || stops.stop());
                    while !stopped.is_finished() {
                        thread::sleep(Duration::from_millis(1));
                    }
                });
            }
        }
    };
}

woken_by_the_refused!(spsc, open!(spsc, OneChannel));
woken_by_the_refused!(mpsc, open!(mpsc, ManyChannel));
woken_by_the_refused!(spmc, open!(spmc, SharedChannel));
woken_by_the_refused!(mpmc, open!(mpmc, ManySharedChannel));

/// The slabs, the list or the words for handles do not fit into what the process may map. None of
/// the memory is written.
#[test]
fn a_pool_that_does_not_fit_into_memory_is_an_error() {
    alone("a_pool_that_does_not_fit_into_memory_is_an_error", || {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: the call writes one `rlimit`, which is alive.
        assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) }, 0);
        // The slabs take 256 MiB, the list 32 MiB, and the words 256 MiB.
        for mebibytes in [100, 270, 400] {
            let mapped = Memory::now().mapped + (mebibytes << 20);
            let low = libc::rlimit { rlim_cur: mapped as libc::rlim_t, ..limit };
            // SAFETY: the call reads one `rlimit`, which is alive.
            assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const low) }, 0);
            let pool = Pool::with(1, Pool::MAX_SLABS);
            // SAFETY: as above.
            assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) }, 0);
            assert_eq!(pool.err(), Some(CreatePoolError::OutOfMemory), "{mebibytes} MiB");
        }
    });
}
