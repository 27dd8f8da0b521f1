//! The socket of a server: its path, and clients that go away.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::fd::{FdServer, connect_unix};
use super::*;

/// A folder of this test, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("ringmpsc-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn names(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn a_path_that_no_client_can_connect_to_is_refused() {
    let folder = Folder::new("long");
    let path = folder.0.join("x".repeat(108));
    let error = FdServer::listen(&path).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert_eq!(folder.names(), 0);
}

/// A process was killed before it renamed its socket. Another one has the same id later.
#[test]
fn temporary_names_that_were_left_do_not_matter() {
    let folder = Folder::new("left");
    for count in 0..100 {
        fs::write(folder.0.join(format!(".{:x}-{count:x}", std::process::id())), "").unwrap();
    }
    let server = FdServer::listen(folder.0.join("s")).unwrap();
    drop(server);
    assert_eq!(folder.names(), 100);
}

#[test]
fn a_client_that_went_away_is_no_error_of_the_server() {
    let folder = Folder::new("away");
    let path = folder.0.join("s");
    let server = FdServer::listen(&path).unwrap();
    for _ in 0..3 {
        drop(connect_unix(&path).unwrap());
    }
    // It asks whether a server listens.
    assert_eq!(FdServer::listen(&path).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    let client = connect_unix(&path).unwrap();
    let connection = server.accept().unwrap();
    assert!(!connection.is_peer_gone().unwrap());
    let none = server.accept_timeout(Duration::ZERO).unwrap_err();
    assert_eq!(none.kind(), io::ErrorKind::TimedOut);
    drop(client);
}

/// What a client sent before it ended can be received.
#[test]
fn a_client_that_ended_has_sent_its_ring() {
    let folder = Folder::new("ended");
    let path = folder.0.join("s");
    let server = FdServer::listen(&path).unwrap();
    let client = connect_unix(&path).unwrap();
    let ring = SharedRing::<u64>::create(1).unwrap();
    fd::send_fd(&client, ring.fd()).unwrap();
    drop(client);
    let connection = server.accept().unwrap();
    SharedRing::<u64>::attach(fd::recv_fd(&connection).unwrap()).unwrap();
}
