//! What this process does with a peer that may die at any time.

use std::time::Duration;

use ringmpsc::process::{Connection, RecvError, SendError, SharedRing, fd};

use crate::record::{Record, number, record};

/// Receives until the peer is gone. Returns how many records arrived, or `None` if the peer died
/// before it had sent a ring.
pub(crate) fn receive(connection: Connection) -> Option<u64> {
    let file = match fd::recv_fd(&connection) {
        Ok(file) => file,
        Err(error) => {
            assert!(is_end(&error), "{error}");
            return None;
        }
    };
    let ring = SharedRing::<Record>::attach(file).expect("a peer that is killed sends good rings");
    let mut consumer = ring.into_consumer().expect("it is free").watch(connection);
    let mut next = 0;
    loop {
        match consumer.recv() {
            Ok(message) => assert_eq!(number(message), next, "a gap"),
            Err(RecvError::PeerGone { delivered }) => {
                assert_eq!(delivered, next);
                return Some(next);
            }
            Err(error) => panic!("{error} after {next} records"),
        }
        next += 1;
        if next % 64 == 0 {
            let mut rest = [[0; 8]; 16];
            if let Ok(n) = consumer.recv_slice(&mut rest) {
                for message in &rest[..n] {
                    assert_eq!(number(*message), next, "a gap");
                    next += 1;
                }
            }
        }
    }
}

/// Sends until the peer is gone. Returns how many records were sent.
pub(crate) fn send(connection: Connection) -> u64 {
    let ring = SharedRing::<Record>::create(5).expect("there is memory");
    if fd::send_fd(&connection, ring.fd()).is_err() {
        return 0;
    }
    let mut producer = ring.into_producer().expect("it is free").watch(connection);
    for n in 0.. {
        match producer.send_timeout(record(n), Duration::from_secs(60)) {
            Ok(()) => {}
            Err(SendError::PeerGone) => return n,
            Err(error) => panic!("{error} after {n} records"),
        }
    }
    unreachable!("the peer dies before")
}

/// Returns whether the connection has ended.
fn is_end(error: &ringmpsc::process::ReceiveError) -> bool {
    use ringmpsc::process::ReceiveError;
    match error {
        ReceiveError::Closed => true,
        ReceiveError::Io(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        _ => false,
    }
}
