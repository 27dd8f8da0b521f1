/// What is left, without waiting.
fn rest(consumer: &mut MessageConsumer) -> Vec<u64> {
    consumer.drain().collect()
}

/// Receives at least one message.
type Receive = fn(&mut MessageConsumer);

const RECEIVE: [(&str, Receive); 14] = [
    ("try_recv", |consumer| assert_eq!(consumer.try_recv(), Ok(0))),
    ("recv", |consumer| assert_eq!(consumer.recv(), Ok(0))),
    ("recv_slice", |consumer| assert_eq!(consumer.recv_slice(&mut [9]), 1)),
    ("drain_into", |consumer| assert_eq!(consumer.drain_into(&mut Vec::new(), 1), 1)),
    ("consume_batch", |consumer| assert_eq!(consumer.consume_batch(|_| ()), 4)),
    ("consume_batch_owned", |consumer| assert_eq!(consumer.consume_batch_owned(drop), 4)),
    ("consume_batch_wait", |consumer| {
        assert_eq!(consumer.consume_batch_wait(|_| (), WaitStrategy::Blocking), Ok(4));
    }),
    ("consume_up_to", |consumer| assert_eq!(consumer.consume_up_to(1, |_| ()), 1)),
    ("consume_while", |consumer| {
        assert_eq!(consumer.consume_while(|_| ControlFlow::Break(())), 1);
    }),
    ("consume_count", |consumer| assert_eq!(consumer.consume_count(), 4)),
    ("skip", |consumer| assert_eq!(consumer.skip(1), 1)),
    ("advance", |consumer| consumer.readable().unwrap().advance(1)),
    ("finish", |consumer| {
        let mut iter = consumer.peek_iter();
        assert_eq!(iter.next(), Some(&0));
        iter.consume_seen();
    }),
    ("drain", |consumer| assert_eq!(consumer.drain().next(), Some(0))),
];
