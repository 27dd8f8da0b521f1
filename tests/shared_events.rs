//! The option `notify` between processes: a descriptor tells an end of everything, and a peer
//! cannot abuse it.
//!
//! Both ends are in this process. `tests/process` has peers that are killed.

#[path = "shared_events/support.rs"]
mod support;

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::thread;

use ringmpsc::process::{
    AttachError, ConnectError, Corruption, RecvError, SendError, SharedConsumer, SharedProducer,
};
use ringmpsc::ring_channel;
use support::{Loop, Server, receive, send};

/// The message.
#[ring_channel(kind = spsc, bits = 2, wait, notify, shared)]
pub type Number = u64;

/// The same message in a channel without the option.
mod without {
    #[ringmpsc::ring_channel(kind = spsc, bits = 2, wait, shared)]
    pub(super) type Number = u64;
}

type Ends = (SharedProducer<u64, NumberShared>, SharedConsumer<u64, NumberShared>);

/// A pair whose ends have consumed their first event.
fn armed() -> Ends {
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    assert_eq!(producer.notifier().consume().unwrap(), 1);
    assert_eq!(consumer.notifier().consume().unwrap(), 1);
    (producer, consumer)
}

#[test]
fn a_message_is_an_event_once_for_each_request() {
    for edge_triggered in [false, true] {
        let (mut producer, mut consumer) = armed();
        let waiting = Loop::of(&consumer, edge_triggered);
        assert!(!waiting.is_ready());
        for round in 0..100 {
            producer.try_send(round).unwrap();
            producer.try_send(round).unwrap();
            waiting.wait();
            assert_eq!(consumer.notifier().consume().unwrap(), 1, "two messages, one signal");
            assert!(!waiting.is_ready(), "it was consumed");
            // It was asked for after the last message, so this one is an event, too.
            producer.try_send(round).unwrap();
            waiting.wait();
            for _ in 0..3 {
                assert_eq!(consumer.try_recv(), Ok(round));
            }
            assert_eq!(consumer.notifier().try_consume().unwrap(), 1);
            assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
            let error = consumer.notifier().try_consume().unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
        }
    }
}

#[test]
fn a_free_slot_is_an_event() {
    for edge_triggered in [false, true] {
        let (mut producer, mut consumer) = armed();
        let waiting = Loop::of(&producer, edge_triggered);
        for _ in 0..100 {
            assert_eq!(producer.send_slice(&[1, 2, 3, 4]), Ok(4));
            assert_eq!(producer.try_send(5), Err(SendError::Full));
            assert!(!waiting.is_ready());
            assert_eq!(consumer.consume_batch(drop), Ok(4));
            waiting.wait();
            assert_eq!(producer.notifier().consume().unwrap(), 1);
        }
    }
}

/// The messages were there before the end had a descriptor.
#[test]
fn an_end_is_ready_at_first() {
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    producer.try_send(1).unwrap();
    for edge_triggered in [true, false] {
        let waiting = Loop::of(&consumer, edge_triggered);
        waiting.wait();
    }
    assert_eq!(consumer.notifier().try_consume().unwrap(), 1);
    assert_eq!(consumer.try_recv(), Ok(1));
}

#[test]
fn the_end_of_the_channel_is_an_event() {
    for edge_triggered in [false, true] {
        let (mut producer, mut consumer) = armed();
        let waiting = Loop::of(&consumer, edge_triggered);
        producer.close();
        waiting.wait();
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert_eq!(consumer.try_recv(), Err(RecvError::Closed));

        let (mut producer, consumer) = armed();
        let waiting = Loop::of(&producer, edge_triggered);
        drop(consumer);
        waiting.wait();
        assert_eq!(producer.notifier().consume().unwrap(), 1);
        assert_eq!(producer.try_send(1), Err(SendError::Closed));
        assert_eq!(producer.notifier().try_consume().unwrap(), 1, "it stays an event");
    }
}

