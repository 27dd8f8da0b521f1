//! Waiting for several descriptors.

#[path = "support/child.rs"]
mod child;
#[path = "support/seccomp.rs"]
mod seccomp;
#[path = "support/signals.rs"]
mod signals;
#[path = "support/threads.rs"]
#[allow(dead_code, reason = "this test uses only a part of the file")]
mod threads;

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use ringmpsc_runtime::eventfd::EventFd;
use ringmpsc_runtime::poll::{Events, PollFd, poll, poll_one};

fn event() -> EventFd {
    EventFd::new().expect("the process may open another file")
}

fn soon() -> Instant {
    Instant::now() + Duration::from_millis(20)
}

#[test]
fn only_descriptors_with_events_are_counted() {
    let events = [event(), event(), event()];
    let mut fds = events.each_ref().map(|event| PollFd::new(event.as_fd(), Events::READABLE));
    assert_eq!(poll(&mut fds, Some(Instant::now())).expect("it can be polled"), 0);
    events[0].signal().expect("it can be signalled");
    events[2].signal().expect("it can be signalled");
    assert_eq!(poll(&mut fds, None).expect("it can be polled"), 2);
    let found = fds.each_ref().map(PollFd::events);
    assert_eq!(found, [Events::READABLE, Events::NONE, Events::READABLE]);
    events[0].consume().expect("it can be consumed");
    assert_eq!(poll(&mut fds, None).expect("it can be polled"), 1);
    assert!(fds[0].events().is_empty(), "the events are those of the last call");
}

#[test]
fn no_descriptors_are_a_sleep() {
    let start = Instant::now();
    assert_eq!(poll(&mut [], Some(soon())).expect("it can be polled"), 0);
    assert!(start.elapsed() >= Duration::from_millis(20));
}

#[test]
fn a_timeout_is_never_early() {
    let event = event();
    for wanted in [Duration::from_millis(20), Duration::from_micros(300), Duration::from_nanos(1)] {
        let start = Instant::now();
        let events = poll_one(event.as_fd(), Events::READABLE, Some(start + wanted));
        assert!(events.expect("it can be polled").is_empty());
        assert!(start.elapsed() >= wanted);
    }
    let past = Instant::now().checked_sub(Duration::from_secs(1));
    let events = poll_one(event.as_fd(), Events::READABLE, past);
    assert!(events.expect("it can be polled").is_empty());
}

#[test]
fn an_event_ends_the_wait() {
    let event = event();
    thread::scope(|scope| {
        let far = Instant::now() + Duration::from_secs(100_000_000);
        for deadline in [None, Some(far)] {
            let poller = scope.spawn({
                let event = &event;
                move || poll_one(event.as_fd(), Events::READABLE, deadline)
            });
            event.signal().expect("it can be signalled");
            let events = poller.join().expect("it has no reason to panic");
            assert_eq!(events.expect("it can be polled"), Events::READABLE);
            event.consume().expect("it can be consumed");
        }
    });
}

#[test]
fn a_closed_connection_is_an_event_without_a_request() {
    let (one, other) = UnixStream::pair().expect("sockets can be made");
    let events = || poll_one(one.as_fd(), Events::NONE, Some(Instant::now()));
    assert_eq!(events().expect("it can be polled"), Events::NONE);
    drop(other);
    // Another test may fork meanwhile. Its child has the other end until it executes a program.
    let hung_up = poll_one(one.as_fd(), Events::NONE, None).expect("it can be polled");
    assert_eq!(hung_up, Events::HANG_UP);
    let all = Events::READABLE | Events::WRITABLE | Events::PEER_CLOSED;
    let events = poll_one(one.as_fd(), all, None).expect("it can be polled");
    assert!(events.contains(Events::READABLE | Events::PEER_CLOSED | Events::HANG_UP));
}

#[test]
fn signals_neither_end_the_wait_nor_move_the_deadline() {
    child::run("signals_neither_end_the_wait_nor_move_the_deadline", &[], || {
        let event = event();
        signals::storm(
            || {},
            || {
                let before = signals::handled();
                // Repeat until signals have reached the thread.
                while signals::handled() < before + 10 {
                    let start = Instant::now();
                    let events = poll_one(event.as_fd(), Events::READABLE, Some(soon()));
                    assert!(events.expect("it can be polled").is_empty());
                    assert!(start.elapsed() >= Duration::from_millis(20));
                }
            },
        );
    });
}

#[test]
fn a_refusal_is_an_error() {
    child::run("a_refusal_is_an_error", &[], || {
        let event = event();
        seccomp::refuse(libc::SYS_ppoll, libc::EPERM);
        let error =
            poll_one(event.as_fd(), Events::READABLE, Some(soon())).expect_err("it is refused");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    });
}
