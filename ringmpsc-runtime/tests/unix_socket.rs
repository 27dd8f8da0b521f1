//! Connections that keep message boundaries, and the processes at their ends.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;
#[path = "support/fork.rs"]
mod fork;
#[path = "support/seccomp.rs"]
mod seccomp;
#[path = "support/signals.rs"]
mod signals;
#[path = "support/threads.rs"]
#[allow(dead_code, reason = "this test uses only a part of the file")]
mod threads;

use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;
use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::pidfd::PidFd;
use ringmpsc_runtime::scm_rights::{receive, send};
use ringmpsc_runtime::unix_socket::{Address, Listener, SeqPacket, set_mode};

/// Returns an abstract name that no other test uses.
fn name() -> Address {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (process, n) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    Address::abstract_name(format!("ringmpsc-test-{process}-{n}").as_bytes()).expect("it is short")
}

fn bind(address: &Address) -> Listener {
    Listener::bind(address).expect("the address is free")
}

fn soon() -> Instant {
    Instant::now() + Duration::from_millis(20)
}

fn assert_errno<T>(result: io::Result<T>, errno: c_int) {
    let error = result.err().expect("the call must fail");
    assert_eq!(error.raw_os_error(), Some(errno), "{error}");
}

fn assert_timed_out<T>(result: io::Result<T>, start: Instant) {
    let error = result.err().expect("the call must fail");
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert!(start.elapsed() >= Duration::from_millis(20));
}

/// Checks that messages go both ways and keep their boundaries.
fn assert_connected(one: &SeqPacket, other: &SeqPacket) {
    for (from, to) in [(one, other), (other, one)] {
        send(from.as_fd(), b"first", &[], None).expect("there is space");
        send(from.as_fd(), b"next", &[], None).expect("there is space");
        let (mut first, mut next) = ([0; 5], [0; 4]);
        receive(to.as_fd(), &mut first, 0, None).expect("a message waits");
        receive(to.as_fd(), &mut next, 0, None).expect("a message waits");
        assert_eq!((&first, &next), (b"first", b"next"));
    }
}

#[test]
fn a_pair_is_connected() {
    let (one, other) = SeqPacket::pair().expect("sockets can be made");
    assert!(descriptors::is_close_on_exec(&one) && descriptors::is_close_on_exec(&other));
    assert_connected(&one, &other);
}

#[test]
fn a_listener_accepts_at_a_path_and_at_a_name() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let path = Address::pathname(&directory.path().join("socket")).expect("it is short");
    for address in [path, name()] {
        let listener = bind(&address);
        let one = SeqPacket::connect(&address, None).expect("it listens");
        let other = listener.accept(None).expect("a connection waits");
        for fd in [one.as_fd(), other.as_fd(), listener.as_fd()] {
            assert!(descriptors::is_close_on_exec(&fd));
        }
        assert_connected(&one, &other);
        assert_errno(Listener::bind(&address), libc::EADDRINUSE);
    }
}

#[test]
fn an_accept_waits_for_a_connection() {
    let address = name();
    let listener = bind(&address);
    thread::scope(|scope| {
        let accepting = scope.spawn(|| listener.accept(None));
        let one = SeqPacket::connect(&address, None).expect("it listens");
        let other = accepting.join().expect("it has no reason to panic");
        assert_connected(&one, &other.expect("a connection has come"));
    });
}

#[test]
fn an_accept_times_out_and_never_early() {
    let listener = bind(&name());
    let start = Instant::now();
    assert_timed_out(listener.accept(Some(soon())), start);
    child::run("an_accept_times_out_and_never_early", &[], || {
        signals::storm(
            || {},
            || {
                let before = signals::handled();
                while signals::handled() < before + 10 {
                    let start = Instant::now();
                    assert_timed_out(listener.accept(Some(soon())), start);
                }
            },
        );
    });
}

#[test]
fn a_connection_needs_a_listener() {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let file = directory.path().join("socket");
    let path = Address::pathname(&file).expect("it is short");
    assert_errno(SeqPacket::connect(&path, None), libc::ENOENT);
    drop(bind(&path));
    assert_errno(SeqPacket::connect(&path, None), libc::ECONNREFUSED);
    assert_errno(Listener::bind(&path), libc::EADDRINUSE);
    std::fs::remove_file(&file).expect("the file remains");
    let _stream = UnixListener::bind(&file).expect("the address is free");
    assert_errno(SeqPacket::connect(&path, None), libc::EPROTOTYPE);
    assert_errno(SeqPacket::connect(&name(), None), libc::ECONNREFUSED);
}