/// Both ends wait by their descriptors only. An event that is lost ends the test by its watchdog.
#[test]
fn no_event_is_lost() {
    const COUNT: u64 = 40_000;
    let (mut producer, mut consumer) = NumberShared::pair().unwrap();
    let sending = thread::spawn(move || {
        let waiting = Loop::of(&producer, true);
        let mut next = 0;
        while next < COUNT {
            waiting.wait();
            producer.notifier().consume().unwrap();
            while next < COUNT && producer.try_send(next).is_ok() {
                next += 1;
            }
        }
    });
    let waiting = Loop::of(&consumer, true);
    let mut next = 0;
    let end = loop {
        waiting.wait();
        consumer.notifier().consume().unwrap();
        let end = loop {
            match consumer.try_recv() {
                Ok(number) => assert_eq!(number, next),
                Err(end) => break end,
            }
            next += 1;
        };
        if end.is_closed() {
            break end;
        }
    };
    assert_eq!((end, next), (RecvError::Closed, COUNT));
    sending.join().unwrap();
}

/// An end that is busy clears the bit that makes its peer execute fences. Then it asks again.
#[test]
fn an_end_that_was_busy_is_told() {
    let (mut producer, mut consumer) = armed();
    let waiting = Loop::of(&consumer, true);
    for _ in 0..3 {
        for number in 0..20_000 {
            producer.try_send(number).unwrap();
            assert_eq!(consumer.try_recv(), Ok(number));
        }
        waiting.wait();
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert!(!waiting.is_ready());
        producer.try_send(1).unwrap();
        waiting.wait();
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert_eq!(consumer.try_recv(), Ok(1));
        // The request is open. However busy the end is, the next message answers it.
        for number in 0..20_000 {
            assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
            producer.try_send(number).unwrap();
            waiting.is_ready();
            assert_eq!(consumer.try_recv(), Ok(number));
        }
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
    }
}

#[test]
fn programs_with_and_without_the_option_refuse_each_other() {
    assert_ne!(NumberShared::FINGERPRINT, without::NumberShared::FINGERPRINT);
    let server = Server::start("options");
    thread::scope(|scope| {
        let connecting = scope.spawn(|| without::NumberShared::connect(server.path()).unwrap_err());
        let mut consumer = server.accept().into_consumer().unwrap();
        let error = connecting.join().unwrap();
        assert!(matches!(error, ConnectError::Attach(AttachError::LayoutMismatch { .. })));
        assert!(Loop::of(&consumer, true).is_ready());
        consumer.notifier().consume().unwrap();
        assert_eq!(consumer.try_recv(), Err(RecvError::PeerGone { delivered: 0 }));
    });
}

#[test]
fn two_clients_talk_by_events() {
    let server = Server::start("clients");
    thread::scope(|scope| {
        let connecting = scope.spawn(|| {
            let session = NumberShared::connect(server.path()).unwrap();
            session.into_producer().unwrap()
        });
        let mut consumer = server.accept().into_consumer().unwrap();
        let mut producer = connecting.join().unwrap();
        let waiting = Loop::of(&consumer, false);
        consumer.notifier().consume().unwrap();
        assert!(!waiting.is_ready());
        producer.try_send(7).unwrap();
        waiting.wait();
        consumer.notifier().consume().unwrap();
        assert_eq!(consumer.try_recv(), Ok(7));
        // Without a close: the connection ends with the process.
        let gone = producer.peer().unwrap().pid;
        assert_eq!(gone, i32::try_from(std::process::id()).unwrap());
    });
}

