//! The library under another name: a renamed dependency, and a facade that re-exports it.

/// The dependency, as the manifest calls it.
pub mod direct {
    use channels::ring_channel;

    /// By a path that an import could hide.
    #[ring_channel(
        kind = spsc, bits = 4, wait, notify, metrics, contention, numa, crate = channels
    )]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Plain(pub u64);

    /// Between processes.
    #[ring_channel(kind = spsc, wait, shared, crate = channels)]
    pub type Word = u64;

    /// By a path that starts at the dependencies.
    #[ring_channel(
        kind = mpsc, bits = 4, wait, notify, metrics, contention, numa, crate = ::channels
    )]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Absolute(pub u64);

    /// With consumers that share.
    #[ring_channel(
        kind = spmc, bits = 4, wait, notify, metrics, contention, numa, max_consumers = 2,
        crate = channels
    )]
    #[ring_channel(
        kind = mpmc, bits = 4, wait, notify, metrics(latency),
        contention, numa(node = 0), prefetch = 4, fence = full,
        max_producers = 2, max_consumers = 2, shard = 1, crate = ::channels, name = Stolen
    )]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Shared(pub u64);
}

/// What a crate does that hands the library on to its own users.
pub mod facade {
    #[doc(hidden)]
    pub mod reexported {
        pub use channels as rings;
    }

    /// Declares a message and its channel; the user of this macro does not depend on the library.
    #[macro_export]
    macro_rules! message {
        ($(#[$attribute:meta])* $vis:vis struct $Name:ident($payload:ty), bits = $bits:expr) => {
            #[$crate::facade::reexported::rings::ring_channel(
                kind = spsc,
                bits = $bits,
                crate = $crate::facade::reexported::rings
            )]
            $(#[$attribute])*
            $vis struct $Name(pub $payload);
        };
    }

    crate::message! {
        /// Declared by the macro.
        #[derive(Debug)]
        pub struct Text(String), bits = 3
    }

    /// Without the macro, by a path into this crate.
    #[super::facade::reexported::rings::ring_channel(
        kind = mpsc, crate = crate::facade::reexported::rings
    )]
    pub type Numbers<T> = Vec<T>;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use channels::{EventNotifier, WaitStrategy};

    use super::direct::{
        Absolute, AbsoluteChannel, Plain, PlainChannel, Shared, SharedChannel, StolenChannel,
    };
    use super::facade::{NumbersChannel, Text, TextChannel};

    #[test]
    fn messages_arrive() {
        let (mut producer, mut consumer) = PlainChannel::open();
        assert_eq!(producer.send_slice(&[Plain(1), Plain(2)]), 2);
        assert_eq!(consumer.try_recv(), Ok(Plain(1)));
        assert_eq!((producer.metrics().sent, consumer.metrics().received), (2, 1));
        assert_eq!(producer.send_all(&[Plain(3), Plain(4)], WaitStrategy::Blocking), Ok(()));
        assert_eq!(consumer.recv(), Ok(Plain(2)));
        let notifier = Arc::new(EventNotifier::new().unwrap());
        consumer.set_notifier(Some(Arc::clone(&notifier)));
        assert_eq!(notifier.consume().unwrap(), 1, "there are messages already");

        let (channel, mut consumer) = AbsoluteChannel::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.try_send(Absolute(3)), Ok(()));
        assert_eq!(consumer.try_recv(), Ok(Absolute(3)));
        assert_eq!(channel.snapshot().received, Some(1));
        assert_eq!(producer.send(Absolute(4)), Ok(()));
        assert_eq!(consumer.consume_batch_wait(|_| (), WaitStrategy::Blocking), Ok(1));

        let (mut producer, channel) = SharedChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(producer.send_slice(&[Shared(5), Shared(6)]), 2);
        assert!(consumer.steal(1).unwrap().eq([Shared(5)]));
        assert_eq!(consumer.recv(), Ok(Shared(6)));
        assert_eq!((producer.metrics().sent, consumer.metrics().claimed), (2, 2));

        let channel = StolenChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(channel.register().unwrap().send(Shared(7)), Ok(()));
        assert_eq!(consumer.steal_batch(|message| assert_eq!(message, Shared(7))), 1);
        assert_eq!(channel.snapshot().received, Some(1));

        let (mut producer, mut consumer) = TextChannel::open();
        assert_eq!(TextChannel::CAPACITY, 8);
        assert!(producer.try_send(Text(String::from("four"))).is_ok());
        assert_eq!(consumer.try_recv().unwrap().0, "four");

        let (channel, mut consumer) = NumbersChannel::<u8>::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.try_send(vec![5]), Ok(()));
        assert_eq!(consumer.try_recv(), Ok(vec![5]));
    }
}
