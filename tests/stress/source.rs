//! A producer's side: where its messages come from, and what became of each send.

use std::ops::Range;

use ringmpsc::{ReserveError, TrySendError};

use crate::ends::{Reserving, Sends, Writing};
use crate::message::{Message, Stamp};
use crate::pace::Pace;
use crate::random::Random;
use crate::watchdog::Patience;

/// The stream of one producer. What was accepted are the positions `0..accepted`.
pub(crate) struct Source<M> {
    producer: u32,
    /// How many messages shall be accepted.
    quota: u64,
    accepted: u64,
    /// Messages that the operation under way has taken from here.
    taken: u64,
    /// A message that came back because the ring was full. It is next.
    held: Option<M>,
    /// For the ledger.
    numbers: Range<u32>,
}

/// What a send achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// So many messages were accepted; none if the operation gave up what it had.
    Some(usize),
    Full,
    Closed,
}

/// All ways to send.
#[derive(Clone, Copy, Debug)]
enum Sending {
    One,
    Slice,
    Iter,
    Reserve(Reserving, Writing),
}

impl<M: Message> Source<M> {
    /// A stream of `quota` messages. There are more numbers than that, for messages that are given
    /// up.
    pub(crate) const fn new(producer: u32, quota: u64, numbers: Range<u32>) -> Self {
        Self { producer, quota, accepted: 0, taken: 0, held: None, numbers }
    }

    /// Messages that were accepted.
    pub(crate) const fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Messages that are still to be accepted.
    fn left(&self) -> usize {
        usize::try_from(self.quota - self.accepted).expect("a stream is not that long")
    }

    pub(crate) fn is_done(&self) -> bool {
        self.left() == 0
    }

    fn stamp(&self, ahead: u64) -> Stamp {
        Stamp { producer: self.producer, seq: self.accepted + ahead }
    }

    fn next(&mut self) -> M {
        let stamp = self.stamp(self.taken);
        self.taken += 1;
        if let Some(message) = self.held.take() {
            assert_eq!(message.stamp(), stamp);
            return message;
        }
        let number = if M::TRACKED { self.numbers.next() } else { Some(0) };
        M::new(stamp, number.expect("there are numbers enough"))
    }

    /// Whether there are numbers for `n` messages that nobody will receive.
    fn can_waste(&self, n: usize) -> bool {
        !M::TRACKED || self.numbers.len() > self.left() + n
    }

    /// The operation under way is over.
    fn accept(&mut self, n: usize) {
        assert!(n as u64 <= self.taken, "{n} messages were accepted of {}", self.taken);
        self.accepted += n as u64;
        self.taken = 0;
    }

    /// Sends up to `n` messages in some way.
    pub(crate) fn send<P>(&mut self, producer: &mut P, n: usize, random: &mut Random) -> Sent
    where
        P: Sends<Message = M>,
    {
        let n = n.min(self.left());
        let sending = match random.below(8) {
            0..=2 => Sending::One,
            3 => Sending::Slice,
            4 => Sending::Iter,
            _ => {
                let reserving = [Reserving::Exactly, Reserving::UpTo, Reserving::WithBackoff];
                let writing = match random.below(24) {
                    0 if self.can_waste(n) => Writing::Abandon,
                    1 => Writing::Forget,
                    2..=8 => Writing::InPlace,
                    9..=16 => Writing::Fill,
                    _ => Writing::Push,
                };
                Sending::Reserve(random.choose(&reserving), writing)
            }
        };
        match sending {
            Sending::One => self.send_one(producer),
            Sending::Slice => {
                let sent = producer.send_slice(n, &mut || self.next());
                self.sent(producer, sent)
            }
            Sending::Iter => {
                let before = self.taken;
                let sent = producer.send_iter(n, &mut || self.next());
                assert!(
                    sent as u64 == self.taken - before || producer.is_closed(),
                    "{sent} were sent, but {} taken",
                    self.taken - before
                );
                self.sent(producer, sent)
            }
            Sending::Reserve(reserving, writing) => self.reserve(producer, n, reserving, writing),
        }
    }

    /// Sends one message. One that is not accepted must come back.
    pub(crate) fn send_one<P: Sends<Message = M>>(&mut self, producer: &mut P) -> Sent {
        let message = self.next();
        let stamp = message.stamp();
        match producer.try_send(message) {
            Ok(()) => {
                self.accept(1);
                Sent::Some(1)
            }
            Err(error) => {
                self.accept(0);
                let closed = error.is_closed();
                assert_eq!(closed, matches!(error, TrySendError::Closed(_)));
                let message = error.into_inner();
                assert_eq!(message.stamp(), stamp, "another message came back");
                if closed {
                    return Sent::Closed;
                }
                self.held = Some(message);
                Sent::Full
            }
        }
    }

    /// An operation without errors has returned.
    fn sent<P: Sends<Message = M>>(&mut self, producer: &P, n: usize) -> Sent {
        self.accept(n);
        if n > 0 {
            Sent::Some(n)
        } else if producer.is_closed() {
            Sent::Closed
        } else {
            Sent::Full
        }
    }

    fn reserve<P>(
        &mut self,
        producer: &mut P,
        n: usize,
        reserving: Reserving,
        writing: Writing,
    ) -> Sent
    where
        P: Sends<Message = M>,
    {
        let n = n.min(producer.capacity());
        match producer.reserve(n, reserving, writing, &mut || self.next()) {
            Ok(Ok(committed)) => {
                self.accept(committed);
                Sent::Some(committed)
            }
            Ok(Err(error)) => {
                let written = self.taken;
                let committed = error.committed();
                self.accept(committed);
                let returned = error.into_inner();
                assert_eq!(
                    (committed + returned.len()) as u64,
                    written,
                    "messages did not come back"
                );
                for (ahead, message) in (0..).zip(&returned) {
                    assert_eq!(message.stamp(), self.stamp(ahead), "another message came back");
                }
                Sent::Closed
            }
            Err(ReserveError::Full) => Sent::Full,
            Err(ReserveError::Closed) => Sent::Closed,
            Err(error) => panic!("{error} ({n} of {})", producer.capacity()),
        }
    }

    /// Sends all messages, in all ways and at all speeds, and returns whether they were all
    /// accepted: the channel may be closed meanwhile.
    pub(crate) fn send_all<P>(&mut self, producer: &mut P, random: &mut Random) -> bool
    where
        P: Sends<Message = M>,
    {
        let mut patience = Patience::new("producer");
        let mut pace = Pace::new();
        while !self.is_done() {
            let n = random.up_to(producer.capacity() + 1);
            match self.send(producer, n, random) {
                Sent::Some(_) => patience.moved(),
                Sent::Full => patience.idle(&*producer),
                Sent::Closed => {
                    assert!(producer.is_closed());
                    return false;
                }
            }
            let len = producer.len();
            assert!(len <= producer.capacity(), "{len} messages: {producer:?}");
            pace.step(random);
        }
        true
    }
}
