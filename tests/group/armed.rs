// A notifier that is armed already.

#[test]
fn an_empty_poll_interrupts_no_other_thread() {
    alone(&path("an_empty_poll_interrupts_no_other_thread"), || {
        let (channel, mut producer) = open();
        let ([mut first, mut second], [own, _]) = watched(&channel);
        for round in 0..10 {
            assert_eq!(first.try_recv(), Err(TryRecvError::Empty));
            let before = calls::membarrier();
            for _ in 0..100 {
                assert_eq!(first.try_recv(), Err(TryRecvError::Empty));
                assert_eq!(first.consume_batch(drop), 0);
            }
            assert_eq!(calls::membarrier(), before);
            producer.try_send(round).unwrap();
            assert!(own.is_ready(), "it stays armed");
            assert_eq!(first.try_recv(), Ok(round));
            assert_eq!(first.try_recv(), Err(TryRecvError::Empty));
            // The order of the two is reversed now.
            producer.try_send(round).unwrap();
            assert_eq!(second.try_recv(), Ok(round));
            assert_eq!(second.try_recv(), Err(TryRecvError::Empty));
        }
    });
}

/// Two channels share a notifier. A signal of one channel must not suppress the next signal of the
/// other one, once that channel was polled.
#[test]
fn an_empty_poll_arms_the_notifier_for_the_next_message() {
    let [(one, mut to_one), (other, mut to_other)] = [(); 2].map(|()| open());
    let [mut from_one] = consumers(&one);
    let [mut from_other] = consumers(&other);
    let watched = Watched::new(true);
    from_one.set_notifier(Some(watched.shared()));
    from_other.set_notifier(Some(watched.shared()));
    for round in 0..10 {
        to_other.try_send(round).unwrap();
        watched.wait();
        assert_eq!(from_one.try_recv(), Err(TryRecvError::Empty));
        to_one.try_send(round).unwrap();
        assert_eq!(from_other.try_recv(), Ok(round));
        assert_eq!(from_other.try_recv(), Err(TryRecvError::Empty));
        watched.wait();
        assert_eq!(from_one.try_recv(), Ok(round));
        assert_eq!(from_one.try_recv(), Err(TryRecvError::Empty));
    }
}
