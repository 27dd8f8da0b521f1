//! The option `notify`: a peer that is killed or stopped, and one whose child outlives it.

use std::fs;
use std::io::Read as _;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use ringmpsc::process::{RecvError, SharedConsumer, SharedServer};
use ringmpsc::ring_channel;
use ringmpsc_runtime::poll::{Events, poll_one};
use rustix::process::{Pid, Signal, kill_process};

use crate::Options;
use crate::child::{Role, start};

/// The message.
#[ring_channel(kind = spsc, bits = 3, notify, shared)]
type Number = u64;

/// A wait that takes longer has lost an event.
const MINUTE: Duration = Duration::from_secs(60);

/// Sends numbers, and waits for space by events, until the parent has ended.
pub(crate) fn peer(path: &Path, forks: bool) {
    let session = NumberShared::connect(path).expect("the parent listens");
    let mut producer = session.into_producer().expect("it is free");
    // SAFETY: this program has one thread.
    if forks && unsafe { libc::fork() } == 0 {
        // The child has the connection, too. It ends when the parent of its parent says so.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        // SAFETY: the call ends this process, which has nothing to clean up.
        unsafe { libc::_exit(0) }
    }
    let mut next = 0;
    loop {
        assert!(is_ready(&producer, MINUTE), "an event is lost");
        producer.notifier().consume().expect("no sandbox");
        loop {
            match producer.try_send(next) {
                Ok(()) => next += 1,
                Err(error) if error.is_full() => break,
                Err(_) => return,
            }
        }
    }
}

fn is_ready(end: impl AsFd, time: Duration) -> bool {
    let deadline = Instant::now() + time;
    let events = poll_one(end.as_fd(), Events::READABLE, Some(deadline)).expect("no sandbox");
    !events.is_empty()
}

/// A server, and a peer that has connected to it.
struct Meeting {
    peer: Child,
    consumer: SharedConsumer<u64, NumberShared>,
    next: u64,
    _server: SharedServer<NumberShared>,
    folder: PathBuf,
}

impl Meeting {
    fn new(role: Role) -> Self {
        let folder = std::env::temp_dir().join(format!("ringmpsc-process-{}", std::process::id()));
        fs::create_dir(&folder).expect("the folder is new");
        let path = folder.join("socket");
        let server = NumberShared::listen(&path).expect("the folder is ours");
        let peer = start(role, &path, Stdio::piped()).expect("the program can start itself");
        let session = server.accept_timeout(MINUTE).expect("the peer connects");
        let consumer = session.into_consumer().expect("it is free");
        Self { peer, consumer, next: 0, _server: server, folder }
    }

    /// Waits for an event, and receives what there is. Returns the end of the channel.
    fn turn(&mut self) -> Option<RecvError> {
        assert!(is_ready(&self.consumer, MINUTE), "an event is lost after {}", self.next);
        self.consumer.notifier().consume().expect("no sandbox");
        loop {
            match self.consumer.try_recv() {
                Ok(number) => assert_eq!(number, self.next),
                Err(RecvError::Empty) => return None,
                Err(end) => return Some(end),
            }
            self.next += 1;
        }
    }

    fn receive(&mut self, count: u64) {
        while self.next < count {
            assert_eq!(self.turn(), None);
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.peer), signal).expect("it is our child");
    }

    /// Receives until the end.
    fn end(&mut self) {
        let end = loop {
            if let Some(end) = self.turn() {
                break end;
            }
        };
        assert_eq!(end, RecvError::PeerGone { delivered: self.next });
        assert!(is_ready(&self.consumer, Duration::ZERO), "it stays readable");
    }
}

impl Drop for Meeting {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.peer.kill();
        self.peer.wait().expect("it is our child");
        fs::remove_dir_all(&self.folder).expect("the folder is ours");
    }
}

/// Each peer is killed at a random instant.
pub(crate) fn killed(options: &Options) {
    let mut random = fastrand::Rng::with_seed(options.seed);
    for _ in 0..options.kills / 4 {
        let mut meeting = Meeting::new(Role::Events);
        meeting.receive(random.u64(0..500));
        meeting.signal(Signal::KILL);
        meeting.end();
    }
}

pub(crate) fn stopped(_: &Options) {
    let mut meeting = Meeting::new(Role::Events);
    meeting.receive(1000);
    meeting.signal(Signal::STOP);
    // What it had sent before is there, and then nothing happens.
    while is_ready(&meeting.consumer, Duration::from_millis(300)) {
        assert_eq!(meeting.turn(), None);
    }
    let before = meeting.next;
    meeting.signal(Signal::CONT);
    meeting.receive(before + 1000);
}

/// A child of the peer holds the connection open. The descriptor of the process tells of its end.
pub(crate) fn outlived(_: &Options) {
    let mut meeting = Meeting::new(Role::EventsForked);
    meeting.receive(1000);
    meeting.signal(Signal::KILL);
    meeting.end();
    // The child has this pipe, and ends.
    drop(meeting.peer.stdin.take());
}
