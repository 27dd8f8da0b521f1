//! Messages with descriptors, from peers that keep the rules and from peers that do not.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;
#[path = "support/seccomp.rs"]
mod seccomp;
#[path = "support/signals.rs"]
mod signals;
#[path = "support/threads.rs"]
#[allow(dead_code, reason = "this test uses only a part of the file")]
mod threads;

use std::error::Error;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;
use ringmpsc_runtime::credentials::{self, Credentials};
use ringmpsc_runtime::eventfd::EventFd;
use ringmpsc_runtime::scm_rights::{
    MAX_FDS, ReceiveError, Received, receive, send, send_with_credentials,
};
use ringmpsc_runtime::unix_socket::SeqPacket;

fn pair() -> (SeqPacket, SeqPacket) {
    SeqPacket::pair().expect("sockets can be made")
}

fn event() -> EventFd {
    EventFd::new().expect("the process may open another file")
}

fn soon() -> Instant {
    Instant::now() + Duration::from_millis(20)
}

/// Sends `message` with `fds` duplicates of one descriptor.
fn send_fds(socket: &SeqPacket, message: &[u8], fds: usize) {
    let event = event();
    let fds = vec![event.as_fd(); fds];
    send(socket.as_fd(), message, &fds, None).expect("there is space");
}

/// Receives a message of `LENGTH` bytes.
fn receive_fds(socket: &SeqPacket, fds: usize) -> Result<Received, ReceiveError> {
    receive(socket.as_fd(), &mut [0; LENGTH], fds, Some(Instant::now()))
}

const LENGTH: usize = 5;

#[test]
fn descriptors_arrive_in_order() {
    let (one, other) = pair();
    for count in [0, 1, 2, 3, 4, MAX_FDS] {
        let sent: Vec<EventFd> = (0..count).map(|_| event()).collect();
        let fds: Vec<BorrowedFd> = sent.iter().map(AsFd::as_fd).collect();
        send(one.as_fd(), b"hello", &fds, None).expect("there is space");
        let mut message = [0; LENGTH];
        let received = receive(other.as_fd(), &mut message, count, None).expect("it waits");
        assert_eq!(&message, b"hello");
        assert_eq!(received.fds.len(), count);
        assert_eq!(received.credentials, None);
        for (k, event) in sent.iter().enumerate() {
            for _ in 0..=k {
                event.signal().expect("it can be signalled");
            }
            let mut counter = [0; 8];
            // SAFETY: the kernel writes at most 8 bytes to the second argument, which is live and
            // exclusively borrowed. The descriptor is open.
            let read = unsafe {
                libc::read(received.fds[k].as_raw_fd(), counter.as_mut_ptr().cast(), counter.len())
            };
            assert_eq!(read, 8, "it is the same eventfd");
            assert_eq!(usize::try_from(u64::from_ne_bytes(counter)), Ok(k + 1));
            assert!(descriptors::is_close_on_exec(&received.fds[k]));
        }
    }
}

#[test]
fn the_sender_keeps_its_descriptors() {
    let (one, other) = pair();
    let event = event();
    send(one.as_fd(), b"hello", &[event.as_fd()], None).expect("there is space");
    drop(receive_fds(&other, 1).expect("a message waits"));
    event.signal().expect("it is still open");
}

#[test]
fn a_message_without_the_expected_descriptors_is_an_error() {
    let (one, other) = pair();
    for (sent, expected) in [(0, 1), (1, 0), (1, 2), (3, 2), (2, 3)] {
        send_fds(&one, b"hello", sent);
        match receive_fds(&other, expected) {
            Err(ReceiveError::WrongDescriptors { expected: e, received }) => {
                assert_eq!((e, received), (expected, sent));
            }
            other => panic!("{sent} instead of {expected}: {other:?}"),
        }
    }
}

/// The kernel installs the descriptors that fit, and drops the others.
#[test]
fn too_many_descriptors_are_truncated() {
    let (one, other) = pair();
    for (sent, expected) in [(MAX_FDS, 0), (MAX_FDS, 2), (MAX_FDS, 100), (20, 2)] {
        send_fds(&one, b"hello", sent);
        let result = receive_fds(&other, expected);
        assert!(matches!(result, Err(ReceiveError::ControlTruncated)), "{result:?}");
    }
}

