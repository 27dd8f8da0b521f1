//! Consumers that share a ring claim messages, and file receipts.

use ringmpsc::__private::model::{RunningThread, delay_stores, write_out};

use crate::message::{Message, MpmcChannel, SpmcChannel, SpmcConsumer};
use crate::steps::{receive, receive_all, spawn, spawn_producer};
use crate::suite::{Fences, Model, reach};

const CLAIM: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(3),
    run: || (),
    reaches: &[],
    needs: &[],
};

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "claim against claim",
        run: against_a_claim,
        reaches: &["one each", "both to one"],
        needs: &["tail.publish", "tail.observe"],
        ..CLAIM
    },
    Model {
        name: "claims over two laps",
        run: laps,
        reaches: &["the second lap", "out of order"],
        needs: &["receipt.file", "receipt.follow", "tail.publish"],
        ..CLAIM
    },
    Model {
        name: "a ring that is never empty",
        run: never_empty,
        reaches: &["claimed"],
        needs: &["claim.publish", "claim.observe"],
        ..CLAIM
    },
    Model {
        name: "a ring that is never empty to its only consumer",
        fences: Fences::Asymmetric,
        run: never_empty_to_one,
        reaches: &["claimed"],
        needs: &["claim.publish"],
        ..CLAIM
    },
    Model {
        name: "the only consumer gets company",
        fences: Fences::Asymmetric,
        run: company,
        reaches: &["one each", "both to one"],
        needs: &["fence.heavy"],
        ..CLAIM
    },
    Model {
        name: "the only consumer gets company, membarrier refused",
        fences: Fences::Refused(0),
        run: company,
        reaches: &["one each", "both to one"],
        needs: &["fence.heavy", "fence.drain"],
        ..CLAIM
    },
    Model {
        name: "the only consumer gets company and its last claim is late",
        fences: Fences::Asymmetric,
        run: late_company,
        reaches: &["both to one"],
        needs: &["fence.heavy", "biased.claimed"],
        ..CLAIM
    },
    Model {
        name: "one consumer after the other",
        fences: Fences::Asymmetric,
        run: successor,
        reaches: &["one each", "both to one"],
        ..CLAIM
    },
    Model {
        name: "close against the only consumer",
        fences: Fences::Asymmetric,
        preemptions: Some(2),
        run: close_against_one,
        reaches: &["accepted", "refused"],
        needs: &["fence.heavy"],
    },
    Model {
        name: "close against claims",
        preemptions: Some(2),
        run: against_a_close,
        reaches: &["accepted", "refused"],
        needs: &["fence.full", "fence.heavy"],
        ..CLAIM
    },
    Model {
        name: "close against claims, membarrier",
        fences: Fences::Asymmetric,
        preemptions: Some(2),
        run: against_a_close,
        reaches: &["accepted", "refused"],
        needs: &["fence.heavy"],
    },
    Model {
        name: "close against claims of many",
        run: against_a_close_of_many,
        reaches: &["accepted", "refused"],
        needs: &["fence.full"],
        ..CLAIM
    },
    Model {
        name: "the last consumers leave",
        run: by_leaving,
        reaches: &["accepted", "refused"],
        needs: &["fence.full"],
        ..CLAIM
    },
    Model {
        name: "the only consumer leaves and its last claim is late",
        fences: Fences::Asymmetric,
        run: late_when_leaving,
        reaches: &["accepted", "refused"],
        needs: &["claim.last"],
        ..CLAIM
    },
    Model {
        name: "the only consumer of many leaves and its last claim is late",
        fences: Fences::Asymmetric,
        run: late_when_leaving_many,
        reaches: &["accepted", "refused"],
        needs: &["claim.last"],
        ..CLAIM
    },
    Model {
        name: "the only consumer sees the end and its last claim is late",
        fences: Fences::Asymmetric,
        run: late_when_told,
        reaches: &["accepted", "refused"],
        needs: &["fence.heavy"],
        ..CLAIM
    },
    Model {
        name: "a consumer leaves a claim to two others",
        preemptions: Some(2),
        run: left_to_two,
        reaches: &["both before it has left", "one before it has left"],
        ..CLAIM
    },
    Model {
        name: "two consumers leave claims one after the other",
        run: left_twice,
        reaches: &["both", "one"],
        needs: &["orphan.put", "orphan.take"],
        ..CLAIM
    },
    Model { name: "the last consumers leave a claim", run: left_by_the_last, ..CLAIM },
    Model {
        name: "a ring with claims gets another producer",
        run: recycled,
        needs: &["receipt.file", "receipt.follow"],
        ..CLAIM
    },
];

