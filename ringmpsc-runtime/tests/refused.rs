//! A sandbox that refuses system calls. The crate reports each refusal without a panic, and memory
//! is still usable.

#[path = "support/child.rs"]
mod child;
#[path = "support/seccomp.rs"]
mod seccomp;
#[path = "support/threads.rs"]
#[allow(dead_code, reason = "this test uses only a part of the file")]
mod threads;

use std::alloc::Layout;
use std::io;
use std::os::fd::AsRawFd;
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use libc::{c_int, c_long};
use ringmpsc_runtime::eventfd::EventFd;
use ringmpsc_runtime::futex::{Wake, wait, wake_all, wake_one};
use ringmpsc_runtime::membarrier::{self, Unavailable};
use ringmpsc_runtime::numa::{Obtained, Policy, Problem, Region, Topology};
use ringmpsc_runtime::{SyscallError, affinity, calls};

/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED`
const PRIVATE_EXPEDITED: c_int = 8;

/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED`
const REGISTER_PRIVATE_EXPEDITED: c_int = 16;

fn assert_refused(refusal: SyscallError, call: &str, errno: c_int) {
    assert_eq!((refusal.call(), refusal.errno()), (call, errno));
}

fn assert_membarrier_is_refused(errno: c_int) {
    match membarrier::register() {
        Err(Unavailable::Refused(refusal)) => assert_refused(refusal, "membarrier", errno),
        other => panic!("{other:?}"),
    }
}

#[test]
fn membarrier_unknown() {
    child::run("membarrier_unknown", &[], || {
        seccomp::refuse(libc::SYS_membarrier, libc::ENOSYS);
        assert_membarrier_is_refused(libc::ENOSYS);
        let error = membarrier::heavy().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::ENOSYS));
    });
}

#[test]
fn membarrier_registration_forbidden() {
    child::run("membarrier_registration_forbidden", &[], || {
        let call = libc::SYS_membarrier;
        seccomp::refuse_first_argument(call, REGISTER_PRIVATE_EXPEDITED, libc::EPERM);
        assert_membarrier_is_refused(libc::EPERM);
    });
}

#[test]
fn membarrier_fails_later() {
    child::run("membarrier_fails_later", &[], || {
        membarrier::register().expect("these tests run where membarrier exists");
        membarrier::heavy().expect("the process is registered");
        seccomp::refuse_first_argument(libc::SYS_membarrier, PRIVATE_EXPEDITED, libc::ENOMEM);
        let error = membarrier::heavy().expect_err("memory is out");
        assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
        assert_eq!(membarrier::register(), Ok(()), "the registration stands");
    });
}

/// Makes a region while `calls` are refused, and checks that its memory is usable.
fn region_without(calls: &[c_long], policy: Policy) -> Region {
    for call in calls {
        seccomp::refuse(*call, libc::EPERM);
    }
    let region = Region::new(Layout::new::<u64>(), policy).expect("a page is available");
    let word = region.as_ptr().cast::<u64>();
    // SAFETY: the region is aligned for a `u64`, valid for reads of its size and zeroed, and only
    // this function uses its address.
    let value = unsafe { word.read() };
    assert_eq!(value, 0);
    region
}

#[test]
fn placement_forbidden() {
    child::run("placement_forbidden", &[], || {
        let region = region_without(&[libc::SYS_mbind, libc::SYS_move_pages], Policy::Node(0));
        let placement = region.placement();
        assert_eq!(placement.target(), Some(0));
        assert_refused(placement.refusal().expect("it is refused"), "mbind", libc::EPERM);
        match placement.obtained() {
            Obtained::Unknown(refusal) => assert_refused(*refusal, "move_pages", libc::EPERM),
            Obtained::Sampled(sample) => panic!("the call was refused: {sample:?}"),
        }
        assert_eq!(placement.is_on_target(), None);
    });
}

#[test]
fn location_forbidden() {
    child::run("location_forbidden", &[], || {
        let region = region_without(&[libc::SYS_getcpu], Policy::Local);
        let placement = region.placement();
        assert_eq!(placement.target(), None);
        assert_refused(placement.refusal().expect("it is refused"), "getcpu", libc::EPERM);
        assert_eq!(placement.is_on_target(), None);
        // The C library may know the CPU without that call.
        match affinity::current_cpu() {
            Ok(cpu) => assert!(affinity::usable_cpus().expect("it is allowed").contains(&cpu)),
            Err(error) => assert_eq!(error.raw_os_error(), Some(libc::EPERM)),
        }
        let error = affinity::current_node().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
    });
}

