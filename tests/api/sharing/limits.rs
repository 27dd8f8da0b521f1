//! How many consumers there may be.

use ringmpsc::{RegisterError, ring_channel};

/// At most three consumers.
#[ring_channel(kind = spmc, bits = 2, max_consumers = 3, name = OneRing)]
#[ring_channel(kind = mpmc, bits = 2, max_consumers = 3, name = Rings)]
pub(crate) type Number = u64;

macro_rules! limited {
    ($channel:expr) => {{
        let channel = $channel;
        let mut consumers = Vec::from_iter([(); 3].map(|()| channel.register_consumer().unwrap()));
        for _ in 0..3 {
            let error = channel.clone().register_consumer().unwrap_err();
            assert_eq!(error, RegisterError::ConsumerLimitReached { limit: 3 });
            assert!(!error.is_closed());
            let text = "3 consumers are registered: drop one, or raise `max_consumers`";
            assert_eq!(error.to_string(), text);
            assert_eq!(channel.consumer_count(), 3);
        }
        for k in 0..3 {
            drop(consumers.remove(k));
            assert_eq!(channel.consumer_count(), 2);
            consumers.push(channel.register_consumer().unwrap());
        }
        assert_eq!(channel.consumer_count(), 3);
    }};
}

#[test]
fn consumers_past_the_limit_are_refused_until_one_leaves() {
    let (_producer, channel) = OneRingChannel::open();
    limited!(channel);
    limited!(RingsChannel::open());
}