/// Each message is one consumer's, whoever is first.
fn against_a_claim() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut one, mut other] = consumers(&channel);
    let sending = spawn_producer(move || {
        assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
        producer
    });
    let receiving = spawn(move || (receive(2, || one.try_recv()), one));
    let mut received = receive(2, || other.try_recv());
    let (theirs, one) = receiving.join().unwrap();
    match (received.len(), theirs.len()) {
        (1, 1) => reach("one each"),
        (2, 0) | (0, 2) => reach("both to one"),
        _ => {}
    }
    assert!(received.is_sorted() && theirs.is_sorted());
    let producer = sending.join().unwrap();
    received.extend(theirs);
    received.extend(receive_all(|| other.try_recv()).0);
    received.sort_unstable();
    assert_eq!(received, [0, 1]);
    drop((producer, one, other, channel));
}

/// The producer goes on where receipts say that the slots have come back, in whatever order they
/// were filed.
fn laps() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut one, mut other] = consumers(&channel);
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let receiving = spawn(move || (receive(1, || one.try_recv()), one));
    let sending = spawn_producer(move || {
        let sent: Vec<_> = (2..5).filter(|&number| send(&mut producer, number)).collect();
        (sent, producer)
    });
    let claim = other.steal(2);
    let mut received: Vec<u32> = claim.into_iter().flatten().map(Message::number).collect();
    let (theirs, one) = receiving.join().unwrap();
    let (sent, producer) = sending.join().unwrap();
    if sent.len() == 3 {
        reach("the second lap");
    }
    if sent.is_empty() && received == [1] {
        reach("out of order");
    }
    received.extend(theirs);
    received.extend(receive_all(|| other.try_recv()).0);
    received.sort_unstable();
    assert_eq!(received, [vec![0, 1], sent].concat());
    drop((producer, one, other, channel));
}

/// Whoever sees that messages are claimed sees as many more as there were then.
fn never_empty() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut one, other] = consumers(&channel);
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    assert_eq!(one.try_recv().expect("there are two").number(), 0);
    let onlooker = channel.clone();
    let looking = spawn(move || assert!(!onlooker.is_empty(), "there was always a message"));
    let sending = spawn_producer(move || {
        assert!(send(&mut producer, 2), "there is space");
        producer
    });
    if one.len() == 2 {
        reach("claimed");
        assert_eq!(one.try_recv().expect("there are two").number(), 1);
    }
    looking.join().unwrap();
    drop((sending.join().unwrap(), one, other, channel));
}

/// As above, while nobody else can claim.
fn never_empty_to_one() {
    let (mut producer, channel) = SpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    assert_eq!(consumer.try_recv().expect("there are two").number(), 0);
    let onlooker = channel.clone();
    let looking = spawn(move || assert!(!onlooker.is_empty(), "there was always a message"));
    let sending = spawn_producer(move || {
        assert!(send(&mut producer, 2), "there is space");
        producer
    });
    if consumer.len() == 2 {
        reach("claimed");
        assert_eq!(consumer.try_recv().expect("there are two").number(), 1);
    }
    looking.join().unwrap();
    drop((sending.join().unwrap(), consumer, channel));
}

/// A consumer that claims without an exchange, while another one registers and claims with one.
fn company() {
    let (mut producer, channel) = SpmcChannel::open();
    let mut one = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let receiving = spawn_producer(move || (receive(2, || one.try_recv()), one));
    let mut other = channel.register_consumer().expect("it is open");
    let mut received = receive(2, || other.try_recv());
    let (theirs, one) = receiving.join().unwrap();
    shared_out(&mut received, theirs);
    drop((producer, one, other, channel));
}

/// As [`company`]. The claim becomes visible late, but not later than the end of claiming.
fn late_company() {
    delay_stores();
    let (mut producer, channel) = SpmcChannel::open();
    let mut one = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let receiving = spawn_producer(move || {
        // One claim: the queue of late stores does not keep the next beginning of a claim behind
        // it.
        let claim = one.steal(2);
        let received: Vec<u32> = claim.into_iter().flatten().map(Message::number).collect();
        write_out();
        (received, one)
    });
    let mut other = channel.register_consumer().expect("it is open");
    let mut received = receive(2, || other.try_recv());
    let (theirs, one) = receiving.join().unwrap();
    shared_out(&mut received, theirs);
    drop((producer, one, other, channel));
    write_out();
}