/// The listener accepts nothing, so the connections wait until there are too many.
#[test]
fn a_connect_times_out_and_never_early() {
    let address = name();
    let listener = bind(&address);
    let mut waiting = Vec::new();
    let start = loop {
        let start = Instant::now();
        match SeqPacket::connect(&address, Some(soon())) {
            Ok(one) => waiting.push(one),
            Err(error) => {
                assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                break start;
            }
        }
        assert!(waiting.len() < 10_000, "the backlog has no limit");
    };
    assert!(start.elapsed() >= Duration::from_millis(20));
    let other = listener.accept(None).expect("a connection waits");
    assert_connected(&waiting[0], &other);
    SeqPacket::connect(&address, Some(soon())).expect("there is space for one");
    let start = Instant::now();
    assert_timed_out(SeqPacket::connect(&address, Some(soon())), start);
    thread::scope(|scope| {
        let connecting = scope.spawn(|| SeqPacket::connect(&address, None));
        listener.accept(None).expect("a connection waits");
        connecting.join().expect("it has no reason to panic").expect("there is space");
    });
}

#[test]
fn signals_do_not_move_the_deadline_of_a_connect() {
    child::run("signals_do_not_move_the_deadline_of_a_connect", &[], || {
        let address = name();
        let _listener = bind(&address);
        let mut waiting = Vec::new();
        while let Ok(one) = SeqPacket::connect(&address, Some(Instant::now())) {
            waiting.push(one);
            assert!(waiting.len() < 10_000, "the backlog has no limit");
        }
        signals::storm(
            || {},
            || {
                let before = signals::handled();
                while signals::handled() < before + 10 {
                    let start = Instant::now();
                    assert_timed_out(SeqPacket::connect(&address, Some(soon())), start);
                }
            },
        );
    });
}

/// Each try waits for at least one tick of the kernel, and the timer ends each try before that.
#[test]
fn a_quick_timer_does_not_move_the_deadline_of_a_connect() {
    child::run("a_quick_timer_does_not_move_the_deadline_of_a_connect", &[], || {
        let address = name();
        let _listener = bind(&address);
        let mut waiting = Vec::new();
        while let Ok(one) = SeqPacket::connect(&address, Some(Instant::now())) {
            waiting.push(one);
            assert!(waiting.len() < 10_000, "the backlog has no limit");
        }
        signals::every(Duration::from_micros(900));
        let start = Instant::now();
        assert_timed_out(SeqPacket::connect(&address, Some(soon())), start);
        assert!(signals::handled() > 0, "this is no test");
    });
}

#[test]
fn a_descriptor_of_another_program_becomes_close_on_exec() {
    let (one, _other) = SeqPacket::pair().expect("there are descriptors");
    let one = OwnedFd::from(one);
    // SAFETY: the command takes an integer. The descriptor is open.
    assert_eq!(unsafe { libc::fcntl(one.as_raw_fd(), libc::F_SETFD, 0) }, 0);
    assert!(!descriptors::is_close_on_exec(&one));
    let one = SeqPacket::from_fd(one).expect("it has the type");
    assert!(descriptors::is_close_on_exec(&one));
}

#[test]
fn a_connection_that_cannot_be_accepted_still_waits() {
    child::run("a_connection_that_cannot_be_accepted_still_waits", &[], || {
        let address = name();
        let listener = bind(&address);
        let one = SeqPacket::connect(&address, None).expect("it listens");
        descriptors::limit(1);
        let last = io::stdin().as_fd().try_clone_to_owned().expect("one is left");
        assert_errno(listener.accept(None), libc::EMFILE);
        assert_errno(SeqPacket::pair(), libc::EMFILE);
        assert_errno(SeqPacket::connect(&address, None), libc::EMFILE);
        drop(last);
        let other = listener.accept(None).expect("the connection still waits");
        assert_connected(&one, &other);
    });
}

#[test]
fn refusals_are_errors() {
    child::run("refusals_are_errors", &[], || {
        let address = name();
        let listener = bind(&address);
        for call in [libc::SYS_connect, libc::SYS_accept4, libc::SYS_listen, libc::SYS_socketpair] {
            seccomp::refuse(call, libc::EPERM);
        }
        let before = descriptors::count();
        assert_errno(SeqPacket::connect(&address, None), libc::EPERM);
        assert_errno(listener.accept(Some(soon())), libc::EPERM);
        assert_errno(Listener::bind(&name()), libc::EPERM);
        assert_errno(SeqPacket::pair(), libc::EPERM);
        seccomp::refuse(libc::SYS_socket, libc::EACCES);
        assert_errno(SeqPacket::connect(&address, None), libc::EACCES);
        assert_eq!(descriptors::count(), before, "no descriptor remains");
    });
}

/// A kernel never answers so without a deadline. The call must not spin.
#[test]
fn a_connect_without_a_deadline_that_would_block_is_an_error() {
    child::run("a_connect_without_a_deadline_that_would_block_is_an_error", &[], || {
        seccomp::refuse(libc::SYS_connect, libc::EAGAIN);
        assert_errno(SeqPacket::connect(&name(), None), libc::EAGAIN);
    });
}

