//! An expansion finds its names wherever it stands: without a prelude, and among names that are its
//! own.

#![no_implicit_prelude]

/// No name but those of the messages.
pub mod nothing {
    /// Every option of one ring.
    #[::ringmpsc::ring_channel(
        kind = spsc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4, fence = full
    )]
    pub struct Order(pub u64);

    /// A channel between processes.
    #[::ringmpsc::ring_channel(kind = spsc, bits = 4, wait, shared)]
    pub type Word = [u64; 2];

    /// Every option of many rings.
    #[::ringmpsc::ring_channel(
        kind = mpsc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa(node = 0), prefetch = 4,
        max_producers = 2
    )]
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub struct Quote<const LEN: usize>(pub [u8; LEN]);

    /// Every option of consumers that share.
    #[::ringmpsc::ring_channel(
        kind = spmc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4,
        max_consumers = 2
    )]
    #[::ringmpsc::ring_channel(
        kind = mpmc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4,
        max_producers = 2, max_consumers = 2, shard = 1, name = Stolen
    )]
    pub struct Job(pub u64);
}

/// Every name means something else.
pub mod shadowed {
    #![expect(
        dead_code,
        non_camel_case_types,
        non_snake_case,
        unused_imports,
        unused_macros,
        reason = "they only stand in the way"
    )]

    use ::core::fmt::Debug as Clone;

    macro_rules! shadow {
        (
            struct $($Type:ident)*; trait $($Trait:ident)*; mod $($module:ident)*;
            fn $($function:ident)*
        ) => {
            $(struct $Type {})*
            $(trait $Trait {})*
            $(mod $module {})*
            $(fn $function() {})*
        };
    }

    shadow! {
        struct Option Result Vec Box String ControlFlow Formatter Producer Consumer Handle Slots
            Layout Lines Reservation Readable Iter Drain Backoff ProducerId TrySendError
            TryRecvError SendError RecvError WaitError WaitStrategy Duration Instant Arc
            EventNotifier
            Claim Receipt Receipts StealStats RegisterError N
            bool char str f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
        trait Copy Debug Default Drop Fn FnMut FnOnce IntoIterator Iterator Send Sync Sized Parts
            Options Waits Wakes Notifies ProducerEnd ConsumerEnd Produce Consume SharedChannel;
        mod core std alloc ringmpsc fmt mem ops option result spsc mpsc spmc mpmc time sync
            primitive vec marker clone task pin iter numa process;
        fn Some None Ok Err drop size_of check message messages n f max slot refusal handle
            vec slice producer timeout deadline strategy notifier consumer claim receipts
            channel path server session
    }

    macro_rules! offset_of {
        ($($token:tt)*) => {
            compile_error!("not this one")
        };
    }
    macro_rules! panic {
        ($($token:tt)*) => {
            compile_error!("not this one")
        };
    }

    /// Among them.
    #[::ringmpsc::ring_channel(
        kind = spsc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4, fence = full
    )]
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub struct Order(pub ::core::primitive::u64);

    /// Among them, between processes.
    #[::ringmpsc::ring_channel(kind = spsc, bits = 4, wait, shared)]
    pub type Word = [::core::primitive::u64; 2];

    /// Among them, with consumers that share.
    #[::ringmpsc::ring_channel(
        kind = spmc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4,
        max_consumers = 2
    )]
    #[::ringmpsc::ring_channel(
        kind = mpmc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, prefetch = 4,
        max_producers = 2, max_consumers = 2, shard = 1, name = Stolen
    )]
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub struct Job(pub ::core::primitive::u64);

    /// With parameters that have the names of ours.
    #[::ringmpsc::ring_channel(
        kind = mpsc, bits = 4, wait, notify, futures, metrics(latency), contention, numa
    )]
    #[::ringmpsc::ring_channel(
        kind = mpmc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa, name = Many
    )]
    pub struct Message<'ring, 'a, Self_, R, S, F, const N: ::core::primitive::usize>(
        pub &'ring [Self_; N],
        pub &'a (R, S, F),
    );

    /// With a constant that has the name of a type.
    #[::ringmpsc::ring_channel(
        kind = spsc, bits = 4, wait, notify, futures, metrics(latency),
        contention, numa
    )]
    #[::ringmpsc::ring_channel(
        kind = spmc, bits = 4, wait, notify, futures, metrics, contention, numa, name = Spread
    )]
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    pub struct Bytes<const N: ::core::primitive::usize>(pub [::core::primitive::u8; N]);
}

