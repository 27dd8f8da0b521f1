//! Many producers that hardly ever send. The consumer stops looking at their rings; a message must
//! be received all the same, within a number of passes that the documentation promises.
//!
//! What is counted are passes of the consumer, never time.

use std::collections::VecDeque;
use std::hint;
use std::mem;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering, fence};
use std::thread;

use crate::channels::{TrackedManyEightChannel, TrackedManyEightFullChannel};
use crate::ends::{Many, Receives, Sends};
use crate::ledger;
use crate::message::Message;
use crate::random::Random;
use crate::source::{Sent, Source};
use crate::suite::Load;
use crate::watchdog::Patience;

/// Threads that send.
const THREADS: usize = 3;

/// Producers of one thread. All but a few sleep most of the time.
const PRODUCERS: usize = 40;

/// All rings: those, and one of the consumer's own.
#[expect(clippy::cast_possible_truncation, reason = "it is 121")]
const RINGS: u32 = (THREADS * PRODUCERS) as u32 + 1;

/// Bursts of one thread.
const BURSTS: u32 = 400;

/// The longest interval between two looks at a ring, in passes. It is documented.
const LONGEST: u64 = 64;

/// How the consumer makes a pass, and how many of its operations that may take.
#[derive(Clone, Copy, Debug)]
enum Pass {
    /// One operation visits every ring.
    Batch,
    /// One operation takes one message: a pass takes as many as there are rings with messages.
    One,
}

impl Pass {
    /// After so many operations `messages` that were sent to one ring must have been received.
    const fn bound(self, messages: u64) -> u64 {
        match self {
            Self::Batch => LONGEST,
            Self::One => (LONGEST + messages) * RINGS as u64,
        }
    }
}

/// What was done.
#[derive(Default)]
struct Total {
    messages: u64,
    bursts: u64,
    operations: u64,
    latest: u64,
    dropped: u64,
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let mut total = Total::default();
    for _ in 0..load.times(1) {
        sleepers::<TrackedManyEightChannel>(Pass::Batch, &mut random, &mut total);
        sleepers::<TrackedManyEightFullChannel>(Pass::Batch, &mut random, &mut total);
        sleepers::<TrackedManyEightChannel>(Pass::One, &mut random, &mut total);
        sleepers::<TrackedManyEightFullChannel>(Pass::One, &mut random, &mut total);
    }
    let Total { messages, bursts, operations, latest, dropped } = total;
    format!(
        "{messages} messages in {bursts} bursts to {} rings, {operations} operations, no burst \
         later than {latest} visits, {dropped} drops",
        RINGS - 1
    )
}

/// What the consumer tells everybody.
struct Board {
    /// The operation that has begun last.
    operation: AtomicU64,
    /// By producer: how many of its messages have been received,
    received: Vec<AtomicU64>,
    /// and in which operation the last of them was.
    at: Vec<AtomicU64>,
    /// Senders that are at work.
    senders: AtomicUsize,
}

fn sleepers<C>(pass: Pass, random: &mut Random, total: &mut Total)
where
    C: Many,
    C::Consumer: Receives<Message = <C::Producer as Sends>::Message>,
{
    let rings = RINGS as usize;
    ledger::open(ledger::SIZE);
    let (handle, consumer) = C::open_at(0);
    let counters = || (0..rings).map(|_| AtomicU64::new(0)).collect();
    let board = Board {
        operation: AtomicU64::new(0),
        received: counters(),
        at: counters(),
        senders: AtomicUsize::new(THREADS),
    };
    thread::scope(|scope| {
        let senders: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (handle, board, mut random) = (handle.clone(), &board, random.fork());
                scope.spawn(move || {
                    let mut sender = Sender::register(thread, pass, &handle, board);
                    while sender.bursts < BURSTS {
                        sender.turn(&mut random);
                    }
                    sender.await_all();
                    board.senders.fetch_sub(1, Ordering::Release);
                    sender
                })
            })
            .collect();
        let producer = handle.register().expect("the channel is open, and there is memory");
        let source = Source::new(RINGS - 1, u64::MAX / 2, ledger::part(1, 2));
        let next = vec![0; rings];
        let receiver = Receiver::<C> { consumer, producer, source, pass, board: &board, next };
        let random = random.fork();
        let receiving = scope.spawn(move || receiver.run(random));
        for sender in senders {
            let sender = sender.join().expect("a panic ends the process");
            total.messages += sender.sources.iter().map(Source::accepted).sum::<u64>();
            total.bursts += u64::from(sender.bursts);
            if let Pass::Batch = pass {
                total.latest = total.latest.max(sender.latest);
            }
        }
        total.operations += receiving.join().expect("a panic ends the process");
    });
    total.dropped += ledger::close();
}

/// The consumer, and a producer of its own: with a message from there it finds something in every
/// pass, so that rings which are idle are looked at less and less often, and in the end not at all.
struct Receiver<'a, C: Many> {
    consumer: C::Consumer,
    producer: C::Producer,
    source: Source<<C::Producer as Sends>::Message>,
    pass: Pass,
    board: &'a Board,
    /// By producer: how many messages have been received.
    next: Vec<u64>,
}

