//! The option `shared`: a channel between processes, with its definition and its handshake.
//!
//! Both ends are in this process. `tests/process` and the example `two_processes` have two.

use std::fs;
use std::io;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use ringmpsc::process::fd::{self, FdServer};
use ringmpsc::process::{
    AttachError, ClaimError, ConnectError, ReceiveError, RecvError, SendError, SharedRing,
    SharedServer,
};
use rustix::event::{PollFd, PollFlags};
use zerocopy::FromZeros as _;

/// What one program has.
mod program {
    use ringmpsc::ring_channel;
    use zerocopy::{FromBytes, Immutable, IntoBytes};

    /// An order.
    #[ring_channel(kind = spsc, bits = 4, wait, shared)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable)]
    #[repr(C)]
    pub struct Order {
        /// Its number.
        pub id: u64,
        /// Its price.
        pub price: i64,
    }

    /// The same type, in a ring of another size.
    #[ring_channel(kind = spsc, bits = 5, wait, shared, name = Large)]
    #[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
    #[repr(C)]
    pub struct Other {
        pub id: u64,
        pub price: i64,
    }
}

/// What another program has.
mod same {
    use ringmpsc::ring_channel;
    use zerocopy::{FromBytes, Immutable, IntoBytes};

    #[ring_channel(kind = spsc, bits = 4, preset = low_latency, shared)]
    #[repr(C)]
    #[derive(FromBytes, IntoBytes, Immutable, Clone, Copy)]
    pub(super) struct Order {
        id: u64,
        price: i64,
    }

    /// Only the name of the channel differs.
    #[ring_channel(kind = spsc, bits = 5, shared, name = Big)]
    #[repr(C)]
    #[derive(FromBytes, IntoBytes, Immutable, Clone, Copy)]
    pub(super) struct Other {
        id: u64,
        price: i64,
    }
}

/// What a third program has: the fields have changed their places.
mod changed {
    use ringmpsc::ring_channel;
    use zerocopy::{FromBytes, Immutable, IntoBytes};

    #[ring_channel(kind = spsc, bits = 4, shared)]
    #[repr(C)]
    #[derive(FromBytes, IntoBytes, Immutable, Clone, Copy)]
    pub(super) struct Order {
        price: i64,
        id: u64,
    }
}

/// Messages of unusual sizes.
mod sizes {
    use ringmpsc::ring_channel;

    /// 64 KiB.
    #[ring_channel(kind = spsc, bits = 2, wait, shared)]
    pub(super) type Page = [u8; 1 << 16];

    /// A ring that is larger than the memory of any machine.
    #[ring_channel(kind = spsc, bits = 30, shared)]
    pub(super) type Vast = [u8; 1 << 16];
}

use program::{LargeShared, Order, OrderShared};

/// A folder of this test, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("ringmpsc-shared-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn socket(&self) -> PathBuf {
        self.0.join("socket")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The server has removed its socket.
        fs::remove_dir(&self.0).unwrap();
    }
}

#[test]
fn two_threads_use_a_pair() {
    let (mut producer, mut consumer) = OrderShared::pair().unwrap();
    assert_eq!((OrderShared::CAPACITY, producer.capacity()), (16, 16));
    let sending = thread::spawn(move || {
        for id in 0..1000 {
            producer.send(Order { id, price: -1 }).unwrap();
        }
    });
    for id in 0..1000 {
        assert_eq!(consumer.recv(), Ok(Order { id, price: -1 }));
    }
    assert_eq!(consumer.recv(), Err(RecvError::Closed));
    sending.join().unwrap();
}

#[test]
fn a_server_gives_each_process_a_ring() {
    let folder = Folder::new("each");
    let server = OrderShared::listen(folder.socket()).unwrap();
    let mut ends = Vec::new();
    for id in 0..3 {
        let client = thread::scope(|scope| {
            let connecting = scope.spawn(|| same::OrderShared::connect(folder.socket()).unwrap());
            let session = server.accept().unwrap();
            session.prefault().unwrap();
            assert_eq!(session.peer().pid, i32::try_from(std::process::id()).unwrap());
            ends.push(session.into_consumer().unwrap());
            connecting.join().unwrap()
        });
        let mut producer = client.into_producer().unwrap();
        assert_eq!(producer.is_peer_alive(), Some(true));
        // The other program has its own type of the same definition.
        assert_eq!(producer.send_slice(&[zerocopy::transmute!([id, 7_u64])]), Ok(1));
    }
    for (id, mut consumer) in (0..).zip(ends) {
        assert_eq!(consumer.recv(), Ok(Order { id, price: 7 }));
        assert_eq!(consumer.recv(), Err(RecvError::Closed));
    }
}

