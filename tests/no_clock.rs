//! Where there is no clock: a sandbox may refuse `clock_gettime`, where the vDSO does not answer
//! it.

use std::cell::Cell;
use std::os::raw::c_int;
use std::pin::Pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use libc::{clockid_t, timespec};
use ringmpsc::__private::Sink;
use ringmpsc::ring_channel;
use ringmpsc_runtime::calls;
use ringmpsc_tests::{Watchdog, alone, open};

/// The message of channels with so much space that their ends keep a distance.
#[ring_channel(kind = spsc, bits = 9, name = One)]
#[ring_channel(kind = mpsc, bits = 9, name = Many)]
#[ring_channel(kind = spmc, bits = 9, name = Shared)]
#[ring_channel(kind = mpmc, bits = 9, name = ManyShared)]
#[ring_channel(kind = spsc, bits = 1, wait, name = Waited)]
#[ring_channel(kind = spsc, bits = 1, futures, contention, name = Contended)]
pub type Number = u64;

thread_local! {
    /// Whether this thread has no clock.
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    /// The clock stands still here, for this thread.
    static STOPPED: Cell<Option<timespec>> = const { Cell::new(None) };
    /// How often this thread asked for the time.
    static READS: Cell<u64> = const { Cell::new(0) };
}

/// Takes the place of the C library's function.
///
/// # Safety
///
/// As for `clock_gettime(2)`.
#[unsafe(no_mangle)]
unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    READS.set(READS.get() + 1);
    if let Some(stopped) = STOPPED.get() {
        // SAFETY: the caller has a `timespec` there.
        unsafe { time.write(stopped) };
        return 0;
    }
    // The kernel refuses a clock that does not exist.
    let clock = if REFUSED.get() { c_int::MAX } else { clock };
    // SAFETY: the arguments are those of this system call.
    let result = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if result < 0 { -1 } else { 0 }
}

/// How often this thread asks for the time meanwhile.
fn reads(f: impl FnOnce()) -> u64 {
    let before = READS.get();
    f();
    READS.get() - before
}

/// Runs `f` without a clock.
fn without_a_clock<T>(f: impl FnOnce() -> T) -> T {
    REFUSED.set(true);
    let result = f();
    REFUSED.set(false);
    result
}

/// Runs `f` while the clock stands still.
fn with_a_stopped_clock<T>(f: impl FnOnce() -> T) -> T {
    STOPPED.set(Some(timespec { tv_sec: 1000, tv_nsec: 7 }));
    let result = f();
    STOPPED.set(None);
    result
}

/// The kernel limits the sleep, by its own clock.
#[test]
fn a_thread_sleeps_twice() {
    alone("a_thread_sleeps_twice", || {
        let _watchdog = Watchdog::start();
        let (mut producer, mut consumer) = WaitedChannel::open();
        let sending = thread::spawn(move || {
            while calls::expired_sleeps() == 0 {
                thread::sleep(Duration::from_millis(1));
            }
            producer.try_send(7).unwrap();
            producer
        });
        assert_eq!(reads(|| assert_eq!(without_a_clock(|| consumer.recv()), Ok(7))), 0);
        sending.join().unwrap();
    });
}

/// The time of a wait that goes on is unknown then. What was waited before it is known.
#[test]
fn time_that_cannot_be_read_is_not_waited() {
    alone("time_that_cannot_be_read_is_not_waited", || {
        let (mut producer, mut consumer) = ContendedChannel::open();
        let channel = producer.channel();
        let waited = || channel.snapshot().waited.unwrap();
        let mut context = Context::from_waker(Waker::noop());
        let mut full = |producer: &mut ContendedProducer| {
            assert_eq!(producer.send_slice(&[7; 2]), 2);
            assert!(Pin::new(producer).poll_ready(&mut context).is_pending());
        };
        full(&mut producer);
        while waited() == Duration::ZERO {}
        assert_eq!(consumer.consume_count(), 2);
        producer.try_send(7).unwrap();
        let before = waited();
        assert_eq!(consumer.consume_count(), 1);

        full(&mut producer);
        assert_eq!(without_a_clock(waited), before);
        producer.reset_contention();
        assert_eq!(without_a_clock(waited), Duration::ZERO);
        while waited() == Duration::ZERO {}
        // It ends without a clock, so its time is lost.
        assert_eq!(consumer.consume_count(), 2);
        without_a_clock(|| producer.try_send(7)).unwrap();
        assert_eq!(waited(), Duration::ZERO);
    });
}

