//! Messages for a part of the program, of whose channels only a part is used.

use ringmpsc::ring_channel;

/// Known to this crate.
#[ring_channel(kind = mpsc, bits = 2)]
pub(crate) struct Scoped(u8);

/// Known to the parent.
#[ring_channel(kind = spsc, bits = 2)]
pub(super) struct Parents(u8);

/// Known to this module.
#[ring_channel(kind = spsc, bits = 2)]
struct Mine(u8);

/// Known to this crate, for consumers that share.
#[ring_channel(kind = mpmc, bits = 2)]
pub(crate) struct Open(u8);

/// Sends a number through four channels.
#[must_use]
#[inline]
pub fn pass_on(number: u8) -> Option<u8> {
    let (channel, mut consumer) = ScopedChannel::open();
    channel.register().ok()?.try_send(Scoped(number)).ok()?;
    let number = consumer.try_recv().ok()?.0;

    let (mut producer, mut consumer) = ParentsChannel::open();
    producer.try_send(Parents(number)).ok()?;
    let number = consumer.try_recv().ok()?.0;

    let (mut producer, mut consumer) = MineChannel::open();
    producer.try_send(Mine(number)).ok()?;
    let number = consumer.try_recv().ok()?.0;

    let channel = OpenChannel::open();
    let mut consumer = channel.register_consumer().ok()?;
    channel.register().ok()?.try_send(Open(number)).ok()?;
    Some(consumer.try_recv().ok()?.0)
}

/// The number comes out.
#[test]
fn a_number_arrives() {
    assert_eq!(pass_on(7), Some(7));
}
