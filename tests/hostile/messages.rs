//! Messages over the socket of a connection, with arbitrary bytes and descriptors.

use std::fs::File;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::time::Instant;

use ringmpsc::process::{Connection, fd};
use ringmpsc_runtime::credentials::Credentials;
use ringmpsc_runtime::eventfd::EventFd;
use ringmpsc_runtime::scm_rights;

use super::bytes::Bytes;
use super::leaving_no_descriptor;

/// Sends messages as the bytes say, ends the connection, and receives. Returns whether one of the
/// messages was a descriptor.
pub(crate) fn run(input: &[u8]) -> bool {
    leaving_no_descriptor(|| {
        let mut input = Bytes(input);
        let (here, peer) = Connection::pair().expect("there are descriptors");
        let mut sent = 0;
        while !input.is_empty() && sent < 8 {
            sent += usize::from(send(&peer, &mut input));
        }
        // So no receive waits.
        drop(peer);
        let mut received = 0;
        for _ in 0..sent {
            if let Ok(file) = fd::recv_fd(&here) {
                received += 1;
                // It is one that was sent.
                file.try_clone().expect("an open descriptor");
            }
        }
        assert!(received <= sent);
        assert!(fd::recv_fd(&here).is_err(), "there are no more messages");
        received > 0
    })
}

/// Sends one message. Returns whether it was sent.
fn send(peer: &Connection, input: &mut Bytes<'_>) -> bool {
    let flags = input.u8();
    let mut message = if flags & 1 == 0 { b"RINGMPSC".to_vec() } else { Vec::new() };
    message.extend_from_slice(input.take(usize::from(flags >> 1 & 31)));
    // Mostly one.
    let n = if flags & 64 == 0 { 1 } else { usize::from(input.u8() % 16) };
    let files: Vec<OwnedFd> = (0..n).map(|_| open(input.u8())).collect();
    let fds: Vec<BorrowedFd<'_>> = files.iter().map(OwnedFd::as_fd).collect();
    let (socket, now) = (peer.as_fd(), Some(Instant::now()));
    if flags & 128 == 0 {
        scm_rights::send(socket, &message, &fds, now).is_ok()
    } else {
        let ids = Credentials::of_this_process();
        scm_rights::send_with_credentials(socket, &message, &fds, ids, now).is_ok()
    }
}

/// A descriptor of some kind.
fn open(kind: u8) -> OwnedFd {
    let duplicate = |fd: BorrowedFd<'_>| fd.try_clone_to_owned().expect("there are descriptors");
    let file = |path| OwnedFd::from(File::open(path).expect("every system has it"));
    match kind % 4 {
        0 => duplicate(EventFd::new().expect("there are descriptors").as_fd()),
        1 => file("/dev/null"),
        2 => file("/"),
        _ => duplicate(Connection::pair().expect("there are descriptors").0.as_fd()),
    }
}
