//! Signals over a connection, with peers that keep the rules and with peers that do not.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;
#[path = "support/seccomp.rs"]
mod seccomp;

use std::io;
use std::os::fd::AsFd;
use std::thread;
use std::time::Instant;

use libc::c_int;
use ringmpsc_runtime::poll::{Events, poll_one};
use ringmpsc_runtime::scm_rights::send;
use ringmpsc_runtime::unix_socket::SeqPacket;

fn pair() -> (SeqPacket, SeqPacket) {
    SeqPacket::pair().expect("sockets can be made")
}

fn consume(socket: &SeqPacket) -> usize {
    socket.consume_signals().expect("it can be read")
}

fn is_readable(socket: &SeqPacket) -> bool {
    let events = poll_one(socket.as_fd(), Events::READABLE, Some(Instant::now()));
    events.expect("it can be polled").contains(Events::READABLE)
}

fn assert_errno<T>(result: io::Result<T>, errno: c_int) {
    let error = result.err().expect("the call must fail");
    assert_eq!(error.raw_os_error(), Some(errno), "{error}");
}

#[test]
fn signals_make_the_other_end_readable_until_they_are_consumed() {
    let (one, other) = pair();
    for signals in [1, 2, 5] {
        assert!(!is_readable(&other));
        for _ in 0..signals {
            one.signal().expect("it can be signalled");
            assert!(is_readable(&other));
        }
        assert_eq!(consume(&other), signals);
        assert_eq!(consume(&other), 0);
        assert!(!is_readable(&one), "a signal goes one way");
    }
}

#[test]
fn a_signal_wakes_a_polling_thread() {
    let (one, other) = pair();
    thread::scope(|scope| {
        let poller = scope.spawn(|| poll_one(other.as_fd(), Events::READABLE, None));
        one.signal().expect("it can be signalled");
        let events = poller.join().expect("it has no reason to panic");
        assert_eq!(events.expect("it can be polled"), Events::READABLE);
    });
}

#[test]
fn a_peer_that_consumes_nothing_does_not_block_a_signal() {
    let (one, other) = pair();
    for _ in 0..100_000 {
        one.signal().expect("it can be signalled");
    }
    let mut total = 0;
    while is_readable(&other) {
        let count = consume(&other);
        assert!(count <= 1024, "{count}");
        total += count;
    }
    assert!((1..100_000).contains(&total), "{total}");
    one.signal().expect("it can be signalled");
    assert_eq!(consume(&other), 1);
}

#[test]
fn a_call_consumes_a_limited_number() {
    let (one, other) = pair();
    thread::scope(|scope| {
        let flood = scope.spawn(|| while one.signal().is_ok() {});
        for _ in 0..1000 {
            assert!(consume(&other) <= 1024);
        }
        drop(other);
        flood.join().expect("it ends when the connection is closed");
    });
}

#[test]
fn a_peer_that_sends_other_messages_leaves_nothing() {
    child::run("a_peer_that_sends_other_messages_leaves_nothing", &[], || {
        let (one, other) = pair();
        let before = descriptors::count();
        let fds = [one.as_fd(); 20];
        send(one.as_fd(), &[7; 1000], &fds, None).expect("there is space");
        one.signal().expect("it can be signalled");
        assert_eq!(consume(&other), 2);
        assert_eq!(descriptors::count(), before);
    });
}

#[test]
fn a_closed_connection_is_an_error_or_no_signal() {
    let (one, other) = pair();
    one.signal().expect("it can be signalled");
    drop(one);
    assert_errno(other.signal(), libc::EPIPE);
    assert_eq!((consume(&other), consume(&other)), (1, 0));
    assert!(is_readable(&other), "the end of the connection can be read");
    assert!(other.is_peer_gone().expect("it can be polled"));
}

#[test]
fn a_reset_keeps_the_signals() {
    let (one, other) = pair();
    one.signal().expect("it can be signalled");
    other.signal().expect("it can be signalled");
    drop(one);
    assert_errno(other.consume_signals(), libc::ECONNRESET);
    assert_eq!((consume(&other), consume(&other)), (1, 0));
}

#[test]
fn refusals_are_errors() {
    child::run("refusals_are_errors", &[], || {
        let (one, other) = pair();
        seccomp::refuse(libc::SYS_sendto, libc::EPERM);
        seccomp::refuse(libc::SYS_recvfrom, libc::EACCES);
        assert_errno(one.signal(), libc::EPERM);
        assert_errno(other.consume_signals(), libc::EACCES);
    });
}