/// A consumer that is the only one, after one that was the only one.
fn successor() {
    let (mut producer, channel) = SpmcChannel::open();
    let mut one = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let receiving = spawn(move || {
        let running = RunningThread::start();
        let received = receive(1, || one.try_recv());
        // Leaving may have to wait for the other one to join.
        drop(running);
        drop(one);
        received
    });
    let mut other = channel.register_consumer().expect("it is open");
    let mut received = receive(2, || other.try_recv());
    let theirs = receiving.join().unwrap();
    received.extend(receive_all(|| other.try_recv()).0);
    shared_out(&mut received, theirs);
    drop((producer, other, channel));
}

/// Two messages were received, once each.
fn shared_out(received: &mut Vec<u32>, theirs: Vec<u32>) {
    match (received.len(), theirs.len()) {
        (1, 1) => reach("one each"),
        (2, 0) | (0, 2) => reach("both to one"),
        _ => {}
    }
    received.extend(theirs);
    received.sort_unstable();
    assert_eq!(*received, [0, 1]);
}

/// A consumer that has finished one ring may come back to it, because of a message in another one.
/// Then the producer of the first may be claiming back. (It takes four preemptions, and minutes, to
/// see that go wrong.)
///
/// One ring is awake. A new ring is dormant, so its first publish clears a flag by a
/// read-modify-write of the doorbell, and cannot miss the close. It needs no heavy fence.
fn close_against_one() {
    let channel = MpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    let mut producers = [(); 2].map(|()| channel.register().expect("it is open"));
    producers[0].try_send(Message::new(2)).expect("there is space");
    assert_eq!(receive(1, || consumer.try_recv()), [2]);
    let mut numbers = 0..;
    let sending = producers.map(|mut producer| {
        let number = numbers.next().expect("without end");
        spawn_producer(move || {
            let accepted = accepted(producer.try_send(Message::new(number)));
            (accepted.then_some(number), producer)
        })
    });
    channel.close();
    let mut received = receive_all(|| consumer.try_recv()).0;
    let (accepted, producers) = sending.map(|sending| sending.join().unwrap()).into_iter().unzip();
    let (accepted, _left): (Vec<_>, Vec<_>) = (accepted, producers);
    received.sort_unstable();
    assert_eq!(received, accepted.into_iter().flatten().collect::<Vec<_>>());
    drop((consumer, channel));
}

/// One of them receives each accepted message, before all see the close.
fn against_a_close() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut one, mut other] = consumers(&channel);
    let sending = spawn_producer(move || {
        let accepted: Vec<_> = (0..2).filter(|&number| send(&mut producer, number)).collect();
        (accepted, producer)
    });
    let receiving = spawn(move || (receive(1, || one.try_recv()), one));
    channel.close();
    let mut received = receive_all(|| other.try_recv()).0;
    let (theirs, mut one) = receiving.join().unwrap();
    received.extend(theirs);
    let (accepted, producer) = sending.join().unwrap();
    received.extend(receive_all(|| one.try_recv()).0);
    received.sort_unstable();
    assert_eq!(received, accepted);
    drop((producer, one, other, channel));
}

fn against_a_close_of_many() {
    let channel = MpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    let mut producer = channel.register().expect("it is open");
    let sending = spawn_producer(move || {
        let accepted: Vec<_> =
            (0..2).filter(|&number| accepted(producer.try_send(Message::new(number)))).collect();
        (accepted, producer)
    });
    channel.close();
    let received = receive_all(|| consumer.try_recv()).0;
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!(received, accepted);
    drop((producer, consumer, channel));
}

/// What is accepted is dropped with the last of those who could have received it, and not with the
/// ring.
fn by_leaving() {
    let (mut producer, channel) = SpmcChannel::open();
    let consumer = channel.register_consumer().expect("it is open");
    let sending = spawn_producer(move || {
        (0..3).for_each(|number| _ = send(&mut producer, number));
        producer
    });
    let leaving = spawn(move || drop(consumer));
    drop(channel);
    leaving.join().unwrap();
    let producer = sending.join().unwrap();
    crate::message::none_is_left();
    drop(producer);
}

/// As [`by_leaving`]. The consumer claims by a store, which becomes visible after what follows it,
/// as far as that may be.
fn late_when_leaving() {
    delay_stores();
    let (mut producer, channel) = SpmcChannel::open();
    let consumer = channel.register_consumer().expect("it is open");
    let sending = spawn_producer(move || {
        (0..2).for_each(|number| _ = send(&mut producer, number));
        producer
    });
    drop(channel);
    drop(consumer);
    write_out();
    let producer = sending.join().unwrap();
    crate::message::none_is_left();
    drop(producer);
}