impl<C> Receiver<'_, C>
where
    C: Many,
    C::Consumer: Receives<Message = <C::Producer as Sends>::Message>,
{
    /// Receives until all senders are gone, and returns how many operations that took.
    fn run(mut self, mut random: Random) -> u64 {
        let mut patience = Patience::new("consumer");
        let mut busy = false;
        let mut operation = 0;
        while self.board.senders.load(Ordering::Acquire) > 0 {
            operation += 1;
            self.board.operation.store(operation, Ordering::Release);
            if random.once_in(1_000) {
                busy = !busy;
            }
            if busy {
                self.source.send_one(&mut self.producer);
            }
            if self.operate(operation) > 0 {
                patience.moved();
            } else {
                // It never sleeps: the senders count its operations.
                hint::spin_loop();
            }
            if operation.is_multiple_of(64) {
                // With one processor nobody else would run.
                patience.rest(&self.consumer);
            }
        }
        while self.operate(operation) > 0 {}
        assert!(self.consumer.try_recv().is_err_and(|error| error.is_empty()));
        for (received, next) in self.board.received.iter().zip(&self.next) {
            assert_eq!(received.load(Ordering::Relaxed), *next);
        }
        operation
    }

    /// One operation.
    fn operate(&mut self, operation: u64) -> usize {
        let Self { board, next, .. } = self;
        let mut note = |message: <C::Producer as Sends>::Message| {
            let stamp = message.stamp();
            let producer = stamp.producer as usize;
            assert_eq!(stamp.seq, next[producer], "{stamp:?} is out of order");
            next[producer] += 1;
            board.at[producer].store(operation, Ordering::Relaxed);
            board.received[producer].store(next[producer], Ordering::Release);
        };
        match self.pass {
            Pass::Batch => self.consumer.consume_all(&mut note),
            Pass::One => self.consumer.try_recv().map(note).iter().len(),
        }
    }
}

/// One thread and its producers.
struct Sender<'a, P: Sends> {
    /// The number of its first producer.
    first: usize,
    pass: Pass,
    producers: Vec<P>,
    sources: Vec<Source<P::Message>>,
    board: &'a Board,
    /// Bursts that were sent, and that nobody has waited for.
    outstanding: VecDeque<Burst>,
    patience: Patience,
    bursts: u32,
    /// The largest number of operations that a burst took to arrive.
    latest: u64,
}

/// Messages of one producer, of whose ring nothing else is known to be in it.
#[derive(Clone, Copy, Debug)]
struct Burst {
    producer: usize,
    messages: u64,
    /// The operation of the consumer that had begun when the send had returned.
    sent_at: u64,
}

impl<'a, P: Sends> Sender<'a, P> {
    fn register<C: Many<Producer = P>>(
        thread: usize,
        pass: Pass,
        handle: &C,
        board: &'a Board,
    ) -> Self {
        let first = thread * PRODUCERS;
        let register = |_| handle.register().expect("the channel is open, and there is memory");
        let source = |k| {
            let id = u32::try_from(first + k).expect("they are few");
            Source::new(id, u64::MAX / 2, ledger::part(id, 2 * RINGS))
        };
        Self {
            first,
            pass,
            producers: (0..PRODUCERS).map(register).collect(),
            sources: (0..PRODUCERS).map(source).collect(),
            board,
            outstanding: VecDeque::new(),
            patience: Patience::new("sender"),
            bursts: 0,
            latest: 0,
        }
    }

    /// Sleeps for some operations of the consumer, and sends.
    fn turn(&mut self, random: &mut Random) {
        let nap = random.choose(&[0, 1, 10, 30, 100, 600]);
        let until = self.board.operation.load(Ordering::Relaxed) + nap;
        while self.board.operation.load(Ordering::Relaxed) < until {
            self.patience.idle(&"napping");
        }
        self.burst(random);
        if self.outstanding.len() > 3 || random.once_in(3) {
            self.await_all();
        }
    }

    /// Wakes one producer.
    fn burst(&mut self, random: &mut Random) {
        let producer = random.below(PRODUCERS);
        if self.outstanding.iter().any(|burst| burst.producer == producer) {
            self.await_all();
        }
        let messages = random.up_to(self.producers[producer].capacity());
        for _ in 0..messages {
            let sent = self.sources[producer].send_one(&mut self.producers[producer]);
            assert_eq!(sent, Sent::Some(1), "a drained ring takes what it has slots for");
        }
        // What was sent has left this processor before the operation is read. The look at the
        // doorbell came before, so this mends nothing there.
        fence(Ordering::SeqCst);
        let sent_at = self.board.operation.load(Ordering::Relaxed);
        self.outstanding.push_back(Burst { producer, messages: messages as u64, sent_at });
        self.bursts += 1;
        self.patience.moved();
    }

    fn await_all(&mut self) {
        for burst in mem::take(&mut self.outstanding) {
            self.await_one(burst);
        }
    }

    /// Waits until a burst was received, for a bounded number of the consumer's operations.
    fn await_one(&mut self, burst: Burst) {
        let Burst { producer, messages, sent_at } = burst;
        let bound = self.pass.bound(messages);
        let sent = self.sources[producer].accepted();
        let number = self.first + producer;
        loop {
            // All operations before this one have come to their end.
            let operation = self.board.operation.load(Ordering::Acquire);
            if self.board.received[number].load(Ordering::Acquire) == sent {
                break;
            }
            assert!(
                operation <= sent_at + bound,
                "{burst:?} is stranded: operation {operation}, {:?}",
                self.producers[producer]
            );
            self.patience.idle(&self.producers[producer]);
        }
        let late = self.board.at[number].load(Ordering::Relaxed).saturating_sub(sent_at);
        assert!(late <= bound, "{burst:?} took {late} operations");
        self.latest = self.latest.max(late);
        self.patience.moved();
    }
}
