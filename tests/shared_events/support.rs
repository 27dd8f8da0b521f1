//! An epoll instance for one end, and a server with its socket.

use std::fs;
use std::os::fd::{AsFd, AsRawFd as _, OwnedFd};
use std::path::PathBuf;
use std::ptr;
use std::time::{Duration, Instant};

use ringmpsc::process::{Connection, SharedServer, SharedSession, fd};
use ringmpsc_runtime::scm_rights;
use ringmpsc_tests::Watchdog;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};

use crate::NumberShared;

/// A loop that waits for one end.
pub(crate) struct Loop {
    epoll: OwnedFd,
    _watchdog: Watchdog,
}

impl Loop {
    pub(crate) fn of(end: impl AsFd, edge_triggered: bool) -> Self {
        let epoll = epoll::create(CreateFlags::CLOEXEC).unwrap();
        let edge = if edge_triggered { EventFlags::ET } else { EventFlags::empty() };
        epoll::add(&epoll, end, EventData::new_u64(7), EventFlags::IN | edge).unwrap();
        Self { epoll, _watchdog: Watchdog::start() }
    }

    pub(crate) fn wait(&self) {
        assert!(self.events(None), "a wait without a limit ends with an event");
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.events(Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))
    }

    fn events(&self, timeout: Option<&Timespec>) -> bool {
        let none = Event { flags: EventFlags::empty(), data: EventData::new_u64(0) };
        let mut events = [none; 4];
        epoll::wait(&self.epoll, &mut events[..], timeout).unwrap() > 0
    }
}

/// A server in a folder of its own, removed on drop.
pub(crate) struct Server {
    pub(crate) server: Option<SharedServer<NumberShared>>,
    folder: PathBuf,
}

impl Server {
    pub(crate) fn start(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("ringmpsc-{name}-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let server = NumberShared::listen(folder.join("socket")).unwrap();
        Self { server: Some(server), folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join("socket")
    }

    pub(crate) fn accept(&self) -> SharedSession<NumberShared> {
        self.server.as_ref().unwrap().accept_timeout(Duration::from_secs(60)).unwrap()
    }

    /// Connects a client that does as it likes: it has the connection, and the memory.
    pub(crate) fn hostile(&self) -> (SharedSession<NumberShared>, Connection, OwnedFd) {
        let client = fd::connect_unix(self.path()).unwrap();
        let session = self.accept();
        let file = fd::recv_fd(&client).unwrap();
        (session, client, file)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.server = None;
        fs::remove_dir(&self.folder).unwrap();
    }
}

/// Sends a message of these bytes, and perhaps a descriptor. Returns whether it was sent.
pub(crate) fn send(connection: &Connection, bytes: &[u8], with_descriptor: bool) -> bool {
    if bytes.is_empty() {
        // SAFETY: the kernel reads no byte. The descriptor is borrowed, so it is open.
        let sent = unsafe { libc::send(connection.as_fd().as_raw_fd(), ptr::null(), 0, 0) };
        return sent == 0;
    }
    let fds: &[_] = if with_descriptor { &[connection.as_fd()] } else { &[] };
    scm_rights::send(connection.as_fd(), bytes, fds, Some(Instant::now())).is_ok()
}

/// Receives a signal. Returns whether there was one.
pub(crate) fn receive(connection: &Connection) -> bool {
    let now = Some(Instant::now());
    scm_rights::receive(connection.as_fd(), &mut [0], 0, now).is_ok()
}