fn late_when_leaving_many() {
    delay_stores();
    let channel = MpmcChannel::open();
    let mut producer = channel.register().expect("it is open");
    let mut consumer = channel.register_consumer().expect("it is open");
    // It knows of the ring.
    assert!(consumer.try_recv().is_err());
    let sending = spawn_producer(move || {
        (0..2).for_each(|number| _ = accepted(producer.try_send(Message::new(number))));
        producer
    });
    drop(channel);
    drop(consumer);
    write_out();
    let producer = sending.join().unwrap();
    crate::message::none_is_left();
    drop(producer);
}

/// What is accepted is received before the end, also if a claim becomes visible late.
fn late_when_told() {
    delay_stores();
    let (mut producer, channel) = SpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    let sending = spawn_producer(move || {
        let accepted: Vec<_> = (0..2).filter(|&number| send(&mut producer, number)).collect();
        (accepted, producer)
    });
    channel.close();
    let received = receive_all(|| consumer.try_recv()).0;
    write_out();
    let (accepted, producer) = sending.join().unwrap();
    assert_eq!(received, accepted);
    drop((producer, consumer, channel));
    write_out();
}

/// A producer leaves while messages of its are claimed. The next one on the ring leaves their slots
/// alone.
fn recycled() {
    let channel = MpmcChannel::open();
    let mut consumer = channel.register_consumer().expect("it is open");
    let mut producer = channel.register().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let receiving = spawn(move || {
        let claim = consumer.steal(2).expect("there are two, and nobody else");
        let received: Vec<_> = claim.map(Message::number).collect();
        (received, consumer)
    });
    drop(producer);
    let mut producer = channel.register().expect("it is open");
    let sent = accepted(producer.try_send(Message::new(2)));
    let (mut received, mut consumer) = receiving.join().unwrap();
    received.extend(receive_all(|| consumer.try_recv()).0);
    assert!(received.into_iter().eq(0..2 + u32::from(sent)));
    drop((producer, consumer, channel));
}

/// Both messages are claimed by a consumer that leaves. Each goes to one of the others.
fn left_to_two() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut leaves, mut other] = consumers(&channel);
    let mut one = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    std::mem::forget(leaves.steal(2));
    let leaving = spawn(move || drop(leaves));
    let receiving = spawn(move || (receive(1, || one.try_recv()), one));
    let mut received = receive(2, || other.try_recv());
    let (theirs, one) = receiving.join().unwrap();
    match received.len() + theirs.len() {
        2 => reach("both before it has left"),
        1 => reach("one before it has left"),
        _ => {}
    }
    leaving.join().unwrap();
    received.extend(receive_all(|| other.try_recv()).0);
    shared_out(&mut received, theirs);
    assert!(channel.is_empty());
    drop((producer, one, other, channel));
}

/// The second claim may be in the place where the first one was.
fn left_twice() {
    let (mut producer, channel) = SpmcChannel::open();
    let leaving = consumers(&channel);
    let mut consumer = channel.register_consumer().expect("it is open");
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    let leaving = leaving.map(|mut leaves| {
        std::mem::forget(leaves.steal(1));
        leaves
    });
    let leaving = spawn(move || leaving.into_iter().for_each(drop));
    let mut received = receive(2, || consumer.try_recv());
    match received.len() {
        2 => reach("both"),
        1 => reach("one"),
        _ => {}
    }
    leaving.join().unwrap();
    received.extend(receive_all(|| consumer.try_recv()).0);
    received.sort_unstable();
    assert_eq!(received, [0, 1]);
    drop((producer, consumer, channel));
}

/// Whoever is last drops what the others have left.
fn left_by_the_last() {
    let (mut producer, channel) = SpmcChannel::open();
    let [mut leaves, other] = consumers(&channel);
    assert_eq!(producer.send_iter([0, 1].map(Message::new)), 2);
    std::mem::forget(leaves.steal(1));
    let leaving = spawn(move || drop(leaves));
    let also_leaving = spawn(move || drop(other));
    drop(channel);
    leaving.join().unwrap();
    also_leaving.join().unwrap();
    crate::message::none_is_left();
    drop(producer);
}

fn consumers(channel: &SpmcChannel) -> [SpmcConsumer; 2] {
    [(); 2].map(|()| channel.register_consumer().expect("it is open"))
}

/// Whether the message of this number was accepted.
fn send(producer: &mut crate::message::SpmcProducer, number: u32) -> bool {
    accepted(producer.try_send(Message::new(number)))
}

fn accepted(sent: Result<(), ringmpsc::TrySendError<Message>>) -> bool {
    match &sent {
        Ok(()) => reach("accepted"),
        Err(error) if error.is_closed() => reach("refused"),
        Err(_) => {}
    }
    sent.is_ok()
}
