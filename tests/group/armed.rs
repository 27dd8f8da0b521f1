// A notifier that is armed already.

#[test]
fn looking_again_in_vain_interrupts_nobody() {
    alone(&path("looking_again_in_vain_interrupts_nobody"), || {
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
            assert!(own.is_ready(), "it was armed all the same");
            assert_eq!(first.try_recv(), Ok(round));
            assert_eq!(first.try_recv(), Err(TryRecvError::Empty));
            // Whoever was told last is told first now.
            producer.try_send(round).unwrap();
            assert_eq!(second.try_recv(), Ok(round));
            assert_eq!(second.try_recv(), Err(TryRecvError::Empty));
        }
    });
}

/// It is read only by the kernel. What one channel has signalled must not keep the other from it,
/// once that was looked at.
#[test]
fn looking_again_in_vain_has_the_next_message_signalled() {
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
