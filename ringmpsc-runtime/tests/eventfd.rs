//! A counter behind a file descriptor.

#[path = "support/child.rs"]
mod child;

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::Barrier;
use std::thread;

use libc::{c_int, pollfd};
use ringmpsc_runtime::calls;
use ringmpsc_runtime::eventfd::EventFd;

fn event() -> EventFd {
    EventFd::new().expect("the process may open another file")
}

/// Waits until `fd` is readable or the time is up, and returns whether it is readable: poll(2).
fn poll(fd: BorrowedFd<'_>, milliseconds: c_int) -> bool {
    let mut polled = pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: the kernel reads and writes one `pollfd`, which is live and exclusively borrowed.
    let result = unsafe { libc::poll(&raw mut polled, 1, milliseconds) };
    assert!(result >= 0, "{}", io::Error::last_os_error());
    result == 1 && polled.revents == libc::POLLIN
}

fn is_readable(event: &EventFd) -> bool {
    poll(event.as_fd(), 0)
}

fn get_flags(event: &EventFd, command: c_int) -> c_int {
    // SAFETY: the commands used here take no argument. `event` keeps the descriptor open.
    let flags = unsafe { libc::fcntl(event.as_raw_fd(), command) };
    assert!(flags >= 0, "{}", io::Error::last_os_error());
    flags
}

#[test]
fn signals_add_up_until_they_are_consumed() {
    let event = event();
    assert!(!is_readable(&event));
    assert_eq!(event.consume().expect("an empty counter is not an error"), 0);
    for signals in [1, 2, 5] {
        for _ in 0..signals {
            event.signal().expect("it can be signalled");
            assert!(is_readable(&event));
        }
        assert_eq!(event.consume().expect("it can be consumed"), signals);
        assert!(!is_readable(&event));
        assert_eq!(event.consume().expect("an empty counter is not an error"), 0);
    }
}

#[test]
fn a_saturated_counter_stays_readable() {
    let event = event();
    let highest = u64::MAX - 1;
    // SAFETY: the call reads eight bytes from the second argument, which points to a live `u64`.
    // The descriptor is open, as it is borrowed.
    let written = unsafe { libc::write(event.as_raw_fd(), (&raw const highest).cast(), 8) };
    assert_eq!(written, 8);
    event.signal().expect("a counter at its maximum is readable");
    assert!(is_readable(&event));
    assert_eq!(event.consume().expect("it can be consumed"), highest);
    event.signal().expect("the counter is 0 again");
    assert_eq!(event.consume().expect("it can be consumed"), 1);
}

#[test]
fn it_is_not_inherited_and_does_not_block() {
    let event = event();
    assert_eq!(get_flags(&event, libc::F_GETFD) & libc::FD_CLOEXEC, libc::FD_CLOEXEC);
    assert_eq!(get_flags(&event, libc::F_GETFL) & libc::O_NONBLOCK, libc::O_NONBLOCK);
}

#[test]
fn a_descriptor_of_another_type_is_an_error() {
    let (read, write) = io::pipe().expect("a pipe can be made");
    let null = std::fs::File::open("/dev/null").expect("it exists");
    for fd in [OwnedFd::from(read), OwnedFd::from(write), OwnedFd::from(null)] {
        let error = EventFd::from_fd(fd).expect_err("it is not an eventfd");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}

/// All duplicates of a descriptor have the same flags. So a process that has one can make the calls
/// of another process block. A wrapped descriptor does not block at first.
#[test]
fn the_flags_belong_to_all_duplicates() {
    let event = event();
    let duplicate = event.as_fd().try_clone_to_owned().expect("a descriptor is free");
    // SAFETY: this command takes an integer. The descriptor is open.
    let result = unsafe { libc::fcntl(duplicate.as_raw_fd(), libc::F_SETFL, 0) };
    assert_eq!(result, 0, "{}", io::Error::last_os_error());
    assert_eq!(get_flags(&event, libc::F_GETFL) & libc::O_NONBLOCK, 0);
    let other = EventFd::from_fd(duplicate).expect("it is an eventfd");
    for event in [&event, &other] {
        assert_eq!(get_flags(event, libc::F_GETFL) & libc::O_NONBLOCK, libc::O_NONBLOCK);
    }
    other.signal().expect("it can be signalled");
    assert_eq!(event.consume().expect("it can be consumed"), 1);
}

#[test]
fn eventfds_are_independent() {
    let (one, other) = (event(), event());
    one.signal().expect("it can be signalled");
    assert_eq!(other.consume().expect("an empty counter is not an error"), 0);
    assert_eq!(one.consume().expect("it can be consumed"), 1);
}

#[test]
fn a_signal_wakes_a_polling_thread() {
    let event = event();
    thread::scope(|scope| {
        let poller = scope.spawn(|| poll(event.as_fd(), -1));
        event.signal().expect("it can be signalled");
        assert!(poller.join().expect("it can be polled"));
    });
}

#[test]
fn no_signal_is_lost_or_consumed_twice() {
    const THREADS: u64 = 2;
    const SIGNALS: u64 = 10_000;
    let event = event();
    let start = Barrier::new(3);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                for _ in 0..SIGNALS {
                    event.signal().expect("it can be signalled");
                }
            });
        }
        start.wait();
        let mut consumed = 0;
        while consumed < THREADS * SIGNALS {
            assert!(poll(event.as_fd(), -1));
            consumed += event.consume().expect("it can be consumed");
        }
        assert_eq!(consumed, THREADS * SIGNALS);
    });
    assert_eq!(event.consume().expect("an empty counter is not an error"), 0);
}

#[test]
fn it_is_closed_on_drop() {
    child::run("it_is_closed_on_drop", &[], || {
        let event = event();
        let number = event.as_raw_fd();
        drop(event);
        // SAFETY: the command takes no argument, and the kernel checks the descriptor.
        let result = unsafe { libc::fcntl(number, libc::F_GETFD) };
        let error = io::Error::last_os_error();
        assert_eq!((result, error.raw_os_error()), (-1, Some(libc::EBADF)));
    });
}

#[test]
fn each_call_is_counted() {
    child::run("each_call_is_counted", &[], || {
        let counted = |call: &dyn Fn()| {
            let before = (calls::futex(), calls::eventfd());
            call();
            (calls::futex() - before.0, calls::eventfd() - before.1)
        };
        let event = event();
        assert_eq!(counted(&|| drop(EventFd::new())), (0, 1));
        assert_eq!(counted(&|| drop(event.signal())), (0, 1));
        assert_eq!(counted(&|| drop(event.consume())), (0, 1));
        assert_eq!(counted(&|| drop(event.consume())), (0, 1));
        assert_eq!(counted(&|| _ = (event.as_fd(), event.as_raw_fd())), (0, 0));
    });
}
