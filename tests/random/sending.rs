//! What producers do.

use std::iter;
use std::task::Poll;

use ringmpsc::ReserveError;

use crate::ends::{Ask, Patience, Sent};
use crate::ledger;
use crate::random::Random;
use crate::wakers::{Expect, READY_POLLS, State};
use crate::world::{Producer, TxHold, World};

impl World {
    /// One step of a producer that is not in use.
    pub(crate) fn send_step(&mut self, random: &mut Random) {
        let idle: Vec<_> =
            (0..self.producers.len()).filter(|&at| self.producers[at].tx.is_some()).collect();
        if idle.is_empty() {
            return;
        }
        let at = idle[random.below(idle.len())];
        if self.producers[at].hold.is_some() {
            self.use_tx_hold(at, random);
            return;
        }
        match random.below(32) {
            0..=9 => self.try_send(at, random.below(2) == 0),
            10..=14 => self.send_iter(at, random),
            15..=16 => self.send_slice(at, random),
            17..=21 => self.reserve(at, random),
            22 => self.send(at, random),
            23 if self.depth == 0 && random.once_in(100) => self.poll_space_often(at, random),
            23..=25 => self.poll_ready(at, random),
            26..=27 => self.send_async(at, random),
            28..=29 => self.reserve_async(at, random),
            30 if random.once_in(8) => self.park_producer(at),
            31 if random.once_in(30) => self.close_sink(at),
            _ => self.try_send(at, true),
        }
    }

    /// Whether whatever this producer sends now comes back.
    fn refuses(&self, at: usize) -> bool {
        self.is_deaf() || self.producers[at].resigned
    }

    /// What a send of one message comes to now. Inside a handler a full ring may just have got
    /// space.
    fn check_sent(&self, at: usize, sent: Sent) {
        let ring = self.producers[at].ring;
        match sent {
            _ if self.refuses(at) => assert_eq!(sent, Sent::Closed),
            Sent::Ok => assert!(self.free(ring) > 0, "a full ring has accepted a message"),
            Sent::Full => assert_eq!(self.surely_free(ring), 0, "there is space"),
            Sent::Closed => panic!("the channel is open"),
        }
    }

    fn sent_one(&mut self, at: usize, number: u32, sent: Sent) {
        self.check_sent(at, sent);
        if sent == Sent::Ok {
            self.sent(at, [number]);
        }
    }

    /// A producer that is not in use.
    pub(crate) fn idle_producer(&self) -> Option<usize> {
        let idle = |producer: &Producer| producer.tx.is_some() && producer.hold.is_none();
        self.producers.iter().position(idle)
    }

    pub(crate) fn try_send(&mut self, at: usize, generic: bool) {
        let number = ledger::made();
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let sent = if generic { tx.produce(number) } else { tx.try_send(number) };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: try_send({number}) -> {sent:?}"));
        self.sent_one(at, number, sent);
    }

    /// Gives the producer out, so that what it calls may use other ends.
    fn with_tx<T>(
        &mut self,
        at: usize,
        f: impl FnOnce(&mut Self, &mut dyn crate::ends::Tx) -> T,
    ) -> (usize, T) {
        let id = self.producers[at].id;
        let mut tx = self.producers[at].tx.take().expect("it is idle");
        let result = f(self, &mut *tx);
        let at = self.producers.iter().position(|producer| producer.id == id);
        let at = at.expect("a producer in use is not dropped");
        self.producers[at].tx = Some(tx);
        (at, result)
    }

    fn send_iter(&mut self, at: usize, random: &mut Random) {
        let n = random.count(self.capacity()).min(100);
        let id = self.producers[at].id;
        let ring = self.producers[at].ring;
        let (deaf, free, sure) = (self.refuses(at), self.free(ring), self.surely_free(ring));
        let mut numbers = Vec::new();
        self.note(|| format!("producer {id}: send_iter of {n}"));
        self.nested = false;
        let (at, sent) = self.with_tx(at, |world, tx| {
            tx.send_iter(n, &mut || {
                world.perhaps_nested(random);
                numbers.push(ledger::made());
            })
        });
        self.note(|| format!("producer {id}: send_iter of {n} -> {sent} of {numbers:?}"));
        if deaf {
            assert_eq!((sent, numbers.len()), (0, 0), "the channel is closed");
        } else {
            let made = numbers.len();
            assert!(made <= n.min(free) && made >= n.min(sure), "an item was taken in vain");
            self.check_committed(sent, made);
        }
        self.sent(at, numbers.into_iter().take(sent));
    }

    /// Of `all` messages that were written while the channel was open, so many were accepted.
    fn check_committed(&self, sent: usize, all: usize) {
        assert!(sent <= all);
        if !(self.settled || self.perhaps_settled && self.is_over()) {
            assert_eq!(sent, all, "nobody has been told that the channel has ended");
        } else if self.settled {
            assert_eq!(sent, 0, "the consumers were told that nothing comes any more");
        }
    }

