//! Several producers: each has counters of its own, and the channel has their sum.

use ringmpsc::Contention;

use crate::{ManyChannel, ManySharedChannel};

macro_rules! many_producers {
    ($($kind:ident: $channel:expr, $receive:expr;)*) => {$(
        mod $kind {
            use super::*;

            #[test]
            fn the_next_producer_of_a_ring_begins_at_zero() {
                let (channel, mut consumer) = $channel;
                let mut first = channel.register().unwrap();
                assert_eq!(first.send_slice(&[0, 1, 2]), 2);
                assert!(first.reserve_with_backoff(1).is_err() && first.try_send(2).is_err());
                let (id, counted) = (first.id(), first.contention());
                assert_eq!((counted.spins, counted.failures), (11, 2));
                drop(first);
                assert_eq!(channel.contention_of(id), Some(counted), "the ring is still its own");
                let receive = $receive;
                assert_eq!(receive(&mut consumer), 2);
                let second = channel.register().unwrap();
                assert_eq!(second.contention(), Contention::default());
                assert_eq!(channel.contention_of(id), None, "another one has the ring");
                assert_eq!(channel.contention_of(second.id()), Some(Contention::default()));
                let stats = channel.snapshot();
                let found = (stats.reserve_spins, stats.reserve_failures, stats.waited);
                let expected = (Some(11), Some(2), Some(counted.waited));
                assert_eq!(found, expected, "by all producers so far");
            }

            #[test]
            fn a_snapshot_is_the_sum_of_all_producers() {
                let (channel, _consumer) = $channel;
                let mut producers = [(); 3].map(|()| channel.register().unwrap());
                for producer in &mut producers {
                    assert_eq!(producer.send_slice(&[0, 1]), 2);
                    assert!(producer.reserve_with_backoff(1).is_err());
                }
                assert!(producers[1].try_send(2).is_err());
                let sum: Contention = producers.iter().map(|producer| producer.contention()).sum();
                assert_eq!((sum.spins, sum.failures), (33, 4));
                let stats = channel.snapshot();
                let found = (stats.reserve_spins, stats.reserve_failures, stats.waited);
                assert_eq!(found, (Some(33), Some(4), Some(sum.waited)));
            }
        }
    )*};
}

many_producers! {
    many: ManyChannel::open(), |consumer: &mut crate::ManyConsumer| consumer.consume_count();
    many_shared: {
        let channel = ManySharedChannel::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, consumer)
    }, |consumer: &mut crate::ManySharedConsumer| consumer.consume_batch(drop);
}
