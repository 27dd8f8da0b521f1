//! All facilities for rings between processes in one program. Two processes, each started as a
//! program of its own, connect, share memory and wake each other.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;

use std::env;
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::futex::{Wake, shared};
use ringmpsc_runtime::memfd;
use ringmpsc_runtime::pidfd::PidFd;
use ringmpsc_runtime::poll::{Events, PollFd, poll};
use ringmpsc_runtime::scm_rights::{receive, send};
use ringmpsc_runtime::seals::{self, Seals};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};
use ringmpsc_runtime::unix_socket::{Address, Listener, SeqPacket};

const SIZE: NonZeroUsize = NonZeroUsize::new(8192).expect("it is not zero");
const HELLO: &[u8; 8] = b"ringmpsc";
const GOODBYE: &[u8; 4] = b"done";
const ROUNDS: u32 = 1_000;

/// The seals of a file whose size cannot change.
fn fixed() -> Seals {
    Seals::SHRINK | Seals::GROW | Seals::SEAL
}

/// The environment variables of the peer.
const PEER: &str = "RINGMPSC_RUNTIME_TEST_PEER";
const PATH: &str = "RINGMPSC_RUNTIME_TEST_PATH";

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

/// Starts the peer as a program of its own, which runs only `test`.
fn start_peer(test: &str, path: &PathBuf) -> Child {
    Command::new(env::current_exe().expect("a test has a program"))
        .args([test, "--exact", "--nocapture"])
        .env(PEER, "1")
        .env(PATH, path)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program of a test can be started")
}

/// Connects to the listener of the first process.
fn connect() -> SeqPacket {
    let path = PathBuf::from(env::var_os(PATH).expect("the first process sets it"));
    let address = Address::pathname(&path).expect("it is short");
    SeqPacket::connect(&address, Some(soon())).expect("it listens")
}

/// Sends the memory and a second connection for signals. Returns the mapping and the connection.
fn offer(connection: &SeqPacket) -> (SharedMapping, SeqPacket) {
    let file = memfd::create(c"ringmpsc-handshake", SIZE).expect("there is memory");
    let mapping = SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite).expect("it fits");
    seals::add(file.as_fd(), fixed()).expect("it can be sealed");
    let (mine, yours) = SeqPacket::pair().expect("sockets can be made");
    let fds = [file.as_fd(), yours.as_fd()];
    send(connection.as_fd(), HELLO, &fds, Some(soon())).expect("there is space");
    (mapping, mine)
}

/// Receives what [`offer`] sends, and checks it before use.
fn accept_offer(connection: &SeqPacket) -> (SharedMapping, SeqPacket) {
    let mut hello = [0; HELLO.len()];
    let received = receive(connection.as_fd(), &mut hello, 2, Some(soon())).expect("it comes");
    assert_eq!(&hello, HELLO);
    let [file, signals]: [OwnedFd; 2] = received.fds.try_into().expect("there are two");
    let has = seals::get(file.as_fd()).expect("it is a memfd");
    assert!(has.contains(fixed()) && !has.intersects(Seals::WRITE), "{has:?}");
    assert_eq!(memfd::size(file.as_fd()).expect("it can be asked"), 8192);
    let mapping = SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite).expect("it fits");
    (mapping, SeqPacket::from_fd(signals).expect("it has the type"))
}

fn word(mapping: &SharedMapping) -> &AtomicU32 {
    // SAFETY: the mapping is page aligned, has the size of the file, and lives as long as the
    // result. All accesses to the word are atomic.
    unsafe { AtomicU32::from_ptr(mapping.as_ptr().as_ptr().cast()) }
}

/// Changes the word in every second turn. It waits for the other turns by futex in the first half
/// of the rounds, and by signals in the second half.
fn play(mapping: &SharedMapping, signals: &SeqPacket, mine: u32) {
    let word = word(mapping);
    for turn in (mine..ROUNDS).step_by(2) {
        loop {
            let seen = word.load(Ordering::Acquire);
            if seen == turn {
                break;
            }
            if turn < ROUNDS / 2 {
                let wake = shared::wait(word, seen, Some(soon()));
                assert_ne!(wake, Wake::TimedOut);
            } else {
                let mut fds = [PollFd::new(signals.as_fd(), Events::READABLE)];
                assert_eq!(poll(&mut fds, Some(soon())).expect("it can be polled"), 1);
                signals.consume_signals().expect("the peer is alive");
            }
        }
        word.store(turn + 1, Ordering::Release);
        shared::wake_all(word);
        signals.signal().expect("the peer is alive");
    }
}

