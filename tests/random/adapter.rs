// The generated ends behind the traits of [`crate::ends`].
//
// Included once for each channel, into a module that has `Message*` and these macros' choice of
// what there is.

/// An end on the heap, which guards and futures borrow for as long as the test says.
struct End<E>(NonNull<E>);

impl<E> End<E> {
    fn new(end: E) -> Self {
        Self(NonNull::from(Box::leak(Box::new(end))))
    }

    fn get(&self) -> &E {
        // SAFETY: the box is alive until this is dropped. The test uses an end in no other way as
        // long as it has a guard or a future of it, so nothing refers to it exclusively.
        unsafe { self.0.as_ref() }
    }

    /// The borrow is as long as the caller likes: the traits say how long that is.
    fn lend(&mut self) -> &'static mut E {
        // SAFETY: as in `get`; and the test drops or forgets what borrows the end before it drops
        // the end.
        unsafe { self.0.as_mut() }
    }
}

impl<E> Drop for End<E> {
    fn drop(&mut self) {
        // SAFETY: it was made of a box by `new`, and nothing borrows it any more.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// Compares what came back with what was sent.
fn back(number: u32, message: Message, sent: Sent) -> Sent {
    assert_eq!(message.number(), number, "another message came back");
    sent
}

fn tried(number: u32, result: Result<(), TrySendError<Message>>) -> Sent {
    match result {
        Ok(()) => Sent::Ok,
        Err(TrySendError::Full(message)) => back(number, message, Sent::Full),
        Err(TrySendError::Closed(message)) => back(number, message, Sent::Closed),
    }
}

/// Up to `n` messages. `f` is called before each is made.
fn messages(n: usize, f: &mut dyn FnMut()) -> impl Iterator<Item = Message> {
    let mut left = n;
    std::iter::from_fn(move || {
        left = left.checked_sub(1)?;
        f();
        Some(Message::new(ledger::made()))
    })
}

impl Handle for MessageChannel {
    fn close(&self) {
        MessageChannel::close(self);
    }

    fn is_closed(&self) -> bool {
        MessageChannel::is_closed(self)
    }

    fn is_fully_drained(&self) -> bool {
        MessageChannel::is_fully_drained(self)
    }

    fn len(&self) -> usize {
        assert_eq!(MessageChannel::len(self), self.pending());
        MessageChannel::len(self)
    }

    fn is_empty(&self) -> bool {
        MessageChannel::is_empty(self)
    }

    fn producer_count(&self) -> usize {
        MessageChannel::producer_count(self)
    }

    fn consumer_count(&self) -> usize {
        MessageChannel::consumer_count(self)
    }

    fn register(&self) -> Option<Result<Box<dyn Tx>, RegisterError>> {
        register(self).map(|result| result.map(boxed_tx))
    }

    fn register_consumer(&self) -> Option<Result<Box<dyn Rx>, RegisterError>> {
        register_consumer(self).map(|result| result.map(boxed_rx))
    }

    fn duplicate(&self) -> Box<dyn Handle> {
        Box::new(self.clone())
    }

    fn snapshot(&self) -> Option<ChannelStats> {
        snapshot(self)
    }
}

fn boxed_tx(end: MessageProducer) -> Box<dyn Tx> {
    Box::new(End::new(end))
}

fn boxed_rx(end: MessageConsumer) -> Box<dyn Rx> {
    Box::new(End::new(end))
}

impl Tx for End<MessageProducer> {
    fn try_send(&mut self, number: u32) -> Sent {
        tried(number, self.lend().try_send(Message::new(number)))
    }

    fn produce(&mut self, number: u32) -> Sent {
        tried(number, Produce::try_send(self.lend(), Message::new(number)))
    }

    fn send_iter(&mut self, n: usize, f: &mut dyn FnMut()) -> usize {
        self.lend().send_iter(messages(n, f))
    }

    fn send_slice(&mut self, number: u32, n: usize) -> Option<usize> {
        send_slice(self.lend(), number, n)
    }

    fn send_all(&mut self, number: u32, n: usize) -> Option<usize> {
        send_all(self.lend(), number, n)
    }

    fn send_all_iter(&mut self, number: u32, n: usize) -> Option<usize> {
        send_all_iter(self.lend(), number, n)
    }

    fn send(&mut self, number: u32, patience: Patience) -> Option<Sent> {
        send(self.lend(), number, patience)
    }

    fn wait_closed(&mut self) -> Option<bool> {
        wait_closed(self.lend())
    }

    fn reserve(
        &mut self,
        ask: Ask,
        n: usize,
    ) -> Option<Result<Box<dyn Reservation>, ReserveError>> {
        let end = self.lend();
        let result = match ask {
            Ask::Exact => end.reserve(n),
            Ask::UpTo => end.reserve_up_to(n),
            Ask::Contiguous => end.reserve_contiguous(n),
            Ask::Backoff => end.reserve_with_backoff(n),
            Ask::Wait => reserve_wait(end, n)?,
        };
        Some(result.map(boxed_reservation))
    }

    fn park(&mut self) {
        Produce::park(self.lend(), Some(Instant::now()));
    }

    fn poll_ready(&mut self, waker: &Waker) -> Option<Poll<bool>> {
        poll_ready(self.lend(), waker)
    }

    fn start_send(&mut self, number: u32) -> Sent {
        start_send(self.lend(), number)
    }

    fn close_sink(&mut self) -> bool {
        close_sink(self.lend())
    }

    fn send_async(&mut self, number: u32) -> Option<Box<dyn Sending>> {
        send_async(self.lend(), number)
    }

    fn reserve_async(&mut self, n: usize) -> Option<Box<dyn Reserving>> {
        reserve_async(self.lend(), n)
    }

    fn status(&self) -> TxStatus {
        let end = self.get();
        TxStatus {
            len: end.len(),
            available: end.available_capacity(),
            is_empty: end.is_empty(),
            is_full: end.is_full(),
            is_closed: end.is_closed(),
        }
    }

    fn metrics(&self) -> Option<ProducerStats> {
        sent(self.get())
    }

    fn channel(&self) -> Option<Box<dyn Handle>> {
        channel_of_producer(self.get())
    }

    fn end(&mut self) -> &mut dyn Any {
        self.lend()
    }
}

struct Reserved(MessageReservation<'static>);

fn boxed_reservation(reservation: MessageReservation<'static>) -> Box<dyn Reservation> {
    Box::new(Reserved(reservation))
}

fn committed(
    all: usize,
    result: Result<usize, CommitError<Message>>,
) -> (usize, Vec<u32>) {
    match result {
        Ok(n) => {
            assert_eq!(n, all, "a commit is of what was written");
            (n, Vec::new())
        }
        Err(error) => {
            let n = error.committed();
            (n, error.into_inner().iter().map(Message::number).collect())
        }
    }
}

impl Reservation for Reserved {
    fn left(&self) -> usize {
        self.0.remaining()
    }

    fn push(&mut self, number: u32) -> bool {
        match self.0.push(Message::new(number)) {
            Ok(()) => true,
            Err(message) => {
                assert_eq!(message.number(), number, "another message came back");
                false
            }
        }
    }

    fn fill(&mut self, n: usize, f: &mut dyn FnMut()) -> usize {
        self.0.fill_from(messages(n, f))
    }

    fn commit(self: Box<Self>) -> (usize, Vec<u32>) {
        let written = self.0.written();
        committed(written, self.0.commit())
    }

    fn commit_init(self: Box<Self>, n: usize) -> (usize, Vec<u32>) {
        assert!(n <= self.0.written());
        // SAFETY: the first `n` slots were written by `push` or `fill`.
        committed(n, unsafe { self.0.commit_init(n) })
    }

    fn forget(self: Box<Self>) {
        mem::forget(self.0);
    }
}

impl Rx for End<MessageConsumer> {
    fn try_recv(&mut self) -> Result<u32, TryRecvError> {
        self.lend().try_recv().map(|message| message.number())
    }

    fn consume(&mut self) -> Result<u32, TryRecvError> {
        Consume::try_recv(self.lend()).map(|message| message.number())
    }

    fn next(&mut self) -> Option<u32> {
        self.lend().try_iter().next().map(|message| message.number())
    }

    fn batch(&mut self, how: Batch, f: &mut dyn FnMut(u32) -> bool) -> Option<usize> {
        let end = self.lend();
        if how == Batch::Generic {
            return Some(Consume::consume_batch_owned(end, |message| {
                f(message.number());
            }));
        }
        batch(end, how, f)
    }

    fn take_into(&mut self, max: usize) -> Vec<u32> {
        let mut messages = Vec::new();
        let n = take_into(self.lend(), &mut messages, max);
        assert_eq!(n, messages.len());
        messages.iter().map(Message::number).collect()
    }

    fn recv_many(&mut self, max: usize) -> Option<Vec<u32>> {
        recv_many(self.lend(), max)
    }

    fn take_slice(&mut self, max: usize) -> Option<Vec<u32>> {
        take_slice(self.lend(), max)
    }

    fn skip(&mut self, max: usize) -> Option<usize> {
        skip(self.lend(), max)
    }

    fn consume_count(&mut self) -> Option<usize> {
        consume_count(self.lend())
    }

    fn peek(&mut self) -> Option<Option<u32>> {
        peek(self.lend())
    }

    fn peek_many(&mut self, n: usize) -> Option<Option<Vec<u32>>> {
        peek_many(self.lend(), n)
    }

    fn view(&mut self, how: Look) -> Option<Option<Box<dyn View>>> {
        view(self.lend(), how)
    }

    fn steal(&mut self, max: usize) -> Option<Option<Box<dyn View>>> {
        steal(self.lend(), max)
    }

    fn recv(&mut self, patience: Patience) -> Option<Result<u32, TryRecvError>> {
        recv(self.lend(), patience)
    }

    fn park(&mut self) {
        Consume::park(self.lend(), Some(Instant::now()));
    }

    fn unpark(&self) {
        self.get().unparker().unpark();
    }

    fn poll_next(&mut self, waker: &Waker) -> Option<Poll<Option<u32>>> {
        poll_next(self.lend(), waker)
    }

    fn recv_async(&mut self) -> Option<Box<dyn Receiving>> {
        recv_async(self.lend())
    }

    fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) -> bool {
        set_notifier(self.lend(), notifier)
    }

    fn close(&mut self) {
        Consume::close(self.lend());
    }

    fn reset(&mut self, producer: Option<&mut dyn Any>) -> Option<bool> {
        reset(self.lend(), producer)
    }

    fn status(&self) -> RxStatus {
        let end = self.get();
        RxStatus { len: end.len(), is_empty: end.is_empty(), is_closed: end.is_closed() }
    }

    fn is_fully_drained(&self) -> Option<bool> {
        is_fully_drained(self.get())
    }

    fn received(&self) -> Option<u64> {
        received(self.get())
    }
}
