//! Messages that are there on a condition, as a whole or in part.

use ringmpsc::ring_channel;

/// Not there, and neither is its channel.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
#[ring_channel(
    kind = mpmc, bits = 2, wait, notify, futures, metrics, contention, numa,
    name = Lost
)]
#[cfg(windows)]
#[derive(Clone, Copy, Debug)]
pub struct Gone(pub ThisIsNoType);

/// There, with its channel.
#[ring_channel(kind = mpsc, bits = 2)]
#[cfg(unix)]
#[cfg_attr(windows, cfg(windows))]
#[cfg_attr(unix, deprecated, expect(dead_code, reason = "its field is never read"))]
#[derive(Clone, Copy, Debug)]
pub struct Here(u8);

/// Each parameter has its condition.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
#[ring_channel(
    kind = mpmc, bits = 2, wait, notify, futures, metrics, contention, numa,
    name = Shared
)]
#[derive(Debug)]
pub struct Partly<
    #[cfg(windows)] 'name,
    #[cfg(windows)] Handle,
    #[cfg(unix)] Descriptor,
    #[cfg_attr(unix, cfg(unix), cfg(not(windows)))] const LEN: usize,
    #[cfg(windows)] const MORE: usize,
> {
    /// What it is on the other system.
    #[cfg(windows)]
    pub handle: &'name [Handle; MORE],
    /// What it is on this one.
    pub descriptors: [Descriptor; LEN],
}

/// Sends one through a channel that is declared in a function.
#[must_use]
#[inline]
pub fn pass_on(number: u8) -> Option<u8> {
    /// With a parameter that is not there.
    #[ring_channel(kind = spsc, bits = 2)]
    #[derive(Clone, Copy, Debug)]
    struct Local<#[cfg(windows)] T, #[cfg(not(windows))] const N: usize>([u8; N]);

    let (mut producer, mut consumer) = LocalChannel::open();
    producer.try_send(Local([number; 3])).ok()?;
    consumer.try_recv().ok()?.0.first().copied()
}

/// Those that are there arrive.
#[test]
fn messages_arrive() {
    assert_eq!(pass_on(7), Some(7));

    let (mut producer, mut consumer) = PartlyChannel::open();
    assert!(producer.send(Partly { descriptors: [1, 2] }).is_ok());
    assert_eq!(consumer.recv().map(|message| message.descriptors), Ok([1, 2]));

    let channel = SharedChannel::open();
    let mut consumer = channel.register_consumer().expect("there is no limit");
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send(Partly { descriptors: ["a"] }).is_ok());
    assert_eq!(consumer.recv().map(|message| message.descriptors), Ok(["a"]));
}