#[test]
fn two_programs_share_memory_and_wake_each_other() {
    let name = "two_programs_share_memory_and_wake_each_other";
    if env::var_os(PEER).is_some() {
        let connection = connect();
        let (mapping, signals) = offer(&connection);
        play(&mapping, &signals, 1);
        send(connection.as_fd(), GOODBYE, &[], Some(soon())).expect("there is space");
        return;
    }
    child::run(name, &[], || {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let path = directory.path().join("socket");
        let listener = Listener::bind(&Address::pathname(&path).expect("it is short"));
        let listener = listener.expect("the directory is new");
        let before = descriptors::count();
        let mut peer = start_peer(name, &path);
        let connection = listener.accept(Some(soon())).expect("the peer connects");
        let ids = Credentials::of_peer(connection.as_fd()).expect("it is connected");
        assert_eq!(u32::try_from(ids.pid), Ok(peer.id()));
        assert_eq!(ids.uid, Credentials::of_this_process().uid);
        let (mapping, signals) = accept_offer(&connection);
        play(&mapping, &signals, 0);
        // The peer still signals after its last turn, so the connections stay open until it says
        // so.
        let mut goodbye = [0; GOODBYE.len()];
        receive(connection.as_fd(), &mut goodbye, 0, Some(soon())).expect("the peer has finished");
        assert_eq!(word(&mapping).load(Ordering::Acquire), ROUNDS);
        drop((connection, signals));
        assert!(peer.wait().expect("it is a child").success());
        assert_eq!(descriptors::count(), before);
    });
}

#[test]
fn a_survivor_learns_of_the_death_and_keeps_the_memory() {
    let name = "a_survivor_learns_of_the_death_and_keeps_the_memory";
    if env::var_os(PEER).is_some() {
        let connection = connect();
        let (mapping, _signals) = offer(&connection);
        word(&mapping).store(7, Ordering::Release);
        shared::wake_all(word(&mapping));
        let end = receive(connection.as_fd(), &mut [0; 1], 0, Some(soon()));
        unreachable!("the first process kills this one: {end:?}");
    }
    child::run(name, &[], || {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let path = directory.path().join("socket");
        let listener = Listener::bind(&Address::pathname(&path).expect("it is short"));
        let listener = listener.expect("the directory is new");
        let mut peer = start_peer(name, &path);
        let connection = listener.accept(Some(soon())).expect("the peer connects");
        let process = PidFd::of_peer(connection.as_fd()).expect("the peer is alive");
        let (mapping, signals) = accept_offer(&connection);
        while word(&mapping).load(Ordering::Acquire) != 7 {
            shared::wait(word(&mapping), 0, Some(soon()));
        }
        peer.kill().expect("it is alive");
        // Each of the three descriptors tells.
        let tells = [connection.as_fd(), signals.as_fd(), process.as_fd()];
        for fd in tells {
            let mut fds = [PollFd::new(fd, Events::READABLE | Events::PEER_CLOSED)];
            assert_eq!(poll(&mut fds, Some(soon())).expect("it can be polled"), 1);
        }
        assert!(connection.is_peer_gone().expect("it can be polled"));
        assert!(process.has_ended().expect("it can be polled"));
        signals.signal().expect_err("the peer is gone");
        peer.wait().expect("it is a child");
        assert_eq!(word(&mapping).load(Ordering::Acquire), 7, "the memory remains");
        // A survivor that waits for the peer sleeps only until its deadline.
        let deadline = Instant::now() + Duration::from_millis(20);
        assert_eq!(shared::wait(word(&mapping), 7, Some(deadline)), Wake::TimedOut);
    });
}
