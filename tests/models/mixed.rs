//! One end that waits in several ways, at once or one after another, misses nothing.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ringmpsc::__private::{Sink, Stream, poll};
use ringmpsc::EventNotifier;

use crate::message::{
    AsymmetricMixedSpscChannel, Message, MixedMpscChannel, MixedSpmcChannel, MixedSpscChannel,
    MixedSpscConsumer,
};
use crate::steps::{spawn, spawn_producer};
use crate::suite::{Fences, Model};
use crate::waker::{Started, block_on};

const MIXED: Model = Model {
    name: "",
    fences: Fences::Full,
    preemptions: Some(2),
    run: || (),
    reaches: &[],
    needs: &[],
};

pub(crate) const MODELS: &[Model] = &[
    Model {
        name: "a future after one that was given up",
        run: future_again,
        preemptions: Some(3),
        needs: &["fence.listen"],
        ..MIXED
    },
    Model {
        name: "a future after one that was given up, membarrier",
        run: future_again,
        fences: Fences::Asymmetric,
        preemptions: Some(3),
        needs: &["fence.listen"],
        ..MIXED
    },
    Model {
        name: "a future after one that was given up, asymmetric, membarrier",
        run: future_again_asymmetric,
        fences: Fences::Asymmetric,
        preemptions: Some(3),
        needs: &["fence.listen", "fence.wake"],
        ..MIXED
    },
    Model {
        name: "a park beside a stream",
        run: park_and_stream,
        needs: &["fence.full", "fence.heavy", "fence.wake"],
        ..MIXED
    },
    Model {
        name: "a notifier beside a future",
        run: notifier_and_future,
        needs: &["fence.full", "fence.heavy"],
        ..MIXED
    },
    Model {
        name: "a notifier of another consumer before a future",
        run: notifier_before_future,
        ..MIXED
    },
    Model {
        name: "a send that waits beside a sink",
        run: send_and_sink,
        needs: &["fence.wake"],
        ..MIXED
    },
    Model {
        name: "a stream that is polled while it is notified",
        run: polled_while_told,
        preemptions: Some(3),
        needs: &["waker.busy", "waker.taken", "waker.empty"],
        ..MIXED
    },
    Model {
        name: "a stream that is polled again while it is notified",
        run: polled_again_while_told,
        preemptions: Some(3),
        needs: &["waker.taken", "waker.empty"],
        ..MIXED
    },
    Model { name: "two that tell one future", run: two_tell, ..MIXED },
    Model { name: "a close of a notifier that is not armed", run: close, ..MIXED },
];

/// A task that nothing runs.
fn idle() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

fn next(consumer: &mut MixedSpscConsumer) -> u32 {
    let next = poll_fn(|context| Pin::new(&mut *consumer).poll_next(context));
    block_on(next).expect("it is open").number()
}

/// The doorbell is set already when the second one begins to listen, so it executes no heavy fence.
macro_rules! poll_again {
    ($channel:ident) => {{
        let (mut producer, mut consumer) = $channel::open();
        assert!(pin!(consumer.recv_async()).poll(&mut idle()).is_pending());
        let sending = spawn_producer(move || {
            producer.try_send(Message::new(0)).expect("there is space");
            producer
        });
        assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 0);
        drop(sending.join().unwrap());
    }};
}

fn future_again() {
    poll_again!(MixedSpscChannel);
}

fn future_again_asymmetric() {
    poll_again!(AsymmetricMixedSpscChannel);
}

/// The producer may be taking the waker of the first poll when the second one leaves its own.
fn polled_while_told() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    assert!(Pin::new(&mut consumer).poll_next(&mut idle()).is_pending());
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is room");
        }
        producer
    });
    for number in 0..2 {
        assert_eq!(next(&mut consumer), number);
    }
    drop(sending.join().unwrap());
}