#[test]
fn each_process_takes_another_role() {
    let folder = Folder::new("role");
    let server = OrderShared::listen(folder.socket()).unwrap();
    thread::scope(|scope| {
        let connecting = scope.spawn(|| OrderShared::connect(folder.socket()).unwrap());
        let mut producer = server.accept().unwrap().into_producer().unwrap();
        let error = connecting.join().unwrap().into_producer().unwrap_err();
        assert!(matches!(error, ClaimError::Taken { .. }), "{error}");
        // The other process has closed its connection, so it is gone.
        let order = Order { id: 1, price: 1 };
        let end = (0..).find_map(|_| producer.send_timeout(order, Duration::from_secs(60)).err());
        assert_eq!(end, Some(SendError::PeerGone));
    });
}

#[test]
fn programs_with_other_messages_refuse_each_other() {
    // The annotations, the other options and the name of the channel do not matter.
    assert_eq!(OrderShared::FINGERPRINT, same::OrderShared::FINGERPRINT);
    assert_eq!(LargeShared::FINGERPRINT, same::BigShared::FINGERPRINT);
    assert_ne!(OrderShared::FINGERPRINT, LargeShared::FINGERPRINT);
    assert_ne!(OrderShared::FINGERPRINT, changed::OrderShared::FINGERPRINT);

    let folder = Folder::new("other");
    let server = OrderShared::listen(folder.socket()).unwrap();
    thread::scope(|scope| {
        let accepting = scope.spawn(|| {
            for _ in 0..2 {
                // The other process closes its connection.
                let mut consumer = server.accept().unwrap().into_consumer().unwrap();
                assert_eq!(consumer.recv(), Err(RecvError::PeerGone { delivered: 0 }));
            }
        });
        let error = changed::OrderShared::connect(folder.socket()).unwrap_err();
        let ConnectError::Attach(AttachError::LayoutMismatch { ours, theirs }) = error else {
            panic!("{error}")
        };
        assert_eq!(ours.fingerprint, changed::OrderShared::FINGERPRINT);
        assert_eq!(theirs.fingerprint, OrderShared::FINGERPRINT);
        let error = LargeShared::connect(folder.socket()).unwrap_err();
        let ConnectError::Attach(AttachError::LayoutMismatch { ours, theirs }) = error else {
            panic!("{error}")
        };
        assert_eq!((ours.bits, theirs.bits), (5, 4));
        accepting.join().unwrap();
    });
}

