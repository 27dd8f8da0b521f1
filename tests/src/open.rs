//! The ends of a new channel, in the same way for each kind.

/// Opens a channel of a kind. Returns a control handle, a producer and a consumer.
#[macro_export]
macro_rules! open {
    (spsc, $channel:ty) => {{
        let (producer, consumer) = <$channel>::open();
        (producer.channel(), producer, consumer)
    }};
    (mpsc, $channel:ty) => {{
        let (channel, consumer) = <$channel>::open();
        let producer = channel.register().unwrap();
        (channel, producer, consumer)
    }};
    (spmc, $channel:ty) => {{
        let (producer, channel) = <$channel>::open();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    }};
    (mpmc, $channel:ty) => {{
        let channel = <$channel>::open();
        let producer = channel.register().unwrap();
        let consumer = channel.register_consumer().unwrap();
        (channel, producer, consumer)
    }};
}

/// Opens a channel of a kind. Returns a producer and a consumer, and drops the control handle.
#[macro_export]
macro_rules! ends {
    ($kind:ident, $channel:ty) => {{
        let (_, producer, consumer) = $crate::open!($kind, $channel);
        (producer, consumer)
    }};
}