/// What is tested here of one kind. `$open` is an expression for `(channel, producer, consumer)`.
macro_rules! kind {
    ($kind:ident, $open:expr) => {
        #[allow(dropping_copy_types, reason = "one kind opens without a handle")]
        mod $kind {
            use super::*;

            /// The ends of a channel whose ring is full. Before that, the consumer has found one
            /// message at each of so many loads of the cursor. After some of them, the next load
            /// that finds few is where a side asks for the time.
            macro_rules! full {
                ($channel:ident, $producer:ident, $consumer:ident, $loads:expr) => {
                    let ($channel, mut $producer, mut $consumer) = $open;
                    for _ in 0..$loads {
                        $producer.try_send(7).unwrap();
                        assert_eq!($consumer.try_recv(), Ok(7));
                    }
                    assert_eq!($producer.send_slice(&[7; 512]), 512);
                };
            }

            fn flow(
                producer: &mut impl ringmpsc::Produce<u64>,
                consumer: &mut impl ringmpsc::Consume<u64>,
            ) {
                for _ in 0..200 {
                    while producer.try_send(7).is_ok() {}
                    while consumer.try_recv().is_ok() {}
                }
            }

            /// A side that has found few for many windows asks for the time, and without it does
            /// not pause.
            #[test]
            fn messages_flow() {
                let test = concat!(stringify!($kind), "::messages_flow");
                alone(test, || {
                    let (_channel, mut producer, mut consumer) = $open;
                    let asked = reads(|| {
                        without_a_clock(|| flow(&mut producer, &mut consumer));
                    });
                    assert!(asked > 0, "this is no test");
                });
            }

            /// A simulator may stop the clock. Then a pause must end all the same.
            #[test]
            fn messages_flow_while_the_clock_stands_still() {
                let name = "::messages_flow_while_the_clock_stands_still";
                alone(&format!("{}{name}", stringify!($kind)), || {
                    let _watchdog = Watchdog::start();
                    let (_channel, mut producer, mut consumer) = $open;
                    let asked = reads(|| {
                        with_a_stopped_clock(|| flow(&mut producer, &mut consumer));
                    });
                    assert!(asked > 0, "this is no test");
                });
            }

            #[test]
            fn a_consumer_that_is_dropped_asks_for_no_time() {
                let name = "::a_consumer_that_is_dropped_asks_for_no_time";
                alone(&format!("{}{name}", stringify!($kind)), || {
                    for loads in 0..100 {
                        full!(channel, producer, consumer, loads);
                        drop(channel);
                        assert_eq!(reads(|| without_a_clock(|| drop(consumer))), 0);
                        assert!(producer.try_send(7).unwrap_err().is_closed());
                        assert_eq!(reads(|| without_a_clock(|| drop(producer))), 0);
                    }
                });
            }

            #[test]
            fn a_producer_that_is_dropped_asks_for_no_time() {
                let name = "::a_producer_that_is_dropped_asks_for_no_time";
                alone(&format!("{}{name}", stringify!($kind)), || {
                    for loads in 0..100 {
                        full!(channel, producer, consumer, loads);
                        drop(channel);
                        assert_eq!(reads(|| without_a_clock(|| drop(producer))), 0);
                        assert_eq!(reads(|| without_a_clock(|| drop(consumer))), 0);
                    }
                });
            }

            #[test]
            fn a_handle_that_is_dropped_last_asks_for_no_time() {
                let name = "::a_handle_that_is_dropped_last_asks_for_no_time";
                alone(&format!("{}{name}", stringify!($kind)), || {
                    for loads in 0..100 {
                        full!(channel, producer, consumer, loads);
                        let rest = || drop((producer, consumer, channel));
                        assert_eq!(reads(|| without_a_clock(rest)), 0);
                    }
                });
            }
        }
    };
}

kind!(spsc, {
    let (producer, consumer) = OneChannel::open();
    ((), producer, consumer)
});
kind!(mpsc, open!(mpsc, ManyChannel));
kind!(spmc, open!(spmc, SharedChannel));
kind!(mpmc, open!(mpmc, ManySharedChannel));