/// As above, with the same waker: the second poll relies on the producer that is taking it.
fn polled_again_while_told() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    let mut receiving = Started::new(poll_fn(|context| Pin::new(&mut consumer).poll_next(context)));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is room");
        }
        producer
    });
    let first = match receiving.poll() {
        Poll::Ready(message) => message,
        Poll::Pending => receiving.finish(),
    };
    assert_eq!(first.expect("it is open").number(), 0);
    assert_eq!(next(&mut consumer), 1);
    drop(sending.join().unwrap());
}

fn park_and_stream() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    assert!(Pin::new(&mut consumer).poll_next(&mut idle()).is_pending());
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    assert_eq!(consumer.recv().expect("it is open").number(), 0);
    assert_eq!(next(&mut consumer), 1);
    drop(sending.join().unwrap());
}

/// Both are notified of the first message. The second one is waited for with the notifier.
fn notifier_and_future() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    let notifier = Arc::new(EventNotifier::new().expect("a model has events"));
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    let sending = spawn_producer(move || {
        for number in 0..2 {
            producer.try_send(Message::new(number)).expect("there is space");
        }
        producer
    });
    assert_eq!(block_on(consumer.recv_async()).expect("it is open").number(), 0);
    let mut received = None;
    while received.is_none() {
        poll(&notifier);
        notifier.consume().expect("a model has events");
        received = consumer.try_recv().ok();
    }
    assert_eq!(received.map(Message::number), Some(1));
    drop(sending.join().unwrap());
}

/// The descriptor of the first one is not watched.
fn notifier_before_future() {
    let (mut producer, channel) = MixedSpmcChannel::open();
    let [mut one, mut other] = [(); 2].map(|()| channel.register_consumer().expect("it is open"));
    one.set_notifier(Some(Arc::new(EventNotifier::new().expect("a model has events"))));
    let sending = spawn_producer(move || {
        producer.try_send(Message::new(0)).expect("there is space");
        producer
    });
    assert_eq!(block_on(other.recv_async()).expect("it is open").number(), 0);
    drop((sending.join().unwrap(), one, other, channel));
}

fn send_and_sink() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    assert!(Pin::new(&mut producer).poll_ready(&mut idle()).is_pending());
    let sending = spawn(move || {
        producer.send(Message::new(2)).expect("the consumer lives");
        producer
    });
    assert_eq!(consumer.try_recv().expect("the ring was full").number(), 0);
    let producer = sending.join().unwrap();
    assert!(consumer.drain().map(Message::number).eq(1..3));
    drop(producer);
}

/// One of them may find the lock held, by the other one or by the consumer.
fn two_tell() {
    let (channel, mut consumer) = MixedMpscChannel::open();
    let sending = [0, 1].map(|number| {
        let mut producer = channel.register().expect("it is open");
        spawn_producer(move || {
            producer.try_send(Message::new(number)).expect("there is space");
            producer
        })
    });
    let received = [(); 2].map(|()| block_on(consumer.recv_async()).expect("it is open").number());
    assert_eq!(received.iter().sum::<u32>(), 1);
    drop(sending.map(|sending| sending.join().unwrap()));
}

/// The consumer knows of a message that it has not taken.
fn close() {
    let (mut producer, mut consumer) = MixedSpscChannel::open();
    let channel = producer.channel();
    let notifier = Arc::new(EventNotifier::new().expect("a model has events"));
    consumer.set_notifier(Some(Arc::clone(&notifier)));
    assert_eq!(producer.send_iter((0..2).map(Message::new)), 2);
    let closing = spawn(move || channel.close());
    notifier.consume().expect("a model has events");
    let mut received = 0;
    while consumer.try_recv().is_ok_and(|message| message.number() == received) {
        received += 1;
    }
    if !consumer.is_closed() {
        poll(&notifier);
    }
    closing.join().unwrap();
    assert!(consumer.try_recv().is_err_and(|error| error.is_closed()));
    drop(producer);
}
