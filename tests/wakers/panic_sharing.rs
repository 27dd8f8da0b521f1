//! Wakers that panic, beside others that wait for the same messages.

use super::*;

/// One ring, or several.
macro_rules! kinds {
    ($($kind:ident: $open:expr;)*) => {
        $(
            mod $kind {
                use super::*;

                #[test]
                fn everybody_is_told_although_wakers_panic() {
                    let (channel, mut producer) = $open;
                    let mut consumers = [(); 4].map(|()| channel.register_consumer().unwrap());
                    let task = Task::new();
                    let mut receiving = consumers.each_mut().map(|consumer| consumer.recv_async());
                    pending(&mut receiving[0], woken());
                    assert!(task.poll(Pin::new(&mut receiving[1])).is_pending());
                    pending(&mut receiving[2], woken());
                    assert!(task.poll(Pin::new(&mut receiving[3])).is_pending());
                    assert_eq!(producer.send_slice(&[1, 2]), 2);
                    assert_eq!(task.wakes(), 1, "a burst for two of four");
                    channel.close();
                    assert_eq!(task.wakes(), 2, "the end is for all");
                }

                #[test]
                fn close_tells_the_consumers_although_the_producers_waker_panics() {
                    let (channel, mut producer) = $open;
                    let [mut first, mut second] =
                        [(); 2].map(|()| channel.register_consumer().unwrap());
                    assert_eq!(producer.send_slice(&[7; 9]), 8);
                    let _claim = first.steal(8).unwrap();
                    let task = Task::new();
                    let mut receiving = second.recv_async();
                    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
                    let mut sending = producer.send_async(7);
                    pending(&mut sending, woken());
                    channel.close();
                    assert_eq!(task.wakes(), 1);
                    assert!(task.poll(pin!(receiving)) == Poll::Ready(Err(RecvError::Closed)));
                }

                #[test]
                fn slots_come_back_once_although_the_producers_waker_panics() {
                    let (channel, mut producer) = $open;
                    let mut consumer = channel.register_consumer().unwrap();
                    assert_eq!(producer.send_slice(&[0, 1, 2, 3, 4, 5, 6, 7]), 8);
                    pending(&mut producer.send_async(8), woken());
                    mem::forget(consumer.steal(8));
                    let received = [(); 8].map(|()| consumer.try_recv().unwrap());
                    assert_eq!(received, [0, 1, 2, 3, 4, 5, 6, 7]);
                    for lap in 0..20 {
                        assert_eq!(producer.available_capacity(), 8);
                        assert_eq!(producer.send_slice(&[lap; 8]), 8);
                        pending(&mut producer.send_async(8), woken());
                        let mut numbers = Vec::new();
                        assert_eq!(consumer.steal_into(&mut numbers, 99), 8);
                        assert_eq!(numbers, [lap; 8]);
                    }
                }

                #[test]
                fn who_leaves_is_counted_although_a_waker_panics() {
                    let (channel, producer) = $open;
                    let [mut stays, leaves] =
                        [(); 2].map(|()| channel.register_consumer().unwrap());
                    let mut receiving = stays.recv_async();
                    pending(&mut receiving, woken());
                    drop(leaves);
                    assert_eq!(channel.consumer_count(), 1);
                    drop(receiving);
                    drop((stays, channel));
                    assert!(producer.is_closed());
                }
            }
        )*
    };
}

kinds! {
    one: {
        let (producer, channel) = SharedChannel::open();
        (channel, producer)
    };
    many: {
        let channel = ManySharedChannel::open();
        let producer = channel.register().unwrap();
        (channel, producer)
    };
}