    fn send_slice(&mut self, at: usize, random: &mut Random) {
        let n = random.count(self.capacity()).min(64);
        let number = ledger::made();
        let ring = self.producers[at].ring;
        let how = random.below(4);
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let (what, sent) = match how {
            0 => ("send_all", tx.send_all(number, n)),
            1 => ("send_all_iter", tx.send_all_iter(number, n)),
            _ => ("send_slice", tx.send_slice(number, n)),
        };
        let Some(sent) = sent else { return };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: {what}({number}.., {n}) -> {sent}"));
        if self.refuses(at) {
            assert_eq!(sent, 0);
        } else {
            assert!(sent <= n.min(self.free(ring)) && sent >= n.min(self.surely_free(ring)));
        }
        if how == 1 {
            (number..).take(sent).for_each(|number| self.sent(at, iter::once(number)));
        } else {
            self.sent(at, (number..).take(sent));
        }
    }

    fn send(&mut self, at: usize, random: &mut Random) {
        let ring = self.producers[at].ring;
        let ready = self.refuses(at) || self.surely_free(ring) > 0;
        let patience = match random.below(4) {
            0 if ready => Patience::Unlimited,
            1 => Patience::Deadline,
            2 => Patience::Generic,
            _ => Patience::Timeout,
        };
        let number = ledger::made();
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let Some(sent) = tx.send(number, patience) else { return };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: send({number}, {patience:?}) -> {sent:?}"));
        self.sent_one(at, number, sent);
    }

    fn park_producer(&mut self, at: usize) {
        if !self.channel.full {
            return;
        }
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: park"));
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        tx.park();
        if let Some(is_closed) = tx.wait_closed() {
            assert_eq!(is_closed, self.refuses(at), "wait_closed");
        }
    }

    fn close_sink(&mut self, at: usize) {
        let id = self.producers[at].id;
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        if !tx.close_sink() {
            return;
        }
        self.note(|| format!("producer {id}: closes its sink"));
        self.ending(|world| world.producers[at].resigned = true);
    }

    /// What a reservation of `n` slots must come to: how many slots, if that is known.
    fn check_reserved(&self, at: usize, ask: Ask, n: usize, got: Result<usize, ReserveError>) {
        let exact = !matches!(ask, Ask::UpTo | Ask::Contiguous);
        let ring = self.producers[at].ring;
        let (free, sure) = (self.free(ring), self.surely_free(ring));
        let needed = if exact { n } else { 1 };
        match got {
            Ok(granted) => {
                assert!(!self.refuses(at) && n > 0 && free >= needed, "{granted} slots of {free}");
                assert!(granted > 0 && granted <= n);
                let adjacent = self.rings[ring].contiguous(n.min(free), self.capacity());
                match ask {
                    Ask::Contiguous if sure == free => {
                        assert_eq!(granted, adjacent.unwrap_or(granted), "up to the wrap");
                    }
                    Ask::UpTo if sure == free => assert_eq!(granted, n.min(free)),
                    Ask::Contiguous | Ask::UpTo => {}
                    Ask::Exact | Ask::Backoff | Ask::Wait => assert_eq!(granted, n),
                }
            }
            Err(ReserveError::Closed) => assert!(self.refuses(at)),
            Err(ReserveError::Zero) => assert_eq!(n, 0),
            Err(ReserveError::TooLarge) => assert!(exact && n > self.capacity()),
            Err(ReserveError::Full) => {
                assert!(!self.refuses(at) && n > 0 && sure < needed, "there is space");
                assert!(needed <= self.capacity());
            }
        }
    }

    fn reserve(&mut self, at: usize, random: &mut Random) {
        let n = random.count(self.capacity());
        let ask = match random.below(16) {
            0 => Ask::Wait,
            // It spins for a while if there is no space.
            1 => Ask::Backoff,
            2..=5 => Ask::UpTo,
            6..=8 => Ask::Contiguous,
            _ => Ask::Exact,
        };
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let Some(result) = tx.reserve(ask, n) else { return };
        let id = self.producers[at].id;
        let got = result.as_ref().map(|guard| guard.left()).map_err(|error| *error);
        self.note(|| format!("producer {id}: reserve({n}, {ask:?}) -> {got:?}"));
        self.check_reserved(at, ask, n, got);
        if let Ok(guard) = result {
            let hold = TxHold::Reservation { guard, pushed: Vec::new() };
            self.producers[at].hold = Some(hold);
            for _ in 0..random.below(4) {
                // What it does may call an iterator that drops other producers.
                let at = self.producers.iter().position(|producer| producer.id == id);
                let at = at.expect("a producer in use is not dropped");
                if self.producers[at].hold.is_some() {
                    self.use_tx_hold(at, random);
                }
            }
        }
    }

