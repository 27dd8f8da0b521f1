//! `SIGSTOP` is not death.

use std::time::Duration;

use ringmpsc::process::{RecvError, SharedRing, fd};
use rustix::process::{Pid, Signal, kill_process};

use crate::Options;
use crate::child::{Peer, Role};
use crate::record::{Record, number};

pub(crate) fn run(_: &Options) {
    let mut peer = Peer::start(Role::Producer);
    let connection = peer.accept().expect("the peer lives");
    let file = fd::recv_fd(&connection).expect("the peer sends a ring");
    let ring = SharedRing::<Record>::attach(file).expect("it is a ring");
    let mut consumer = ring.into_consumer().expect("it is free").watch(connection);
    let mut next = 0;
    let mut receive_some = |consumer: &mut ringmpsc::process::SharedConsumer<Record>| {
        for _ in 0..1000 {
            assert_eq!(number(consumer.recv().expect("the peer sends")), next);
            next += 1;
        }
    };
    receive_some(&mut consumer);
    let pid = Pid::from_child(&peer.process);
    kill_process(pid, Signal::STOP).expect("it is our child");
    // What it had sent before is there, and then there is nothing for two seconds.
    let stopped = loop {
        match consumer.recv_timeout(Duration::from_secs(2)) {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert_eq!(stopped, RecvError::TimedOut);
    assert_eq!(consumer.is_peer_alive(), Some(true));
    kill_process(pid, Signal::CONT).expect("it is our child");
    assert!(consumer.recv().is_ok(), "it goes on");
    drop(peer);
    let end = loop {
        match consumer.recv() {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(end, RecvError::PeerGone { .. }), "{end}");
    assert_eq!(consumer.is_peer_alive(), Some(false));
}
