//! Messages with parameters.

use core::fmt::Debug;

use ringmpsc::ring_channel;

/// With a type parameter.
#[ring_channel(kind = mpsc, metrics)]
pub type Queue<T> = T;

/// With a bounded type parameter.
#[ring_channel(kind = spsc, contention)]
#[derive(Debug)]
pub struct Bounded<T>(pub T)
where
    T: Clone + Debug;

/// With a constant.
#[ring_channel(kind = spsc, bits = 3)]
#[derive(Clone, Copy, Debug)]
pub struct Packet<const LEN: usize = 4>(pub [u8; LEN]);

/// With a lifetime.
#[ring_channel(kind = mpsc, bits = 3)]
#[derive(Clone, Copy, Debug)]
pub struct Pair<'text>(pub &'text str, pub &'text str);

/// With all of them.
#[ring_channel(kind = mpsc, bits = 3)]
#[derive(Debug)]
pub struct Everything<'short, 'long, T, const LEN: usize>(
    pub &'short [&'long T; LEN],
    pub &'long [T; LEN],
);

/// Sends and receives each.
#[test]
fn messages_arrive() {
    let (channel, mut consumer) = QueueChannel::<String>::open();
    let mut producer = channel.register().expect("there is no limit");
    let other = channel.clone();
    drop(channel);
    assert!(producer.try_send(String::from("a")).is_ok());
    assert_eq!(consumer.try_recv().as_deref(), Ok("a"));
    assert_eq!(other.snapshot().received, 1);

    let (mut producer, mut consumer) = BoundedChannel::open();
    assert!(producer.try_send(Bounded(vec![1])).is_ok());
    assert_eq!(consumer.drain().map(|bounded| bounded.0).next(), Some(vec![1]));

    let (mut producer, mut consumer) = PacketChannel::open();
    assert_eq!(producer.send_slice(&[Packet([1, 2]), Packet([3, 4])]), 2);
    assert_eq!(consumer.peek_many(2).map(<[Packet<2>]>::len), Some(2));

    let text = String::from("text");
    let (channel, mut consumer) = PairChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    let mut reservation = producer.reserve(1).expect("there is room");
    assert!(reservation.push(Pair(&text, "more")).is_ok());
    assert_eq!(reservation.commit().ok(), Some(1));
    assert_eq!(consumer.readable().map(|readable| readable[0].0), Some("text"));

    let (channel, mut consumer) = EverythingChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.try_send(Everything(&[&1, &2], &[3, 4])).is_ok());
    assert_eq!(consumer.iter().next().map(|message| message.1[0]), Some(3));
}