#[test]
fn no_error_leaves_a_descriptor() {
    child::run("no_error_leaves_a_descriptor", &[], || {
        let (one, other) = pair();
        let before = descriptors::count();
        for sent in [1, 2, 3, 5, 9, 10, 11, 12, MAX_FDS] {
            for expected in [0, 1, 2, 3, 4] {
                for message in [&b"hello"[..], b"hell", b"hello, world"] {
                    send_fds(&one, message, sent);
                    let is_expected = (sent, message.len()) == (expected, LENGTH);
                    let result = receive_fds(&other, expected);
                    assert_eq!(result.is_ok(), is_expected, "{sent} {expected} {result:?}");
                    drop(result);
                    assert_eq!(descriptors::count(), before, "{sent} {expected}");
                }
            }
        }
        // Messages that are never received are no leak either.
        send_fds(&one, b"hello", 3);
        drop((one, other));
        assert_eq!(descriptors::count(), before - 2);
    });
}

#[test]
fn a_message_of_another_length_is_an_error() {
    let (one, other) = pair();
    for sent in [&b"x"[..], b"hell", b"hello!", &[7; 10_000]] {
        send_fds(&one, sent, 0);
        match receive_fds(&other, 0) {
            Err(ReceiveError::WrongLength { expected, received }) => {
                assert_eq!((expected, received), (LENGTH, sent.len()));
            }
            other => panic!("{} bytes: {other:?}", sent.len()),
        }
    }
    send_fds(&one, b"hello", 0);
    receive_fds(&other, 0).expect("the next message is intact");
}

#[test]
fn a_closed_connection_is_reported_after_its_messages() {
    let (one, other) = pair();
    send_fds(&one, b"hello", 1);
    drop(one);
    receive_fds(&other, 1).expect("a message waits");
    for _ in 0..2 {
        let closed = receive(other.as_fd(), &mut [0; LENGTH], 1, None);
        assert!(matches!(closed, Err(ReceiveError::Closed)), "{closed:?}");
    }
    let error = send(other.as_fd(), b"hello", &[], None).expect_err("the peer is gone");
    assert_eq!(error.raw_os_error(), Some(libc::EPIPE));
}

/// The Rust runtime ignores `SIGPIPE`, so the test restores its default: to kill the process. The
/// kernel raises the signal only for stream sockets.
#[test]
fn a_send_to_a_closed_connection_raises_no_signal() {
    child::run("a_send_to_a_closed_connection_raises_no_signal", &[], || {
        // SAFETY: the default action is not a handler.
        let before = unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
        assert_ne!(before, libc::SIG_ERR);
        let (one, other) = UnixStream::pair().expect("sockets can be made");
        drop(one);
        let error = send(other.as_fd(), b"hello", &[], None).expect_err("the peer is gone");
        assert_eq!(error.raw_os_error(), Some(libc::EPIPE));
    });
}

/// The kernel reports the reset once, and keeps the messages.
#[test]
fn a_peer_that_leaves_messages_behind_resets_the_connection() {
    let (one, other) = pair();
    send_fds(&other, b"hello", 0);
    send_fds(&one, b"hello", 0);
    drop(one);
    match receive_fds(&other, 0) {
        Err(ReceiveError::Io(error)) => assert_eq!(error.raw_os_error(), Some(libc::ECONNRESET)),
        result => panic!("{result:?}"),
    }
    receive_fds(&other, 0).expect("a message waits");
    assert!(matches!(receive_fds(&other, 0), Err(ReceiveError::Closed)));
}

#[test]
fn a_receive_waits_for_a_message() {
    let (one, other) = pair();
    thread::scope(|scope| {
        let receiving = scope.spawn(|| receive(other.as_fd(), &mut [0; LENGTH], 1, None));
        send_fds(&one, b"hello", 1);
        let received = receiving.join().expect("it has no reason to panic");
        assert_eq!(received.expect("a message has come").fds.len(), 1);
    });
}

