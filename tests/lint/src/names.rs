//! Messages whose names, parameters or surroundings look like something else.

#[cfg(test)]
use core::ops::Range;

use ringmpsc::ring_channel;

/// A word of the language.
#[ring_channel(kind = spsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
#[ring_channel(
    kind = mpmc, bits = 2, wait, notify, futures, metrics, contention, numa,
    name = r#match
)]
#[expect(non_camel_case_types, reason = "this is the name")]
#[derive(Clone, Copy, Debug)]
pub struct r#type(pub u8);

/// With bounds, defaults and a parameter of each sort.
#[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
#[ring_channel(
    kind = spmc, bits = 2, wait, notify, futures, metrics, contention, numa,
    name = Steal
)]
#[derive(Debug)]
pub struct Bounds<'short, 'long: 'short, T, U = u8, const LEN: usize = 4, const ON: bool = true>(
    pub &'short [U; LEN],
    pub &'long T,
)
where
    T: Iterator<Item = U> + ?Sized,
    U: Clone,
    for<'any> &'any U: PartialEq<&'any U>;

/// Names of the prelude.
pub mod prelude {
    use ringmpsc::ring_channel;

    /// Like the one that expansions return.
    #[ring_channel(kind = mpsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
    #[derive(Clone, Copy, Debug)]
    pub struct Result(pub u8);

    /// Like the one that expansions return.
    #[ring_channel(kind = mpmc, bits = 2, wait, notify, futures, metrics, contention, numa)]
    #[derive(Clone, Copy, Debug)]
    pub enum Option {
        /// Like its variants.
        Some(u8),
        /// Like its variants.
        None,
    }

    /// With parameters that have the names of ours.
    #[ring_channel(kind = spsc, bits = 2, wait, notify, futures, metrics, contention, numa)]
    #[derive(Clone, Copy, Debug)]
    pub struct Stream<Message, Slots, Parameter>(pub Message, pub Slots, pub Parameter);
}

/// A trait and a constant with names that expansions use.
pub mod neighbours {
    use ringmpsc::ring_channel;

    /// Every type has these.
    pub trait Methods {
        /// Like the function in a constant.
        #[inline]
        fn later(&self) {}
        /// Like a function of the library.
        #[inline]
        fn check(&self) {}
        /// Like that of an end.
        #[inline]
        fn producer_mut(&mut self) {}
        /// Like that of an end.
        #[inline]
        fn consumer_mut(&mut self) {}
        /// Like that of a ring.
        #[inline]
        fn lines(&self) {}
        /// Like that of a ring.
        #[inline]
        fn slots(&self) {}
        /// Like that of a ring.
        #[inline]
        fn receipts(&self) {}
    }

    impl<T> Methods for T {}

    /// Like the function in a constant.
    #[expect(non_upper_case_globals, reason = "this is the name")]
    pub const later: u8 = 1;

    /// Among them.
    #[ring_channel(kind = spmc, bits = 2, wait, notify, futures, metrics, contention, numa)]
    #[ring_channel(
        kind = mpsc, bits = 2, wait, notify, futures, metrics, contention, numa,
        name = Many
    )]
    #[derive(Clone, Copy, Debug)]
    pub struct Neighbour(pub u8);
}

/// They arrive.
#[test]
fn messages_arrive() {
    let (mut producer, mut consumer) = typeChannel::open();
    assert!(producer.send(r#type(neighbours::later)).is_ok());
    assert_eq!(consumer.recv().map(|message| message.0), Ok(1));
    assert_eq!(matchChannel::CAPACITY, 4);

    let (channel, mut consumer) = BoundsChannel::<'_, '_, Range<u8>>::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send(Bounds(&[1; 4], &(0..3))).is_ok());
    assert_eq!(consumer.recv().map(|message| message.1.end), Ok(3));

    let (channel, mut consumer) = prelude::ResultChannel::open();
    let mut producer = channel.register().expect("there is no limit");
    assert!(producer.send(prelude::Result(7)).is_ok());
    assert_eq!(consumer.recv().map(|message| message.0), Ok(7));
    assert_eq!(prelude::OptionChannel::CAPACITY, 4);

    let (mut producer, mut consumer) = prelude::StreamChannel::open();
    assert!(producer.send(prelude::Stream(1, 'a', "b")).is_ok());
    assert_eq!(consumer.recv().map(|message| message.2), Ok("b"));

    let (mut producer, channel) = neighbours::NeighbourChannel::open();
    let mut consumer = channel.register_consumer().expect("there is no limit");
    assert!(producer.send(neighbours::Neighbour(2)).is_ok());
    assert_eq!(consumer.recv().map(|message| message.0), Ok(2));
}
