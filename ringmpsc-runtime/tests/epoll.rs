//! Adding descriptors to the epoll instance of a user.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use libc::{c_int, epoll_event};
use ringmpsc_runtime::epoll;
use ringmpsc_runtime::eventfd::EventFd;

/// A token whose 64 bits differ, to show that the kernel keeps all of them.
const TOKEN: u64 = 0xfedc_ba98_7654_3210;

/// The epoll instance of a user.
struct Poller(OwnedFd);

impl Poller {
    fn new() -> Self {
        // SAFETY: the call takes an integer and no pointers.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        assert!(fd >= 0, "{}", io::Error::last_os_error());
        // SAFETY: the call has just opened this descriptor, so it has no other owner.
        Self(unsafe { OwnedFd::from_raw_fd(fd) })
    }

    fn add(&self, event: &EventFd, token: u64, edge_triggered: bool) -> io::Result<()> {
        epoll::add(self.0.as_fd(), event.as_fd(), token, edge_triggered)
    }

    fn remove(&self, event: &EventFd) -> io::Result<()> {
        epoll::remove(self.0.as_fd(), event.as_fd())
    }

    /// Returns the tokens that `epoll_wait(2)` reports now, sorted.
    fn tokens(&self) -> Vec<u64> {
        let mut events = [epoll_event { events: 0, u64: 0 }; 4];
        let room = c_int::try_from(events.len()).expect("the array is small");
        let at_once = 0;
        // SAFETY: the kernel writes at most `room` events to the second argument, which points to
        // that many live, exclusively borrowed ones.
        let count =
            unsafe { libc::epoll_wait(self.0.as_raw_fd(), events.as_mut_ptr(), room, at_once) };
        let count = usize::try_from(count).expect("waiting cannot fail");
        let mut tokens: Vec<u64> = events[..count].iter().map(|event| event.u64).collect();
        for event in &events[..count] {
            assert_eq!({ event.events }, libc::EPOLLIN.cast_unsigned());
        }
        tokens.sort_unstable();
        tokens
    }
}

fn event() -> EventFd {
    EventFd::new().expect("the process may open another file")
}

fn signalled() -> EventFd {
    let event = event();
    event.signal().expect("it can be signalled");
    event
}

#[test]
fn level() {
    let (poller, event) = (Poller::new(), event());
    poller.add(&event, TOKEN, false).expect("it can be added");
    assert_eq!(poller.tokens(), []);
    event.signal().expect("it can be signalled");
    assert_eq!(poller.tokens(), [TOKEN]);
    assert_eq!(poller.tokens(), [TOKEN], "it is still readable");
    assert_eq!(event.consume().expect("it can be consumed"), 1);
    assert_eq!(poller.tokens(), []);
}

#[test]
fn edge() {
    let (poller, event) = (Poller::new(), event());
    poller.add(&event, TOKEN, true).expect("it can be added");
    assert_eq!(poller.tokens(), []);
    event.signal().expect("it can be signalled");
    assert_eq!(poller.tokens(), [TOKEN]);
    assert_eq!(poller.tokens(), [], "nothing has happened since");
    event.signal().expect("it can be signalled");
    assert_eq!(poller.tokens(), [TOKEN], "something has happened, though it was readable");
    assert_eq!(event.consume().expect("it can be consumed"), 2);
    assert_eq!(poller.tokens(), []);
}

#[test]
fn a_readable_descriptor_is_reported_when_it_is_added() {
    for edge_triggered in [false, true] {
        let (poller, event) = (Poller::new(), signalled());
        poller.add(&event, TOKEN, edge_triggered).expect("it can be added");
        assert_eq!(poller.tokens(), [TOKEN]);
    }
}

#[test]
fn each_has_its_token() {
    let (poller, one, other) = (Poller::new(), signalled(), signalled());
    poller.add(&one, 0, false).expect("it can be added");
    poller.add(&other, u64::MAX, false).expect("it can be added");
    assert_eq!(poller.tokens(), [0, u64::MAX]);
    assert_eq!(one.consume().expect("it can be consumed"), 1);
    assert_eq!(poller.tokens(), [u64::MAX]);
}

#[test]
fn a_removed_descriptor_is_not_reported() {
    for edge_triggered in [false, true] {
        let (poller, event, other) = (Poller::new(), signalled(), signalled());
        poller.add(&event, 1, edge_triggered).expect("it can be added");
        poller.add(&other, 2, edge_triggered).expect("it can be added");
        poller.remove(&event).expect("it is there");
        event.signal().expect("it can be signalled");
        assert_eq!(poller.tokens(), [2]);
        poller.add(&event, 3, edge_triggered).expect("it can be added again");
        assert!(poller.tokens().contains(&3));
    }
}

#[test]
fn a_dropped_descriptor_is_not_reported() {
    let (poller, event) = (Poller::new(), signalled());
    poller.add(&event, TOKEN, false).expect("it can be added");
    assert_eq!(poller.tokens(), [TOKEN]);
    drop(event);
    assert_eq!(poller.tokens(), []);
}

fn assert_errno(result: io::Result<()>, errno: c_int) {
    assert_eq!(result.expect_err("the call must fail").raw_os_error(), Some(errno));
}

#[test]
fn errors() {
    let (poller, event) = (Poller::new(), event());
    assert_errno(poller.remove(&event), libc::ENOENT);
    poller.add(&event, TOKEN, false).expect("it can be added");
    assert_errno(poller.add(&event, TOKEN, false), libc::EEXIST);
    assert_errno(epoll::add(event.as_fd(), poller.0.as_fd(), TOKEN, false), libc::EINVAL);
    assert_errno(epoll::remove(event.as_fd(), poller.0.as_fd()), libc::EINVAL);
    assert_errno(epoll::add(poller.0.as_fd(), poller.0.as_fd(), TOKEN, false), libc::EINVAL);
    let program = std::env::current_exe().expect("a test has a program");
    let file = File::open(program).expect("it can be read");
    assert_errno(epoll::add(poller.0.as_fd(), file.as_fd(), TOKEN, false), libc::EPERM);
}