/// What a trait adds to every type does not take the place of what the expansion calls.
pub mod extended {
    /// Every type has these.
    pub trait Everything: ::core::marker::Sized {
        /// Not the producer's.
        fn claim(&mut self) {}
        /// Not the ring's.
        fn reserve(&mut self, _n: usize) {}
        /// Not the handle's.
        fn register(&self) {}
        /// Not the consumer's.
        fn try_recv(&mut self) {}
        /// Nor this.
        fn recv(&mut self) {}
        /// Nor the one that claims.
        fn steal(&mut self, _max: usize) {}
        /// Nor the one that hands out.
        fn drain_with(&mut self) {}
        /// Not the other handle's.
        fn register_consumer(&self) {}
        /// Nor that.
        fn set_notifier(&mut self) {}
        /// Not the way to the library's producer.
        fn producer(&self) {}
        /// Not the way to the library's consumer.
        fn consumer(&self) {}
        /// Nobody's.
        fn clone(&self) {}
        /// Nobody's.
        fn describe(&self) {}
    }

    impl<T> Everything for T {}

    /// Between them.
    #[::ringmpsc::ring_channel(kind = mpsc, bits = 4, wait, notify, futures)]
    pub struct Order(pub u64);

    /// Between them, with consumers that share.
    #[::ringmpsc::ring_channel(kind = spmc, bits = 4, wait, notify, futures)]
    #[::ringmpsc::ring_channel(kind = mpmc, bits = 4, wait, notify, futures, name = Stolen)]
    pub struct Job(pub u64);

    /// With a handle that is cloned by hand.
    #[::ringmpsc::ring_channel(kind = mpsc, bits = 4)]
    pub struct Generic<T>(pub T);
}

#[cfg(test)]
mod tests {
    use ::std::prelude::rust_2021::*;
    use ::std::{assert, assert_eq};

    use crate::nothing::{
        Job, JobChannel, Order, OrderChannel, Quote, QuoteChannel, StolenChannel,
    };
    use crate::{extended, shadowed};

    #[test]
    fn without_names() {
        let (mut producer, mut consumer) = OrderChannel::open();
        assert!(producer.try_send(Order(1)).is_ok());
        assert_eq!(consumer.consume_batch(|order| assert_eq!(order.0, 1)), 1);

        let (channel, mut consumer) = QuoteChannel::<2>::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_slice(&[Quote([1, 2]), Quote([3, 4])]), 2);
        assert_eq!(consumer.recv_slice(&mut [Quote([0, 0]); 4]), 2);

        let (mut producer, channel) = JobChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(producer.try_send(Job(1)).is_ok());
        assert_eq!(consumer.steal(1).unwrap().next().unwrap().0, 1);

        let channel = StolenChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(channel.register().unwrap().try_send(Job(2)).is_ok());
        assert_eq!(consumer.steal_batch(|job| assert_eq!(job.0, 2)), 1);
    }

    #[test]
    fn among_other_names() {
        let (mut producer, mut consumer) = shadowed::OrderChannel::open();
        assert_eq!(producer.send_slice(&[shadowed::Order(2)]), 1);
        assert_eq!(consumer.try_recv().unwrap().0, 2);

        let (mut producer, channel) = shadowed::JobChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(producer.send_slice(&[shadowed::Job(3)]), 1);
        assert_eq!(consumer.steal_slice(&mut [shadowed::Job(0)]), 1);

        let channel = shadowed::ManyChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert_eq!(channel.register().unwrap().send_iter([shadowed::Message(&[3], &(4, 5, 6))]), 1);
        assert_eq!(consumer.recv().unwrap().1 .2, 6);

        let (channel, mut consumer) = shadowed::MessageChannel::open();
        let mut producer = channel.register().unwrap();
        assert_eq!(producer.send_iter([shadowed::Message(&[3], &(4, 5, 6))]), 1);
        assert_eq!(consumer.readable().unwrap()[0].1 .2, 6);
        assert_eq!(consumer.recv().unwrap().1 .2, 6);

        let (mut producer, mut consumer) = shadowed::BytesChannel::<2>::open();
        assert_eq!(producer.send_slice(&[shadowed::Bytes([1, 2])]), 1);
        assert_eq!(consumer.recv().unwrap().0, [1, 2]);
    }

    #[test]
    fn among_other_methods() {
        let (channel, mut consumer) = extended::OrderChannel::open();
        let mut producer = channel.register().unwrap();
        assert!(producer.try_send(extended::Order(1)).is_ok());
        assert!(consumer.try_recv().is_ok());
        assert!(producer.send(extended::Order(2)).is_ok());
        consumer.set_notifier(None);
        assert!(consumer.recv().is_ok());

        let (mut producer, channel) = extended::JobChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(producer.try_send(extended::Job(1)).is_ok());
        assert!(consumer.steal(1).is_some());

        let channel = extended::StolenChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        assert!(channel.register().unwrap().send(extended::Job(2)).is_ok());
        consumer.set_notifier(None);
        assert_eq!(consumer.consume_batch(|job| assert_eq!(job.0, 2)), 1);

        let (channel, _consumer) = extended::GenericChannel::<u8>::open();
        let _other = Clone::clone(&channel);
        assert_eq!(channel.producer_count(), 0);
    }
}
