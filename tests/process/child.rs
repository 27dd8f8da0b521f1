//! The peer: this program, started again with a role.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use ringmpsc::process::fd::{self, FdServer};
use ringmpsc::process::{Connection, SharedRing};

use crate::record::{Record, number, record};
use crate::{events, scribbles};

/// Comes before the role in the arguments.
const MARK: &str = "--peer";

/// What the peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Creates a ring, passes it on, and sends records for ever.
    Producer,
    /// Attaches the ring that it gets, and receives for ever.
    Consumer,
    /// Maps each ring that it gets, and writes anything anywhere.
    Scribbler,
    /// Sends by events for ever.
    Events,
    /// The same, after it has forked a child that outlives it.
    EventsForked,
}

const ROLES: [Role; 5] =
    [Role::Producer, Role::Consumer, Role::Scribbler, Role::Events, Role::EventsForked];

impl Role {
    fn name(self) -> String {
        format!("{self:?}")
    }
}

/// Does what the arguments say, if they are those of a peer.
pub(crate) fn main() -> Option<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mark, role, path] = arguments.as_slice() else { return None };
    if mark != MARK {
        return None;
    }
    let role = ROLES.into_iter().find(|known| known.name() == *role).expect("a known role");
    let connect = || fd::connect_unix(path).expect("the parent listens");
    match role {
        Role::Producer => produce(connect()),
        Role::Consumer => consume(connect()),
        Role::Scribbler => scribbles::scribble(&connect()),
        Role::Events => events::peer(Path::new(path), false),
        Role::EventsForked => events::peer(Path::new(path), true),
    }
    Some(ExitCode::SUCCESS)
}

fn produce(connection: Connection) {
    let ring = SharedRing::<Record>::create(5).expect("there is memory");
    fd::send_fd(&connection, ring.fd()).expect("the parent lives");
    let mut producer = ring.into_producer().expect("it is free").watch(connection);
    for n in 0.. {
        let sent = if n % 3 == 0 {
            producer.send(record(n))
        } else {
            // A reservation that is visible only as a whole.
            match producer.reserve(1) {
                Ok(mut slots) => {
                    slots.push(record(n));
                    slots.commit();
                    Ok(())
                }
                Err(error) if error.is_full() => producer.send(record(n)),
                Err(error) => Err(error),
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

fn consume(connection: Connection) {
    let file = fd::recv_fd(&connection).expect("the parent sends a ring");
    let ring = SharedRing::<Record>::attach(file).expect("it is a ring");
    let mut consumer = ring.into_consumer().expect("it is free").watch(connection);
    let mut next = 0;
    while let Ok(message) = consumer.recv() {
        assert_eq!(number(message), next);
        next += 1;
    }
}

/// A peer, and the socket to which it connects. The drop kills it.
pub(crate) struct Peer {
    pub(crate) process: Child,
    server: FdServer,
    folder: PathBuf,
}

impl Peer {
    /// Starts a peer.
    pub(crate) fn start(role: Role) -> Self {
        let folder = std::env::temp_dir().join(format!("ringmpsc-process-{}", std::process::id()));
        fs::create_dir(&folder).expect("the folder is new");
        let path = folder.join("socket");
        let server = FdServer::listen(&path).expect("the folder is ours");
        let process = start(role, &path, Stdio::inherit()).expect("the program can start itself");
        Self { process, server, folder }
    }

    /// Returns the connection to the peer, or `None` if it died before it connected.
    pub(crate) fn accept(&mut self) -> Option<Connection> {
        loop {
            match self.server.accept_timeout(Duration::from_millis(20)) {
                Ok(connection) => return Some(connection),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    if self.process.try_wait().expect("it is our child").is_some() {
                        return None;
                    }
                }
                // The peer has died between its connect and this look at it.
                Err(error) if error.kind() == io::ErrorKind::NotConnected => {}
                Err(error) => panic!("accept: {error}"),
            }
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        self.process.wait().expect("it is our child");
        // The server removes its file when it is dropped, and that comes later.
        fs::remove_dir_all(&self.folder).expect("the folder is ours");
    }
}

/// Starts this program with a role.
pub(crate) fn start(role: Role, path: &Path, stdin: Stdio) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(MARK).arg(role.name()).arg(path).stdin(stdin).spawn()
}