#[test]
fn an_inherited_descriptor_must_have_the_type() {
    let (one, other) = SeqPacket::pair().expect("sockets can be made");
    let one = SeqPacket::from_fd(OwnedFd::from(one)).expect("it has the type");
    assert_connected(&one, &other);
    let stream = UnixStream::pair().expect("sockets can be made").0;
    let datagram = UnixDatagram::pair().expect("sockets can be made").0;
    let internet = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    for fd in [OwnedFd::from(stream), OwnedFd::from(datagram), OwnedFd::from(internet)] {
        let error = SeqPacket::from_fd(fd).expect_err("it has another type");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
    let file = std::fs::File::open("/dev/null").expect("it exists");
    assert_errno(SeqPacket::from_fd(file.into()), libc::ENOTSOCK);
}

#[test]
fn a_peer_is_gone_when_its_end_is_closed() {
    let (one, other) = SeqPacket::pair().expect("sockets can be made");
    assert!(!one.is_peer_gone().expect("it can be polled"));
    send(other.as_fd(), b"last", &[], None).expect("there is space");
    assert!(!one.is_peer_gone().expect("it can be polled"));
    drop(other);
    assert!(one.is_peer_gone().expect("it can be polled"));
    receive(one.as_fd(), &mut [0; 4], 0, None).expect("a message waits");
    assert!(one.is_peer_gone().expect("it can be polled"));
}

#[test]
fn a_peer_that_is_killed_is_gone() {
    child::run("a_peer_that_is_killed_is_gone", &[], || {
        let address = name();
        let listener = bind(&address);
        let mut child = fork::Child::new(|| {
            let Ok(connection) = SeqPacket::connect(&address, None) else { return 1 };
            // SAFETY: the call takes nothing. It sleeps until a signal ends the process.
            unsafe { libc::pause() };
            drop(connection);
            2
        });
        let connection = listener.accept(None).expect("the child connects");
        let peer = Credentials::of_peer(connection.as_fd()).expect("it is connected");
        assert_eq!(u32::try_from(peer.pid), Ok(child.id()));
        let this = Credentials::of_this_process();
        assert_eq!((peer.uid, peer.gid), (this.uid, this.gid));
        let process = PidFd::of_peer(connection.as_fd()).expect("the child is alive");

        child.signal(libc::SIGSTOP);
        assert!(
            !process.wait(Some(soon())).expect("it can be polled"),
            "a stopped process is alive"
        );
        assert!(!connection.is_peer_gone().expect("it can be polled"));
        child.signal(libc::SIGKILL);
        assert!(process.wait(None).expect("it can be polled"));
        assert!(connection.is_peer_gone().expect("it can be polled"));
        assert!(process.has_ended().expect("it can be polled"), "it is not reaped yet");
        assert_eq!(child.reap(), libc::SIGKILL);
        assert!(process.has_ended().expect("it can be polled"));
    });
}

#[test]
fn a_socket_without_a_peer_has_no_credentials() {
    let listener = UnixDatagram::unbound().expect("a socket can be made");
    assert_errno(Credentials::of_peer(listener.as_fd()), libc::ENOTCONN);
    let file = std::fs::File::open("/dev/null").expect("it exists");
    assert_errno(Credentials::of_peer(file.as_fd()), libc::ENOTSOCK);
    PidFd::of_peer(listener.as_fd()).expect_err("it has no peer");
}

#[test]
fn only_the_file_of_a_socket_gets_other_permissions() {
    let folder = std::env::temp_dir().join(format!("ringmpsc-mode-{}", std::process::id()));
    fs::create_dir(&folder).expect("the folder is new");
    let [socket, file, link] = ["socket", "file", "link"].map(|name| folder.join(name));
    let mode = |path: &Path| {
        let metadata = fs::symlink_metadata(path).expect("it exists");
        metadata.permissions().mode() & 0o7777
    };
    let address = Address::pathname(&socket).expect("it is short");
    let listener = Listener::bind_with_mode(&address, 0o600).expect("the folder is ours");
    assert_eq!(mode(&socket), 0o600);
    set_mode(&socket, 0o666).expect("it is a socket of ours");
    assert_eq!(mode(&socket), 0o666);
    // Another process has replaced the socket.
    fs::write(&file, "").expect("the folder is ours");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("it is ours");
    symlink(&socket, &link).expect("the folder is ours");
    for path in [&file, &link] {
        let error = set_mode(path, 0o640).expect_err("it is no socket");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    }
    assert_eq!((mode(&file), mode(&socket)), (0o600, 0o666));
    drop(listener);
    fs::remove_dir_all(&folder).expect("the folder is ours");
}
