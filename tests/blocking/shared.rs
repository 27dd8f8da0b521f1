/// What is left, without waiting.
fn rest(consumer: &mut MessageConsumer) -> Vec<u64> {
    std::iter::from_fn(|| consumer.try_recv().ok()).collect()
}

/// Receives at least one message.
type Receive = fn(&mut MessageConsumer);

const RECEIVE: [(&str, Receive); 9] = [
    ("try_recv", |consumer| assert_eq!(consumer.try_recv(), Ok(0))),
    ("recv", |consumer| assert_eq!(consumer.recv(), Ok(0))),
    ("steal_slice", |consumer| assert_eq!(consumer.steal_slice(&mut [9]), 1)),
    ("steal_into", |consumer| assert_eq!(consumer.steal_into(&mut Vec::new(), 1), 1)),
    ("consume_batch", |consumer| assert_eq!(consumer.consume_batch(drop), 4)),
    ("consume_batch_wait", |consumer| {
        assert_eq!(consumer.consume_batch_wait(drop, WaitStrategy::Blocking), Ok(4));
    }),
    ("consume_up_to", |consumer| assert_eq!(consumer.consume_up_to(1, drop), 1)),
    ("steal", |consumer| assert_eq!(consumer.steal(1).unwrap().next(), Some(0))),
    ("steal, dropped", |consumer| drop(consumer.steal(1).unwrap())),
];