    fn poll_ready(&mut self, at: usize, random: &mut Random) {
        let waker = self.producers[at].sink.listener.waker();
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let Some(poll) = tx.poll_ready(&waker) else { return };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: poll_ready -> {poll:?}"));
        let space = poll.map(|ready| ready.then_some(()).ok_or(ReserveError::Closed));
        self.polled_space(at, true, 1, space);
        if poll == Poll::Ready(true) && !random.once_in(4) {
            let number = ledger::made();
            let sent = self.producers[at].tx.as_mut().expect("it is idle").start_send(number);
            self.note(|| format!("producer {id}: start_send({number}) -> {sent:?}"));
            self.sent_one(at, number, sent);
        }
    }

    /// Polls so often that the producer yields, if consumers take what it sends.
    fn poll_space_often(&mut self, at: usize, random: &mut Random) {
        for _ in 0..READY_POLLS + 2 {
            if random.below(2) == 0 {
                self.poll_ready(at, random);
            } else {
                self.send_async(at, random);
            }
            self.check();
            if self.producers[at].hold.is_some() {
                return;
            }
            if let Some(id) = self.idle_consumer() {
                self.looks_at_the_end(id);
                self.try_recv(id, random);
                self.check();
            }
        }
    }

    /// A poll for space for `n` messages came to this, of the sink or of a future.
    fn polled_space(
        &mut self,
        at: usize,
        sink: bool,
        n: usize,
        poll: Poll<Result<(), ReserveError>>,
    ) {
        let ring = self.producers[at].ring;
        let ticket = self.ticket();
        let producer = &mut self.producers[at];
        let space = if sink { &mut producer.sink } else { &mut producer.future };
        if producer.ready == READY_POLLS {
            assert!(poll.is_pending(), "it does not yield");
            producer.ready = 0;
            space.listener.yielded();
            return;
        }
        match poll {
            Poll::Ready(result) => producer.ready += u32::from(result.is_ok()),
            Poll::Pending => producer.ready = 0,
        }
        space.needs = n;
        space.listener.expect = Expect::Nothing;
        space.listener.state = if poll.is_pending() { State::Waiting(ticket) } else { State::Idle };
        match poll {
            Poll::Pending => {
                assert!(!self.refuses(at) && n > 0 && n <= self.capacity());
                assert!(self.surely_free(ring) < n, "there is space");
            }
            Poll::Ready(result) => match result {
                Ok(()) => assert!(!self.refuses(at) && n > 0 && self.free(ring) >= n),
                Err(ReserveError::Closed) => assert!(self.refuses(at)),
                Err(ReserveError::Zero) => assert_eq!(n, 0),
                Err(ReserveError::TooLarge) => assert!(n > self.capacity()),
                Err(ReserveError::Full) => panic!("it waits for space"),
            },
        }
    }

    /// The waker of a send or reservation that was dropped is left behind, and may be woken by the
    /// next release.
    fn stopped_waiting_for_space(&mut self, at: usize) {
        let ticket = self.ticket();
        let listener = &mut self.producers[at].future.listener;
        listener.state = match listener.state {
            State::Waiting(_) | State::Perhaps(_) => State::Perhaps(ticket),
            State::Idle | State::Told => State::Idle,
        };
    }

    fn send_async(&mut self, at: usize, random: &mut Random) {
        let number = ledger::made();
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let Some(future) = tx.send_async(number) else { return };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: send_async({number})"));
        self.elsewhere += 1;
        self.producers[at].hold = Some(TxHold::Send { future, number });
        if !random.once_in(8) {
            self.use_tx_hold(at, random);
        }
    }

    fn reserve_async(&mut self, at: usize, random: &mut Random) {
        let n = random.count(self.capacity());
        let tx = self.producers[at].tx.as_mut().expect("it is idle");
        let Some(future) = tx.reserve_async(n) else { return };
        let id = self.producers[at].id;
        self.note(|| format!("producer {id}: reserve_async({n})"));
        self.producers[at].hold = Some(TxHold::Reserve { future, n });
        if !random.once_in(8) {
            self.use_tx_hold(at, random);
        }
    }

