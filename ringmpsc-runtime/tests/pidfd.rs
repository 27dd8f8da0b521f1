//! Descriptors of processes.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;
#[path = "support/fork.rs"]
mod fork;
#[path = "support/seccomp.rs"]
mod seccomp;

use std::io;
use std::os::fd::AsFd;
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;
use ringmpsc_runtime::pidfd::PidFd;
use ringmpsc_runtime::poll::{Events, PollFd, poll};
use ringmpsc_runtime::unix_socket::SeqPacket;

/// A child that lives until a signal ends it.
fn sleeping() -> fork::Child {
    fork::Child::new(|| {
        // SAFETY: the call takes nothing. It sleeps until a signal ends the process.
        unsafe { libc::pause() };
        1
    })
}

fn open(child: &fork::Child) -> PidFd {
    PidFd::open(child.id()).expect("the child is alive")
}

fn assert_errno<T>(result: io::Result<T>, errno: c_int) {
    let error = result.err().expect("the call must fail");
    assert_eq!(error.raw_os_error(), Some(errno), "{error}");
}

#[test]
fn a_process_ends_when_it_is_killed() {
    let mut child = sleeping();
    let process = open(&child);
    assert!(descriptors::is_close_on_exec(&process));
    assert!(!process.has_ended().expect("it can be polled"));
    assert!(!process.is_reaped().expect("it is permitted"));
    child.signal(libc::SIGKILL);
    assert!(process.wait(None).expect("it can be polled"));
    assert!(process.has_ended().expect("it can be polled"));
    assert!(!process.is_reaped().expect("it is permitted"), "its parent has not waited for it");
    assert_errno_after_reaping(&mut child, &process);
    assert!(process.is_reaped().expect("it is permitted"));
}

/// The descriptor stays with the process, while its id is free.
fn assert_errno_after_reaping(child: &mut fork::Child, process: &PidFd) {
    let id = child.id();
    child.reap();
    assert!(process.has_ended().expect("it can be polled"));
    assert_errno(PidFd::open(id), libc::ESRCH);
}

#[test]
fn a_process_ends_when_it_exits() {
    let mut child = fork::Child::new(|| 7);
    let process = open(&child);
    assert!(process.wait(None).expect("it can be polled"));
    assert_eq!(child.reap(), 7 << 8);
}

#[test]
fn a_stopped_process_has_not_ended_and_a_timeout_is_never_early() {
    let child = sleeping();
    let process = open(&child);
    child.signal(libc::SIGSTOP);
    for wanted in [Duration::from_millis(20), Duration::ZERO] {
        let start = Instant::now();
        assert!(!process.wait(Some(start + wanted)).expect("it can be polled"));
        assert!(start.elapsed() >= wanted);
    }
    thread::scope(|scope| {
        let waiter = scope.spawn(|| process.wait(None));
        child.signal(libc::SIGKILL);
        let ended = waiter.join().expect("it has no reason to panic");
        assert!(ended.expect("it can be polled"));
    });
}

#[test]
fn a_process_can_be_polled_with_a_connection() {
    let child = sleeping();
    let process = open(&child);
    let (one, _other) = SeqPacket::pair().expect("sockets can be made");
    let mut fds = [one.as_fd(), process.as_fd()].map(|fd| PollFd::new(fd, Events::READABLE));
    assert_eq!(poll(&mut fds, Some(Instant::now())).expect("it can be polled"), 0);
    child.signal(libc::SIGKILL);
    assert_eq!(poll(&mut fds, None).expect("it can be polled"), 1);
    assert_eq!(fds[1].events(), Events::READABLE);
}

#[test]
fn a_number_that_is_no_process_is_an_error() {
    for pid in [0, 1 << 31, u32::MAX] {
        assert_errno(PidFd::open(pid), libc::EINVAL);
    }
    // The largest process id of Linux is 2^22.
    assert_errno(PidFd::open((1 << 31) - 1), libc::ESRCH);
}

#[test]
fn a_peer_is_the_process_that_made_the_pair() {
    let (one, _other) = SeqPacket::pair().expect("sockets can be made");
    let peer = PidFd::of_peer(one.as_fd()).expect("this process is alive");
    assert!(descriptors::is_close_on_exec(&peer));
    assert!(!peer.has_ended().expect("it can be polled"));
    let info = format!("/proc/self/fdinfo/{}", std::os::fd::AsRawFd::as_raw_fd(&peer.as_fd()));
    let info = std::fs::read_to_string(info).expect("proc is mounted");
    assert!(info.contains(&format!("Pid:\t{}\n", process::id())), "{info}");
}

#[test]
fn refusals_are_errors() {
    child::run("refusals_are_errors", &[], || {
        let (one, _other) = SeqPacket::pair().expect("sockets can be made");
        let before = descriptors::count();
        seccomp::refuse(libc::SYS_pidfd_open, libc::ENOSYS);
        assert_errno(PidFd::open(process::id()), libc::ENOSYS);
        seccomp::refuse(libc::SYS_getsockopt, libc::EPERM);
        assert_errno(PidFd::of_peer(one.as_fd()), libc::EPERM);
        assert_eq!(descriptors::count(), before);
    });
}

/// Before Linux 6.5, `SO_PEERPIDFD` does not exist, and the id of the peer is used.
#[test]
fn an_older_kernel() {
    child::run("an_older_kernel", &[], || {
        let (one, _other) = SeqPacket::pair().expect("sockets can be made");
        let peer_pidfd = 77;
        seccomp::refuse_argument(libc::SYS_getsockopt, 2, peer_pidfd, libc::ENOPROTOOPT);
        let peer = PidFd::of_peer(one.as_fd()).expect("this process is alive");
        assert!(!peer.has_ended().expect("it can be polled"));
        // Without both calls there is no descriptor.
        seccomp::refuse(libc::SYS_pidfd_open, libc::ENOSYS);
        assert_errno(PidFd::of_peer(one.as_fd()), libc::ENOSYS);
    });
}

#[test]
fn too_many_open_files_are_an_error() {
    child::run("too_many_open_files_are_an_error", &[], || {
        let (one, _other) = SeqPacket::pair().expect("sockets can be made");
        descriptors::limit(0);
        assert_errno(PidFd::open(process::id()), libc::EMFILE);
        assert_errno(PidFd::of_peer(one.as_fd()), libc::EMFILE);
    });
}