#[test]
fn a_wait_for_a_process_has_a_limit() {
    let folder = Folder::new("limit");
    let error = OrderShared::connect(folder.socket()).unwrap_err();
    let ConnectError::Io(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let server = OrderShared::listen(folder.socket()).unwrap();
    let error = server.accept_timeout(Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    let error = OrderShared::listen(folder.socket()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}

/// Returns how `listen` at this path fails.
fn refused(path: impl AsRef<Path>) -> io::ErrorKind {
    OrderShared::listen(path).unwrap_err().kind()
}

#[test]
fn a_path_without_a_place_for_a_socket_is_an_error() {
    let folder = Folder::new("place");
    let file = folder.0.join("file");
    fs::write(&file, "kept").unwrap();
    assert_eq!(refused(&file), io::ErrorKind::AlreadyExists);
    assert_eq!(refused(&folder.0), io::ErrorKind::AlreadyExists);
    assert_eq!(refused(file.join("socket")), io::ErrorKind::NotADirectory);
    assert_eq!(refused(folder.0.join("none/socket")), io::ErrorKind::NotFound);
    assert_eq!(refused(folder.0.join("x".repeat(108))), io::ErrorKind::InvalidInput);
    assert_eq!(refused(folder.0.join("x".repeat(98)).join("s")), io::ErrorKind::InvalidInput);
    assert_eq!(refused(folder.0.join("a\0b")), io::ErrorKind::InvalidInput);
    assert_eq!(refused(""), io::ErrorKind::InvalidInput);
    assert_eq!(fs::read(&file).unwrap(), b"kept");
    fs::remove_file(file).unwrap();
    // What a link points to is not looked at.
    std::os::unix::fs::symlink("nowhere", folder.socket()).unwrap();
    assert_eq!(refused(folder.socket()), io::ErrorKind::AlreadyExists);
    fs::remove_file(folder.socket()).unwrap();
}

#[test]
fn only_a_socket_on_which_no_process_listens_is_replaced() {
    let folder = Folder::new("replaced");
    let other = UnixListener::bind(folder.socket()).unwrap();
    assert_eq!(refused(folder.socket()), io::ErrorKind::AddrInUse);
    // The file of a socket remains when its process ends.
    drop(other);
    let first = OrderShared::listen(folder.socket()).unwrap();
    assert_eq!(refused(folder.socket()), io::ErrorKind::AddrInUse);
    meet(&first, &folder);
    // Another program removes the file, and a second server starts. The first one must leave it.
    fs::remove_file(folder.socket()).unwrap();
    let second = OrderShared::listen(folder.socket()).unwrap();
    drop(first);
    meet(&second, &folder);
}

/// A process connects to the server, and sends a message.
fn meet(server: &SharedServer<OrderShared>, folder: &Folder) {
    let order = Order { id: 1, price: 2 };
    thread::scope(|scope| {
        scope.spawn(|| {
            let session = OrderShared::connect(folder.socket()).unwrap();
            session.into_producer().unwrap().send(order).unwrap();
        });
        // A process that cannot connect must not make this wait for ever.
        let session = server.accept_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(session.into_consumer().unwrap().recv(), Ok(order));
    });
}

#[test]
fn a_client_that_ends_before_it_has_its_ring_harms_no_other() {
    let folder = Folder::new("early");
    let server = OrderShared::listen(folder.socket()).unwrap();
    // It ends before the server accepts it.
    drop(fd::connect_unix(folder.socket()).unwrap());
    let error = server.accept_timeout(Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    // It ends after the server has sent the ring, and has not received it.
    let client = fd::connect_unix(folder.socket()).unwrap();
    let mut producer = server.accept().unwrap().into_producer().unwrap();
    assert_eq!(producer.is_peer_alive(), Some(true));
    drop(client);
    assert_eq!(producer.is_peer_alive(), Some(false));
    assert_eq!(producer.send(Order { id: 1, price: 1 }), Err(SendError::PeerGone));
    let client = fd::connect_unix(folder.socket()).unwrap();
    let mut consumer = server.accept().unwrap().into_consumer().unwrap();
    drop(client);
    assert_eq!(consumer.recv(), Err(RecvError::PeerGone { delivered: 0 }));
    meet(&server, &folder);
}

#[test]
fn a_server_of_descriptors_skips_a_client_that_has_ended() {
    let folder = Folder::new("skipped");
    let server = FdServer::listen(folder.socket()).unwrap();
    drop(fd::connect_unix(folder.socket()).unwrap());
    let error = server.accept_timeout(Duration::from_millis(20)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

/// Clients end at any moment: some of them after the server has accepted them, and before it has
/// sent a ring.
#[test]
fn clients_that_end_at_once_are_no_error_of_the_server() {
    let folder = Folder::new("at-once");
    let server = OrderShared::listen(folder.socket()).unwrap();
    let order = Order { id: 1, price: 2 };
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2000 {
                drop(fd::connect_unix(folder.socket()).unwrap());
            }
            let session = OrderShared::connect(folder.socket()).unwrap();
            session.into_producer().unwrap().send(order).unwrap();
        });
        loop {
            let session = server.accept_timeout(Duration::from_secs(60)).unwrap();
            match session.into_consumer().unwrap().recv() {
                Ok(received) => break assert_eq!(received, order),
                Err(error) => assert_eq!(error, RecvError::PeerGone { delivered: 0 }),
            }
        }
    });
}

/// The client does not wait for the whole of its time.
#[test]
fn a_server_that_ends_before_it_has_sent_a_ring_is_an_error() {
    let folder = Folder::new("unsent");
    let is_end = |error: &ConnectError| match error {
        ConnectError::Receive(ReceiveError::Closed) => true,
        ConnectError::Receive(ReceiveError::Io(error)) => {
            error.kind() == io::ErrorKind::ConnectionReset
        }
        _ => false,
    };
    for has_accepted in [true, false] {
        let server = FdServer::listen(folder.socket()).unwrap();
        let error = thread::scope(|scope| {
            let connecting = scope.spawn(|| OrderShared::connect(folder.socket()).unwrap_err());
            if has_accepted {
                drop(server.accept().unwrap());
            } else {
                let mut fds = [PollFd::new(&server, PollFlags::IN)];
                rustix::event::poll(&mut fds, None).unwrap();
            }
            drop(server);
            connecting.join().unwrap()
        });
        assert!(is_end(&error), "{error:?}");
    }
}

#[test]
fn messages_may_be_large() {
    let (mut producer, mut consumer) = sizes::PageShared::pair().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut page = sizes::Page::new_zeroed();
            for number in 0..20 {
                page.fill(number);
                producer.send(page).unwrap();
            }
        });
        for number in 0..20 {
            let page = consumer.recv().unwrap();
            assert!(page.iter().all(|byte| *byte == number), "message {number}");
        }
    });
    let error = sizes::VastShared::pair().unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
    // The size of this ring is 2^64 bytes, and that of the next one 2^63.
    for ring in [SharedRing::<[u8; 1 << 34]>::create(30), SharedRing::<[u8; 1 << 34]>::create(29)] {
        assert_eq!(ring.unwrap_err().kind(), io::ErrorKind::OutOfMemory);
    }
}
