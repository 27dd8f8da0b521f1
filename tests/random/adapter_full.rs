// The methods of the options, behind the traits of `crate::ends`. Included as `adapter.rs` is.

/// No time at all: a wait gives up after one look.
const NOW: WaitStrategy = WaitStrategy::TimedBlocking { timeout: Duration::ZERO };

fn send(end: &mut MessageProducer, number: u32, patience: Patience) -> Option<Sent> {
    let message = Message::new(number);
    let result = match patience {
        Patience::Unlimited => {
            end.send(message).map_err(|error| SendTimeoutError::Closed(error.into_inner()))
        }
        Patience::Timeout => end.send_timeout(message, Duration::ZERO),
        Patience::Deadline => end.send_deadline(message, Instant::now()),
        Patience::Generic => blocking::send(end, message, Timeout::After(Duration::ZERO)),
    };
    Some(match result {
        Ok(()) => Sent::Ok,
        Err(SendTimeoutError::Timeout(message)) => back(number, message, Sent::Full),
        Err(SendTimeoutError::Closed(message)) => back(number, message, Sent::Closed),
        Err(SendTimeoutError::Interrupted(_)) => panic!("no producer has an unparker"),
    })
}

fn send_all_iter(end: &mut MessageProducer, number: u32, n: usize) -> Option<usize> {
    let mut messages = (number..).take(n).map(Message::new);
    Some(match end.send_all_iter(&mut messages, NOW) {
        Ok(sent) => {
            assert_eq!(sent, n);
            sent
        }
        Err(error) => {
            let sent = error.sent();
            assert!(error.is_closed() || error.is_timeout());
            assert_eq!(error.into_inner().number() as usize, number as usize + sent);
            assert_eq!(messages.count(), n - sent - 1, "the iterator keeps the others");
            sent
        }
    })
}

fn wait_closed(end: &mut MessageProducer) -> Option<bool> {
    Some(match end.wait_closed(Duration::ZERO) {
        Ok(()) => true,
        Err(WaitError::TimedOut) => false,
        Err(error) => panic!("{error}"),
    })
}

fn recv_many(end: &mut MessageConsumer, max: usize) -> Option<Vec<u32>> {
    let mut messages = Vec::new();
    match end.recv_many(&mut messages, max) {
        Ok(n) => assert_eq!(n, messages.len()),
        Err(error) => assert!(error.is_closed() && messages.is_empty()),
    }
    Some(messages.iter().map(Message::number).collect())
}

fn refused(error: WaitError) -> ReserveError {
    match error {
        WaitError::TimedOut => ReserveError::Full,
        WaitError::Closed => ReserveError::Closed,
        WaitError::TooLarge => ReserveError::TooLarge,
        WaitError::Zero => ReserveError::Zero,
        WaitError::Interrupted => panic!("no producer has an unparker"),
    }
}

fn reserve_wait(
    end: &'static mut MessageProducer,
    n: usize,
) -> Option<Result<MessageReservation<'static>, ReserveError>> {
    Some(end.reserve_wait(n, NOW).map_err(refused))
}

fn poll_ready(end: &mut MessageProducer, waker: &Waker) -> Option<Poll<bool>> {
    let mut context = Context::from_waker(waker);
    let poll = Sink::<Message>::poll_ready(Pin::new(end), &mut context);
    Some(poll.map(|result| result.map_err(|error| assert!(error.into_inner().is_none())).is_ok()))
}

fn close_sink(end: &mut MessageProducer) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let poll = Sink::<Message>::poll_close(Pin::new(end), &mut context);
    assert!(matches!(poll, Poll::Ready(Ok(()))), "a close waits for nothing");
    true
}

fn start_send(end: &mut MessageProducer, number: u32) -> Sent {
    match Sink::<Message>::start_send(Pin::new(end), Message::new(number)) {
        Ok(()) => Sent::Ok,
        Err(error) => back(number, error.into_inner().expect("it had one"), Sent::Closed),
    }
}

struct Sends(base::Send<'static, MessageRing>, u32);

impl Sending for Sends {
    fn poll(&mut self, waker: &Waker) -> Poll<Sent> {
        let poll = Pin::new(&mut self.0).poll(&mut Context::from_waker(waker));
        poll.map(|result| match result {
            Ok(()) => Sent::Ok,
            Err(error) => back(self.1, error.into_inner(), Sent::Closed),
        })
    }
}

fn send_async(end: &'static mut MessageProducer, number: u32) -> Option<Box<dyn Sending>> {
    Some(Box::new(Sends(end.send_async(Message::new(number)), number)))
}

struct Reserves(base::Reserve<'static, MessageRing>);

impl Reserving for Reserves {
    fn poll(&mut self, waker: &Waker) -> Poll<Result<Box<dyn Reservation>, ReserveError>> {
        let poll = Pin::new(&mut self.0).poll(&mut Context::from_waker(waker));
        poll.map(|result| result.map(boxed_reservation).map_err(refused))
    }
}

fn reserve_async(end: &'static mut MessageProducer, n: usize) -> Option<Box<dyn Reserving>> {
    Some(Box::new(Reserves(end.reserve_async(n))))
}

fn sent(end: &MessageProducer) -> Option<ProducerStats> {
    Some(end.metrics())
}

fn batch_wait(end: &mut MessageConsumer, f: &mut dyn FnMut(u32) -> bool) -> Option<usize> {
    Some(match drain_with_wait(end, f, NOW) {
        Ok(n) => {
            assert!(n > 0, "it waits for messages");
            n
        }
        Err(WaitError::TimedOut | WaitError::Closed) => 0,
        Err(error) => panic!("{error}"),
    })
}

fn recv(end: &mut MessageConsumer, patience: Patience) -> Option<Result<u32, TryRecvError>> {
    let result = match patience {
        Patience::Unlimited => end.recv().map_err(|_| RecvTimeoutError::Closed),
        Patience::Timeout => end.recv_timeout(Duration::ZERO),
        Patience::Deadline => end.recv_deadline(Instant::now()),
        Patience::Generic => blocking::recv(end, Timeout::After(Duration::ZERO)),
    };
    Some(match result {
        Ok(message) => Ok(message.number()),
        Err(RecvTimeoutError::Timeout) => Err(TryRecvError::Empty),
        Err(RecvTimeoutError::Closed) => Err(TryRecvError::Closed),
        Err(RecvTimeoutError::Interrupted) => panic!("the park took the interrupt"),
    })
}

fn poll_next(end: &mut MessageConsumer, waker: &Waker) -> Option<Poll<Option<u32>>> {
    let poll = Pin::new(end).poll_next(&mut Context::from_waker(waker));
    Some(poll.map(|message| message.map(|message| message.number())))
}

struct Receives(base::Recv<'static, MessageRing>);

impl Receiving for Receives {
    fn poll(&mut self, waker: &Waker) -> Poll<Option<u32>> {
        let poll = Pin::new(&mut self.0).poll(&mut Context::from_waker(waker));
        poll.map(|result| result.ok().map(|message| message.number()))
    }

    fn forget(self: Box<Self>) {
        mem::forget(self.0);
    }
}

fn recv_async(end: &'static mut MessageConsumer) -> Option<Box<dyn Receiving>> {
    Some(Box::new(Receives(end.recv_async())))
}

fn set_notifier(end: &mut MessageConsumer, notifier: Option<Arc<EventNotifier>>) -> bool {
    end.set_notifier(notifier);
    true
}
