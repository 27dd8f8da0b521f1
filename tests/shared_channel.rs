//! The option `shared`: a channel between processes, with its definition and its handshake.
//!
//! Both ends are in this process. `tests/process` and the example `two_processes` have two.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use ringmpsc::process::{AttachError, ClaimError, ConnectError, RecvError, SendError};

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