#[test]
fn a_receive_times_out_and_never_early() {
    child::run("a_receive_times_out_and_never_early", &[], || {
        let (_one, other) = pair();
        signals::storm(
            || {},
            || {
                let before = signals::handled();
                while signals::handled() < before + 10 {
                    let start = Instant::now();
                    let result = receive(other.as_fd(), &mut [0; LENGTH], 0, Some(soon()));
                    assert!(matches!(result, Err(ReceiveError::TimedOut)), "{result:?}");
                    assert!(start.elapsed() >= Duration::from_millis(20));
                }
            },
        );
    });
}

#[test]
fn a_send_waits_for_space_and_times_out() {
    let (one, other) = pair();
    let message = [7; 4096];
    let mut sent = 0;
    let start = loop {
        let start = Instant::now();
        match send(one.as_fd(), &message, &[], Some(soon())) {
            Ok(()) => sent += 1,
            Err(error) => {
                assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                break start;
            }
        }
        assert!(sent < 1_000_000, "the socket has no limit");
    };
    assert!(start.elapsed() >= Duration::from_millis(20));
    thread::scope(|scope| {
        let sending = scope.spawn(|| send(one.as_fd(), &message, &[], None));
        for _ in 0..=sent {
            receive(other.as_fd(), &mut [0; 4096], 0, None).expect("a message comes");
        }
        sending.join().expect("it has no reason to panic").expect("there is space");
    });
}

#[test]
fn messages_that_cannot_be_sent_are_errors() {
    let (one, other) = pair();
    let event = event();
    let kind = |message: &[u8], fds: usize| {
        let fds = vec![event.as_fd(); fds];
        send(one.as_fd(), message, &fds, None).expect_err("it cannot be sent").kind()
    };
    assert_eq!(kind(b"", 0), io::ErrorKind::InvalidInput);
    assert_eq!(kind(b"", 1), io::ErrorKind::InvalidInput);
    assert_eq!(kind(b"hello", MAX_FDS + 1), io::ErrorKind::InvalidInput);
    let large = vec![0; 16 << 20];
    let error = send(one.as_fd(), &large, &[], None).expect_err("it is too large");
    assert_eq!(error.raw_os_error(), Some(libc::EMSGSIZE));
    for result in [
        receive(other.as_fd(), &mut [], 0, None),
        receive(other.as_fd(), &mut [0; LENGTH], MAX_FDS + 1, None),
    ] {
        match result {
            Err(ReceiveError::Io(error)) => {
                assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
            }
            result => panic!("{result:?}"),
        }
    }
    let null = std::fs::File::open("/dev/null").expect("it exists");
    let error = send(null.as_fd(), b"hello", &[], None).expect_err("it is not a socket");
    assert_eq!(error.raw_os_error(), Some(libc::ENOTSOCK));
}

#[test]
fn a_process_with_too_many_open_files_gets_an_error_and_no_descriptor() {
    child::run("a_process_with_too_many_open_files_gets_an_error_and_no_descriptor", &[], || {
        let (one, other) = pair();
        let event = event();
        let fds = [event.as_fd(); 4];
        send(one.as_fd(), b"hello", &fds, None).expect("there is space");
        send(one.as_fd(), b"hello", &fds[..2], None).expect("there is space");
        let before = descriptors::count();
        // The count needs one descriptor itself.
        descriptors::limit(2);
        let result = receive_fds(&other, 4);
        assert!(matches!(result, Err(ReceiveError::ControlTruncated)), "{result:?}");
        assert_eq!(descriptors::count(), before);
        assert_eq!(receive_fds(&other, 2).expect("two are left").fds.len(), 2);
    });
}

#[test]
fn credentials_come_with_each_message_if_they_are_requested() {
    let (one, other) = pair();
    let this = Credentials::of_this_process();
    send_fds(&one, b"hello", 1);
    assert_eq!(receive_fds(&other, 1).expect("a message waits").credentials, None);
    credentials::set_passing(other.as_fd(), true).expect("it is a Unix socket");
    for fds in [0, 1, 3] {
        send_fds(&one, b"hello", fds);
        let received = receive_fds(&other, fds).expect("a message waits");
        assert_eq!((received.credentials, received.fds.len()), (Some(this), fds));
        let event = event();
        let lent = vec![event.as_fd(); fds];
        send_with_credentials(one.as_fd(), b"hello", &lent, this, None).expect("they are its own");
        let received = receive_fds(&other, fds).expect("a message waits");
        assert_eq!((received.credentials, received.fds.len()), (Some(this), fds));
    }
    credentials::set_passing(other.as_fd(), false).expect("it is a Unix socket");
    send_with_credentials(one.as_fd(), b"hello", &[], this, None).expect("they are its own");
    assert_eq!(receive_fds(&other, 0).expect("a message waits").credentials, None);
}