#[test]
fn affinity_forbidden() {
    child::run("affinity_forbidden", &[], || {
        seccomp::refuse(libc::SYS_sched_getaffinity, libc::EPERM);
        let topology = Topology::from_sysfs(Path::new("/nonexistent"));
        assert!(topology.is_assumed());
        assert!(topology.nodes()[0].cpus.is_empty(), "CPUs are never guessed");
        let unknown = Problem::UnknownCpus { kind: io::ErrorKind::PermissionDenied };
        assert!(topology.problems().contains(&unknown), "{:?}", topology.problems());
    });
}

/// Runs the functions in a thread for which futex(2) is refused.
fn do_without_futexes() {
    static WORD: AtomicU32 = AtomicU32::new(7);
    seccomp::refuse(libc::SYS_futex, libc::EPERM);
    assert_eq!((wake_one(&WORD), wake_all(&WORD)), (0, 0));
    assert_eq!(wait(&WORD, 6, None), Wake::Changed);
    assert_eq!(wait(&WORD, 7, None), Wake::Woken);
    assert_eq!(wait(&WORD, 7, Some(Instant::now())), Wake::TimedOut);

    let before = calls::futex();
    let start = Instant::now();
    let wanted = Duration::from_millis(20);
    while wait(&WORD, 7, Some(start + wanted)) != Wake::TimedOut {}
    assert!(start.elapsed() >= wanted);
    // At most 20 naps, one shorter nap, and one call that finds the deadline passed.
    assert!(calls::futex() - before <= 22, "it must not spin");
}

/// The standard library needs futex(2) too. So the filter applies only to a thread that uses no
/// other futex. The test does not join the thread: in musl, a thread that ends wakes the joining
/// one by a futex.
#[test]
fn futex_forbidden() {
    const RUNNING: u32 = 0;
    const PASSED: u32 = 1;
    const FAILED: u32 = 2;
    static OUTCOME: AtomicU32 = AtomicU32::new(RUNNING);
    child::run("futex_forbidden", &[], || {
        thread::spawn(|| {
            let result = panic::catch_unwind(do_without_futexes);
            OUTCOME.store(if result.is_ok() { PASSED } else { FAILED }, Ordering::Release);
        });
        while OUTCOME.load(Ordering::Acquire) == RUNNING {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(OUTCOME.load(Ordering::Acquire), PASSED);
    });
}

/// The waiting thread may use futex(2), and the waking thread may not. The waking thread never
/// ends: in musl, a thread that ends wakes the joining one by a futex.
#[test]
fn futex_forbidden_to_the_waker() {
    static WORD: AtomicU32 = AtomicU32::new(0);
    static WAITING: AtomicI32 = AtomicI32::new(0);
    static WOKEN: AtomicU32 = AtomicU32::new(u32::MAX);
    child::run("futex_forbidden_to_the_waker", &[], || {
        let waiting = thread::spawn(|| {
            WAITING.store(threads::id(), Ordering::Release);
            wait(&WORD, 0, None)
        });
        thread::spawn(|| {
            seccomp::refuse(libc::SYS_futex, libc::EPERM);
            while calls::futex() == 0 || !threads::is_asleep(WAITING.load(Ordering::Acquire)) {
                thread::sleep(Duration::from_millis(1));
            }
            WORD.store(1, Ordering::Release);
            WOKEN.store(u32::try_from(wake_one(&WORD)).unwrap_or(9), Ordering::Release);
            loop {
                thread::sleep(Duration::from_secs(3600));
            }
        });
        let give_up = Instant::now() + Duration::from_secs(60);
        while !waiting.is_finished() {
            assert!(Instant::now() < give_up, "the thread still waits");
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(waiting.join().expect("it has no reason to panic"), Wake::Changed);
        assert_eq!(WOKEN.load(Ordering::Acquire), 0, "the sandbox did not refuse the wake");
        assert!(calls::expired_sleeps() > 0);
    });
}

#[test]
fn eventfd_forbidden() {
    child::run("eventfd_forbidden", &[], || {
        let event = EventFd::new().expect("it is not refused yet");
        seccomp::refuse(libc::SYS_eventfd2, libc::EPERM);
        let error = EventFd::new().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        seccomp::refuse_first_argument(libc::SYS_read, event.as_raw_fd(), libc::EACCES);
        let error = event.consume().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EACCES));
        seccomp::refuse_first_argument(libc::SYS_write, event.as_raw_fd(), libc::EACCES);
        let error = event.signal().expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EACCES));
    });
}