    /// One step with the guard or the future of a producer.
    pub(crate) fn use_tx_hold(&mut self, at: usize, random: &mut Random) {
        let hold = self.producers[at].hold.take().expect("there is one");
        match hold {
            TxHold::Reservation { guard, pushed } => {
                self.use_reservation(at, guard, pushed, random);
            }
            TxHold::Send { mut future, number } => {
                let id = self.producers[at].id;
                if random.once_in(5) {
                    drop(future);
                    self.note(|| format!("producer {id}: drops its send"));
                    self.elsewhere -= 1;
                    self.stopped_waiting_for_space(at);
                    return;
                }
                let poll = future.poll(&self.producers[at].future.listener.waker());
                self.note(|| format!("producer {id}: polls send({number}) -> {poll:?}"));
                let space = poll.map(|sent| match sent {
                    Sent::Ok => Ok(()),
                    Sent::Full => Err(ReserveError::Full),
                    Sent::Closed => Err(ReserveError::Closed),
                });
                self.polled_space(at, false, 1, space);
                match poll {
                    Poll::Pending => {
                        self.producers[at].hold = Some(TxHold::Send { future, number });
                    }
                    Poll::Ready(sent) => {
                        drop(future);
                        self.elsewhere -= 1;
                        self.sent_one(at, number, sent);
                    }
                }
            }
            TxHold::Reserve { mut future, n } => {
                let id = self.producers[at].id;
                if random.once_in(5) {
                    drop(future);
                    self.note(|| format!("producer {id}: drops its reserve"));
                    self.stopped_waiting_for_space(at);
                    return;
                }
                let poll = future.poll(&self.producers[at].future.listener.waker());
                let (got, guard) = match poll {
                    Poll::Pending => (Poll::Pending, None),
                    Poll::Ready(Ok(guard)) => (Poll::Ready(Ok(guard.left())), Some(guard)),
                    Poll::Ready(Err(error)) => (Poll::Ready(Err(error)), None),
                };
                self.note(|| format!("producer {id}: polls reserve({n}) -> {got:?}"));
                self.polled_space(at, false, n, got.map(|result| result.map(|_| ())));
                match got {
                    Poll::Pending => {
                        self.producers[at].hold = Some(TxHold::Reserve { future, n });
                    }
                    Poll::Ready(result) => {
                        drop(future);
                        self.check_reserved(at, Ask::Wait, n, result);
                        self.producers[at].hold =
                            guard.map(|guard| TxHold::Reservation { guard, pushed: Vec::new() });
                    }
                }
            }
        }
    }

    fn use_reservation(
        &mut self,
        at: usize,
        mut guard: Box<dyn crate::ends::Reservation>,
        mut pushed: Vec<u32>,
        random: &mut Random,
    ) {
        let id = self.producers[at].id;
        let counted = usize::from(self.channel.counted);
        let left = guard.left();
        match random.below(12) {
            0..=3 => {
                let number = ledger::made();
                let written = guard.push(number);
                self.note(|| format!("producer {id}: push({number}) -> {written}"));
                assert_eq!(written, left > 0);
                if written {
                    pushed.push(number);
                    self.elsewhere += counted;
                }
                self.producers[at].hold = Some(TxHold::Reservation { guard, pushed });
            }
            4..=5 => {
                let n = random.count(self.capacity()).min(100);
                let before = pushed.len();
                let mut made = Vec::new();
                self.note(|| format!("producer {id}: fill_from {n}"));
                let (at, written) = self.with_tx(at, |world, _| {
                    guard.fill(n, &mut || {
                        world.perhaps_nested(random);
                        made.push(ledger::made());
                        // It is in the reservation as soon as the iterator has given it out.
                        world.elsewhere += counted;
                    })
                });
                pushed.extend(made);
                self.note(|| format!("producer {id}: fill_from {n} -> {written}"));
                assert_eq!((written, pushed.len() - before), (n.min(left), n.min(left)));
                self.producers[at].hold = Some(TxHold::Reservation { guard, pushed });
            }
            6..=7 => {
                let (sent, back) = guard.commit();
                self.note(|| format!("producer {id}: commit {pushed:?} -> {sent}, {back:?}"));
                self.committed(at, &pushed, pushed.len(), sent, &back);
            }
            8..=9 => {
                let n = random.below(pushed.len() + 1);
                let (sent, back) = guard.commit_init(n);
                self.note(|| {
                    format!("producer {id}: commit_init({n}) {pushed:?} -> {sent}, {back:?}")
                });
                self.committed(at, &pushed, n, sent, &back);
            }
            10 => {
                drop(guard);
                self.note(|| format!("producer {id}: drops its reservation"));
                self.elsewhere -= counted * pushed.len();
            }
            _ => {
                guard.forget();
                self.note(|| format!("producer {id}: forgets its reservation"));
            }
        }
    }

    /// Of what was pushed the first `n` were committed, and so many sent.
    fn committed(&mut self, at: usize, pushed: &[u32], n: usize, sent: usize, back: &[u32]) {
        self.elsewhere -= usize::from(self.channel.counted) * pushed.len();
        self.check_committed(sent, n);
        assert_eq!(back, &pushed[sent..n], "these come back");
        self.sent(at, pushed[..sent].iter().copied());
    }
}