/// Even a privileged process cannot send the id of a process that does not exist.
#[test]
fn credentials_of_another_process_are_refused() {
    let (one, _other) = pair();
    let forged = Credentials { pid: c_int::MAX, ..Credentials::of_this_process() };
    let error = send_with_credentials(one.as_fd(), b"hello", &[], forged, None)
        .expect_err("there is no such process");
    let errno = error.raw_os_error().expect("the kernel refuses");
    assert!([libc::EPERM, libc::ESRCH].contains(&errno), "{error}");
}

/// `SO_PASSPIDFD` makes the kernel add a control message with a descriptor, since Linux 6.5.
#[test]
fn a_control_message_of_another_type_is_an_error_and_leaves_no_descriptor() {
    const SO_PASSPIDFD: c_int = 76;
    let name = "a_control_message_of_another_type_is_an_error_and_leaves_no_descriptor";
    child::run(name, &[], || {
        let (one, other) = pair();
        let yes: c_int = 1;
        // SAFETY: the kernel reads one `int` from the fourth argument, which points to a live one.
        // The descriptor is open.
        let result = unsafe {
            libc::setsockopt(
                other.as_fd().as_raw_fd(),
                libc::SOL_SOCKET,
                SO_PASSPIDFD,
                (&raw const yes).cast(),
                4,
            )
        };
        if result == -1 {
            let error = io::Error::last_os_error();
            assert_eq!(error.raw_os_error(), Some(libc::ENOPROTOOPT), "{error}");
            eprintln!("skipped: {error}");
            return;
        }
        let before = descriptors::count();
        send_fds(&one, b"hello", 1);
        match receive_fds(&other, 1) {
            Err(ReceiveError::UnexpectedControl { level: libc::SOL_SOCKET, kind: 4 }) => {}
            result => panic!("{result:?}"),
        }
        assert_eq!(descriptors::count(), before);

        // Without a free descriptor, the kernel writes a negative error number in its place.
        send(one.as_fd(), b"hello", &[], None).expect("there is space");
        descriptors::limit(0);
        match receive_fds(&other, 0) {
            Err(ReceiveError::UnexpectedControl { level: libc::SOL_SOCKET, kind: 4 }) => {}
            result => panic!("{result:?}"),
        }
    });
}

#[test]
fn refusals_are_errors() {
    child::run("refusals_are_errors", &[], || {
        let (one, other) = pair();
        seccomp::refuse(libc::SYS_sendmsg, libc::EPERM);
        seccomp::refuse(libc::SYS_recvmsg, libc::EACCES);
        let error = send(one.as_fd(), b"hello", &[], None).expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        match receive(other.as_fd(), &mut [0; LENGTH], 0, None) {
            Err(ReceiveError::Io(error)) => assert_eq!(error.raw_os_error(), Some(libc::EACCES)),
            result => panic!("{result:?}"),
        }
    });
}

#[test]
fn an_error_says_what_is_wrong() {
    let texts = [
        (ReceiveError::TimedOut, "timed out waiting for a message"),
        (ReceiveError::Closed, "the peer has closed the connection"),
        (
            ReceiveError::WrongLength { expected: 5, received: 7 },
            "expected a message of 5 bytes, received 7",
        ),
        (
            ReceiveError::WrongDescriptors { expected: 3, received: 1 },
            "expected 3 descriptors, received 1",
        ),
        (ReceiveError::ControlTruncated, "the control data of the message is truncated"),
        (
            ReceiveError::UnexpectedControl { level: 1, kind: 4 },
            "unexpected control message: level 1, type 4",
        ),
    ];
    for (error, text) in texts {
        assert_eq!(error.to_string(), text);
        assert!(error.source().is_none());
    }
    let error = ReceiveError::from(io::Error::from_raw_os_error(libc::EPERM));
    assert_eq!(error.to_string(), "receiving a message failed");
    assert!(error.source().is_some_and(|source| source.to_string().contains("(os error 1)")));
}
