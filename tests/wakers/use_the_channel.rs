// A waker that sends when it is cloned, woken or dropped.

/// Sends a number for everything that happens to it.
struct Sender {
    producer: Mutex<Producer>,
    sent: Mutex<Vec<&'static str>>,
}

impl Sender {
    fn new(producer: Producer) -> Arc<Self> {
        Arc::new(Self { producer: Mutex::new(producer), sent: Mutex::default() })
    }

    /// Says what happens, unless it happens because of that.
    fn send(&self, what: &'static str) {
        if let Ok(mut producer) = self.producer.try_lock() {
            self.sent.lock().unwrap().push(what);
            producer.try_send(0).unwrap();
        }
    }

    /// Polls, and says nothing.
    fn wait_quietly(&self, waker: &Waker, future: &mut (impl Future + Unpin)) {
        let _quiet = self.producer.lock().unwrap();
        assert!(Pin::new(future).poll(&mut Context::from_waker(waker)).is_pending());
    }

    /// What has happened since the last time.
    fn sent(&self) -> Vec<&'static str> {
        mem::take(&mut self.sent.lock().unwrap())
    }
}

/// The only waker of its task. Its clones are handed to the channel one by one.
struct Talkative(Arc<Sender>);

impl Talkative {
    fn waker(sender: &Arc<Sender>) -> Waker {
        talkative::waker(Arc::new(Self(Arc::clone(sender))))
    }
}

/// `Wake` has no say in cloning, so this is by hand.
mod talkative {
    use super::*;

    const VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, discard);

    pub(super) fn waker(talkative: Arc<Talkative>) -> Waker {
        // SAFETY: the functions of the table take the pointer for an `Arc<Talkative>`, which is
        // `Send` and `Sync`, that the waker has a count of: made here and by `clone`, given back by
        // `wake` and `discard`.
        unsafe { Waker::new(Arc::into_raw(talkative).cast(), &VTABLE) }
    }

    fn borrowed<'a>(data: *const ()) -> &'a Talkative {
        // SAFETY: the waker that calls has a count, and is there as long as the call.
        unsafe { &*data.cast::<Talkative>() }
    }

    fn clone(data: *const ()) -> RawWaker {
        borrowed(data).0.send("clone");
        // SAFETY: it came from `Arc::into_raw`, and the waker's count is still there.
        unsafe { Arc::increment_strong_count(data.cast::<Talkative>()) };
        RawWaker::new(data, &VTABLE)
    }

    fn wake_by_ref(data: *const ()) {
        borrowed(data).0.send("wake");
    }

    fn wake(data: *const ()) {
        wake_by_ref(data);
        // SAFETY: this ends the waker, and with it its count.
        unsafe { Arc::decrement_strong_count(data.cast::<Talkative>()) };
    }

    fn discard(data: *const ()) {
        borrowed(data).0.send("drop");
        // SAFETY: as above.
        unsafe { Arc::decrement_strong_count(data.cast::<Talkative>()) };
    }
}

#[test]
fn a_waker_sends_whenever_it_is_run() {
    let (_channel, producer, mut consumer) = open();
    let sender = Sender::new(producer);
    let waker = Talkative::waker(&sender);
    let task = Task::new();

    let mut receiving = consumer.recv_async();
    assert!(task.poll(Pin::new(&mut receiving)).is_pending());
    // It takes the place of the task's.
    assert!(pin!(receiving).poll(&mut Context::from_waker(&waker)).is_ready());
    assert_eq!(sender.sent()[0], "clone");
    while consumer.try_recv().is_ok() {}

    let mut receiving = consumer.recv_async();
    sender.wait_quietly(&waker, &mut receiving);
    // The task's takes its place.
    assert!(task.poll(pin!(receiving)).is_ready());
    assert_eq!(sender.sent(), ["drop"]);
    while consumer.try_recv().is_ok() {}

    let mut receiving = consumer.recv_async();
    sender.wait_quietly(&waker, &mut receiving);
    drop(receiving);
    assert_eq!((sender.sent(), consumer.try_recv()), (vec!["drop"], Ok(0)));

    let clock = consumer.unparker();
    let mut receiving = consumer.recv_async();
    sender.wait_quietly(&waker, &mut receiving);
    clock.unpark();
    assert_eq!(sender.sent()[0], "wake");
    assert!(task.poll(pin!(receiving)).is_ready());
}
