//! Messages with parameters.

use core::fmt::Debug;

use ringmpsc::{Consume, Produce, ring_channel};

/// With a type parameter.
#[ring_channel(kind = mpsc, wait, notify, futures, metrics)]
pub type Queue<T> = T;

/// With a bounded type parameter.
#[ring_channel(kind = spsc, wait, notify, futures, contention)]
#[derive(Debug)]
pub struct Bounded<T>(pub T)
where
    T: Clone + Debug;

/// With a constant.
#[ring_channel(kind = spsc, bits = 3, wait, notify, futures)]
#[derive(Clone, Copy, Debug)]
pub struct Packet<const LEN: usize = 4>(pub [u8; LEN]);

/// With a lifetime.
#[ring_channel(kind = mpsc, bits = 3, wait, notify, futures)]
#[derive(Clone, Copy, Debug)]
pub struct Pair<'text>(pub &'text str, pub &'text str);

/// With a type parameter, for consumers that share.
#[ring_channel(kind = mpmc, bits = 3, wait, notify, futures, metrics)]
pub type Shared<T> = T;

/// With a bounded type parameter and a constant, for consumers that share.
#[ring_channel(kind = spmc, bits = 3, wait, notify, futures, contention)]
#[derive(Clone, Copy, Debug)]
pub struct Chunk<T, const LEN: usize>(pub [T; LEN])
where
    T: Clone + Debug;

/// With all of them.
#[ring_channel(kind = mpsc, bits = 3, wait, notify, futures)]
#[derive(Debug)]
pub struct Everything<'short, 'long, T, const LEN: usize>(
    pub &'short [&'long T; LEN],
    pub &'long [T; LEN],
);

/// Sends and receives as generic code does, which knows nothing but the message.
#[inline]
pub fn pass_on<T>(
    message: T,
    mut producer: impl Produce<T>,
    mut consumer: impl Consume<T>,
) -> Option<T> {
    producer.try_send(message).ok()?;
    consumer.try_recv().ok()
}

/// Sends and receives each.
#[test]
fn messages_arrive() {
    let (channel, mut consumer) = QueueChannel::<String>::open();
    let mut producer = channel.register().expect("there is no limit");
    let other = channel.clone();
    drop(channel);
    assert!(producer.try_send(String::from("a")).is_ok());
    assert_eq!(consumer.try_recv().as_deref(), Ok("a"));
    assert_eq!(other.snapshot().received, Some(1));

    let (mut producer, mut consumer) = BoundedChannel::open();
    assert!(producer.try_send(Bounded(vec![1])).is_ok());
    assert_eq!(consumer.drain().map(|bounded| bounded.0).next(), Some(vec![1]));

    let (mut producer, mut consumer) = PacketChannel::open();
    assert_eq!(producer.send_slice(&[Packet([1, 2]), Packet([3, 4])]), 2);
    assert_eq!(consumer.peek_many(2).map(<[Packet<2>]>::len), Some(2));

    let text = String::from("text");
    let (channel, mut consumer) = PairChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    let mut reservation = producer.reserve(1).expect("there is space");
    assert!(reservation.push(Pair(&text, "more")).is_ok());
    assert_eq!(reservation.commit().ok(), Some(1));
    assert_eq!(consumer.readable().map(|readable| readable[0].0), Some("text"));

    let channel = SharedChannel::<String>::open();
    let mut producer = channel.register().expect("there is no limit");
    let mut consumer = channel.register_consumer().expect("there is no limit");
    assert!(producer.try_send(String::from("a")).is_ok());
    assert_eq!(consumer.steal(1).and_then(|mut claim| claim.next()).as_deref(), Some("a"));

    let (mut producer, channel) = ChunkChannel::open();
    let mut consumer = channel.register_consumer().expect("there is no limit");
    assert_eq!(producer.send_slice(&[Chunk([1, 2]), Chunk([3, 4])]), 2);
    assert_eq!(consumer.consume_batch(|chunk| assert_eq!(chunk.0.len(), 2)), 2);

    let (channel, mut consumer) = EverythingChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.try_send(Everything(&[&1, &2], &[3, 4])).is_ok());
    assert_eq!(consumer.peek_iter().next().map(|message| message.1[0]), Some(3));
}

/// Every end is one that generic code takes.
#[test]
fn generic_code_takes_the_ends() {
    let (channel, consumer) = QueueChannel::<String>::open();
    let producer = channel.register().expect("there is no limit");
    assert_eq!(pass_on(String::from("a"), producer, consumer).as_deref(), Some("a"));

    let (producer, consumer) = BoundedChannel::open();
    assert_eq!(pass_on(Bounded(1), producer, consumer).map(|bounded| bounded.0), Some(1));

    let (producer, consumer) = PacketChannel::open();
    assert_eq!(pass_on(Packet([1, 2]), producer, consumer).map(|packet| packet.0), Some([1, 2]));

    let channel = SharedChannel::<String>::open();
    let producer = channel.register().expect("there is no limit");
    let consumer = channel.register_consumer().expect("there is no limit");
    assert_eq!(pass_on(String::from("a"), producer, consumer).as_deref(), Some("a"));

    let (producer, channel) = ChunkChannel::open();
    let consumer = channel.register_consumer().expect("there is no limit");
    assert_eq!(pass_on(Chunk([1, 2]), producer, consumer).map(|chunk| chunk.0), Some([1, 2]));

    let (channel, consumer) = EverythingChannel::open();
    let producer = channel.register().expect("there is no limit");
    let message = Everything(&[&1, &2], &[3, 4]);
    assert_eq!(pass_on(message, producer, consumer).map(|message| message.1[0]), Some(3));
}

/// Waits for what is there already, and for what will not come.
#[test]
fn waiting_ends() {
    let (channel, mut consumer) = QueueChannel::<String>::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send(String::from("a")).is_ok());
    drop((channel, producer));
    consumer.set_notifier(None);
    assert_eq!(consumer.recv().as_deref(), Ok("a"));
    assert!(consumer.recv().is_err());
}