/// An async runtime awaits the descriptor: `futures` needs no more between processes.
#[test]
fn a_task_awaits_the_descriptor() {
    use tokio::io::unix::AsyncFd;

    const COUNT: u64 = 5000;
    let _watchdog = ringmpsc_tests::Watchdog::start();
    let (producer, consumer) = NumberShared::pair().unwrap();
    let sending = async move {
        // SAFETY: the end has one descriptor, which stays open until its drop.
        let mut producer = unsafe { AsyncFd::register(producer) }.unwrap();
        let mut next = 0;
        while next < COUNT {
            let mut ready = producer.readable_mut().await.unwrap();
            let event = ready.try_io(|fd| fd.get_mut().notifier().try_consume());
            while next < COUNT && ready.get_inner_mut().try_send(next).is_ok() {
                next += 1;
            }
            drop(event);
        }
    };
    let receiving = async move {
        // SAFETY: the end has one descriptor, which stays open until its drop.
        let mut consumer = unsafe { AsyncFd::register(consumer) }.unwrap();
        let mut next = 0;
        loop {
            let mut ready = consumer.readable_mut().await.unwrap();
            drop(ready.try_io(|fd| fd.get_mut().notifier().try_consume()));
            loop {
                match ready.get_inner_mut().try_recv() {
                    Ok(number) => assert_eq!(number, next),
                    Err(RecvError::Empty) => break,
                    Err(end) => return (end, next),
                }
                next += 1;
            }
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let end = runtime.block_on(async {
        let sending = tokio::spawn(sending);
        let end = receiving.await;
        sending.await.unwrap();
        end
    });
    assert_eq!(end, (RecvError::Closed, COUNT));
}

/// What a peer sends that it must not send.
#[test]
fn a_peer_that_sends_unasked_signals_is_found_out() {
    let server = Server::start("unasked");
    let corrupt = RecvError::PeerCorrupt { what: Corruption::Signal };
    // Before any request; twice for one; an empty message; more bytes; a descriptor each.
    let cases: [(bool, &[&[u8]], bool); 5] = [
        (false, &[b"x"], false),
        (true, &[b"x", b"x"], false),
        (true, &[b""], false),
        (true, &[&[0; 4096], b"xy"], false),
        (true, &[b"x", b"x"], true),
    ];
    for (is_armed, messages, with_descriptor) in cases {
        let (session, client, _file) = server.hostile();
        let mut consumer = session.into_consumer().unwrap();
        let waiting = Loop::of(&consumer, false);
        if is_armed {
            consumer.notifier().consume().unwrap();
            assert!(!waiting.is_ready());
        }
        for message in messages {
            assert!(send(&client, message, with_descriptor));
        }
        waiting.wait();
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert_eq!(consumer.try_recv(), Err(corrupt));
        assert!(waiting.is_ready(), "it stays an event until the end is dropped");
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
    }
}

/// One signal without a message for each request costs one look each, and is no fault.
#[test]
fn a_signal_without_a_message_costs_a_look() {
    let server = Server::start("spurious");
    let (session, client, _file) = server.hostile();
    let mut consumer = session.into_consumer().unwrap();
    let waiting = Loop::of(&consumer, true);
    consumer.notifier().consume().unwrap();
    for _ in 0..100 {
        assert!(send(&client, b"x", false));
        waiting.wait();
        assert_eq!(consumer.notifier().consume().unwrap(), 1);
        assert_eq!(consumer.try_recv(), Err(RecvError::Empty));
        assert!(!waiting.is_ready());
    }
}

/// A peer asks for a signal all the time, and never receives one. No send blocks or fails.
#[test]
fn a_peer_that_never_receives_its_signals_blocks_nothing() {
    let server = Server::start("deaf");
    let (session, client, file) = server.hostile();
    let mut producer = session.into_producer().unwrap();
    let memory = File::from(file);
    for number in 0..20_000_u32 {
        // The consumer's words `waiting` and `armed`, and its cursor.
        memory.write_all_at(&1_u32.to_ne_bytes(), 0x1c0).unwrap();
        memory.write_all_at(&(number + 1).to_ne_bytes(), 0x1d4).unwrap();
        producer.try_send(u64::from(number)).unwrap();
        memory.write_all_at(&u64::from(number + 1).to_ne_bytes(), 0x100).unwrap();
    }
    // The signals fill the connection.
    let mut received = 0;
    while receive(&client) {
        received += 1;
    }
    assert!(received > 10 && received < 20_000, "{received}");
}
