// A waker that sends when it is cloned, woken or dropped.

/// Sends a message for each operation on its waker, and records the operation.
struct Sender {
    producer: Mutex<Producer>,
    sent: Mutex<Vec<&'static str>>,
}

impl Sender {
    fn new(producer: Producer) -> Arc<Self> {
        Arc::new(Self { producer: Mutex::new(producer), sent: Mutex::default() })
    }

    /// Sends, unless the operation happens during such a send.
    fn send(&self, what: &'static str) {
        if let Ok(mut producer) = self.producer.try_lock() {
            self.sent.lock().unwrap().push(what);
            producer.try_send(0).unwrap();
        }
    }

    /// Polls, and sends nothing meanwhile.
    fn poll_without_sending(&self, waker: &Waker, future: &mut (impl Future + Unpin)) {
        let _locked = self.producer.lock().unwrap();
        assert!(Pin::new(future).poll(&mut Context::from_waker(waker)).is_pending());
    }

    /// The operations since the last call.
    fn sent(&self) -> Vec<&'static str> {
        mem::take(&mut self.sent.lock().unwrap())
    }
}

/// The only waker of its task. The channel gets its clones, one by one.
struct SendingWaker(Arc<Sender>);

impl SendingWaker {
    fn waker(sender: &Arc<Sender>) -> Waker {
        sending_waker::waker(Arc::new(Self(Arc::clone(sender))))
    }
}

/// A vtable by hand, because `Wake` does not allow code of its own in `clone`.
mod sending_waker {
    use super::*;

    const VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

    pub(super) fn waker(sending_waker: Arc<SendingWaker>) -> Waker {
        // SAFETY: the pointer is from `Arc::into_raw`, as the functions of the table expect. The
        // `Arc` is `Send` and `Sync`. Each waker has one count of it: this function and `clone` add
        // it, `wake` and `drop_waker` give it back.
        unsafe { Waker::new(Arc::into_raw(sending_waker).cast(), &VTABLE) }
    }

    fn borrowed<'a>(data: *const ()) -> &'a SendingWaker {
        // SAFETY: the waker has a count, and exists as long as the call.
        unsafe { &*data.cast::<SendingWaker>() }
    }

    fn clone(data: *const ()) -> RawWaker {
        borrowed(data).0.send("clone");
        // SAFETY: the pointer is from `Arc::into_raw`, and the waker still has its count.
        unsafe { Arc::increment_strong_count(data.cast::<SendingWaker>()) };
        RawWaker::new(data, &VTABLE)
    }

    fn wake_by_ref(data: *const ()) {
        borrowed(data).0.send("wake");
    }

    fn wake(data: *const ()) {
        wake_by_ref(data);
        // SAFETY: this ends the waker, and with it its count.
        unsafe { Arc::decrement_strong_count(data.cast::<SendingWaker>()) };
    }

    fn drop_waker(data: *const ()) {
        borrowed(data).0.send("drop");
        // SAFETY: as above.
        unsafe { Arc::decrement_strong_count(data.cast::<SendingWaker>()) };
    }
}

#[test]
fn a_waker_may_send_when_it_is_cloned_woken_or_dropped() {
    let (_channel, producer, mut consumer) = open();
    let sender = Sender::new(producer);
    let waker = SendingWaker::waker(&sender);
    let task = Task::new();

    let mut receiving = consumer.recv_async();
    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
    // It replaces the task's waker.
    assert!(pin!(receiving).poll(&mut Context::from_waker(&waker)).is_ready());
    assert_eq!(sender.sent()[0], "clone");
    while consumer.try_recv().is_ok() {}

    let mut receiving = consumer.recv_async();
    sender.poll_without_sending(&waker, &mut receiving);
    // The task's waker replaces it.
    assert!(task.poll(pin!(receiving)).is_ready());
    assert_eq!(sender.sent(), ["drop"]);
    while consumer.try_recv().is_ok() {}

    let mut receiving = consumer.recv_async();
    sender.poll_without_sending(&waker, &mut receiving);
    drop(receiving);
    assert_eq!((sender.sent(), consumer.try_recv()), (vec!["drop"], Ok(0)));

    let unparker = consumer.unparker();
    let mut receiving = consumer.recv_async();
    sender.poll_without_sending(&waker, &mut receiving);
    unparker.unpark();
    assert_eq!(sender.sent()[0], "wake");
    assert!(task.poll(pin!(receiving)).is_ready());
}
