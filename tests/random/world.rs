//! A channel and the model of it, side by side.

use std::sync::Arc;

use ringmpsc::EventNotifier;

use crate::channels::{Channel, Kind};
use crate::ends::{Handle, Receiving, Reservation, Reserving, Rx, Sending, Tx, View};
use crate::ledger;
use crate::model::{Fate, Id, Ring};
use crate::random::Random;
use crate::wakers::{Expect, Listener, State};

/// How many producers, consumers and control handles there are at most.
pub(crate) const PRODUCERS: usize = 4;
pub(crate) const CONSUMERS: usize = 4;
pub(crate) const HANDLES: usize = 3;
/// How many rings are followed at most: those of producers, and of producers that have gone and
/// left messages.
pub(crate) const RINGS: usize = 7;
/// How deep handlers may use other ends.
const DEPTH: u32 = 2;

/// What a producer is used for across steps.
pub(crate) enum TxHold {
    Reservation {
        guard: Box<dyn Reservation>,
        /// The numbers that were pushed.
        pushed: Vec<u32>,
    },
    Send {
        future: Box<dyn Sending>,
        number: u32,
    },
    Reserve {
        future: Box<dyn Reserving>,
        n: usize,
    },
}

/// A task that waits for space.
#[derive(Default)]
pub(crate) struct Room {
    pub(crate) listener: Listener,
    /// How many slots it waits for.
    pub(crate) needs: usize,
}

impl Room {
    /// Slots have come back. The docs allow that every release wakes the task.
    fn released(&mut self, free: usize) {
        let enough = free >= self.needs;
        self.listener.expect(if enough { Expect::Must } else { Expect::May });
    }
}

pub(crate) struct Producer {
    pub(crate) id: Id,
    /// Before `tx`, which it borrows.
    pub(crate) hold: Option<TxHold>,
    /// `None` while it is in use.
    pub(crate) tx: Option<Box<dyn Tx>>,
    pub(crate) ring: usize,
    pub(crate) sink: Room,
    pub(crate) future: Room,
    /// How many polls were ready since one was pending.
    pub(crate) ready: u32,
    /// Its sink was closed: it counts as gone, and keeps its ring.
    pub(crate) resigned: bool,
    pub(crate) sent: u64,
    pub(crate) batches: u64,
    pub(crate) largest: u64,
}

/// What a consumer is used for across steps.
pub(crate) enum RxHold {
    Readable {
        view: Box<dyn View>,
        numbers: Vec<u32>,
    },
    /// The messages that it shows, by ring, and how many of these it has shown.
    Iter {
        view: Box<dyn View>,
        shown: Vec<(usize, usize)>,
        left: usize,
    },
    /// The messages that it takes, by ring.
    Drain {
        view: Box<dyn View>,
        takes: Vec<(usize, usize)>,
    },
    Claim {
        view: Box<dyn View>,
        left: usize,
    },
    Recv {
        future: Box<dyn Receiving>,
        polled: bool,
    },
}

/// An event descriptor, and what should become of it.
pub(crate) struct Notifier {
    pub(crate) event: Arc<EventNotifier>,
    pub(crate) state: State,
    pub(crate) expect: Expect,
    pub(crate) readable: bool,
    /// Whether it was signalled, and its consumer has neither consumed the event nor found the
    /// channel empty since.
    pub(crate) signalled: Expect,
}

pub(crate) struct Consumer {
    pub(crate) id: Id,
    /// Before `rx`, which it borrows.
    pub(crate) hold: Option<RxHold>,
    /// `None` while it is in use.
    pub(crate) rx: Option<Box<dyn Rx>>,
    /// It was closed, and wants so many messages more.
    pub(crate) wants: Option<usize>,
    /// It was told that everything has ended.
    pub(crate) ended: bool,
    pub(crate) received: u64,
    pub(crate) stream: Listener,
    pub(crate) future: Listener,
    /// How many polls were ready since one was pending.
    pub(crate) ready: u32,
    pub(crate) notifier: Option<Notifier>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct World {
    pub(crate) channel: Channel,
    /// By number. Those that are no producer's and have no messages are used again.
    pub(crate) rings: Vec<Ring>,
    pub(crate) handles: Vec<Box<dyn Handle>>,
    pub(crate) producers: Vec<Producer>,
    pub(crate) consumers: Vec<Consumer>,
    /// Somebody has closed the channel.
    pub(crate) closed: bool,
    /// A consumer was told the end, or the last one has gone: what is committed from now on comes
    /// back.
    pub(crate) settled: bool,
    /// A consumer has looked for the end: what is committed from now on may come back.
    pub(crate) perhaps_settled: bool,
    /// Messages in reservations and futures, and forgotten ones.
    pub(crate) elsewhere: usize,
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) depth: u32,
    /// Whether an operation inside the handler of the present one has changed something.
    pub(crate) nested: bool,
    pub(crate) start: u64,
    pub(crate) log: Vec<u32>,
    pub(crate) trace: Option<Vec<String>>,
    pub(crate) steps: u64,
    ids: Id,
    tickets: u64,
}

impl World {
    pub(crate) fn open(channel: Channel, seed: u64, trace: bool) -> Self {
        let mut random = Random::of(seed, u64::MAX);
        let below = random.next() % 40;
        let start = match random.below(4) {
            0 => 0,
            1 => (1_u64 << 32).wrapping_sub(below),
            _ => 0_u64.wrapping_sub(below),
        };
        ledger::reset();
        let opened = (channel.open_at)(start);
        let mut world = Self {
            channel,
            rings: Vec::new(),
            handles: opened.handle.into_iter().collect(),
            producers: Vec::new(),
            consumers: Vec::new(),
            closed: false,
            settled: false,
            perhaps_settled: false,
            elsewhere: 0,
            sent: 0,
            received: 0,
            depth: 0,
            nested: false,
            start,
            log: Vec::new(),
            trace: trace.then(Vec::new),
            steps: 0,
            ids: 0,
            tickets: 0,
        };
        if let Some(tx) = opened.producer {
            world.add_producer(tx);
        }
        if let Some(rx) = opened.consumer {
            world.add_consumer(rx);
        }
        world
    }

    pub(crate) fn kind(&self) -> Kind {
        self.channel.kind
    }

    pub(crate) fn competing(&self) -> bool {
        self.kind().competing()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.channel.capacity
    }

    /// Writes down what happens, for a run that is shown.
    pub(crate) fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            let indent = "    ".repeat(self.depth as usize);
            trace.push(format!("{:6} {indent}{}", self.steps, text()));
        }
    }

    pub(crate) fn ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    pub(crate) fn add_producer(&mut self, tx: Box<dyn Tx>) {
        let first = self.rings.is_empty();
        let ring = self.unused_ring().unwrap_or_else(|| {
            self.rings.push(Ring::default());
            self.rings.len() - 1
        });
        self.rings[ring] = Ring { tail: first.then_some(self.start), ..Ring::default() };
        self.ids += 1;
        self.producers.push(Producer {
            id: self.ids,
            hold: None,
            tx: Some(tx),
            ring,
            sink: Room::default(),
            future: Room::default(),
            ready: 0,
            resigned: false,
            sent: 0,
            batches: 0,
            largest: 0,
        });
    }

    pub(crate) fn add_consumer(&mut self, rx: Box<dyn Rx>) {
        self.ids += 1;
        self.consumers.push(Consumer {
            id: self.ids,
            hold: None,
            rx: Some(rx),
            wants: None,
            ended: false,
            received: 0,
            stream: Listener::default(),
            future: Listener::default(),
            ready: 0,
            notifier: None,
        });
    }

    /// Whether another producer would be followed.
    pub(crate) fn has_place_for_a_ring(&self) -> bool {
        self.producers.len() < PRODUCERS
            && (self.rings.len() < RINGS || self.unused_ring().is_some())
    }

    fn unused_ring(&self) -> Option<usize> {
        (0..self.rings.len()).find(|&at| {
            let ring = &self.rings[at];
            ring.slots.is_empty()
                && ring.slack == 0
                && self.producers.iter().all(|producer| producer.ring != at)
        })
    }

    pub(crate) fn at(&self, id: Id) -> usize {
        let at = self.consumers.iter().position(|consumer| consumer.id == id);
        at.expect("a consumer in use is not dropped")
    }

    /// Messages that no consumer has.
    pub(crate) fn waiting(&self) -> usize {
        self.rings.iter().map(|ring| ring.waiting() + ring.left()).sum()
    }

    /// Messages that a consumer has taken out of a claim that was forgotten then. They count with
    /// its next operation.
    pub(crate) fn uncounted(&self, of: Option<Id>) -> u64 {
        self.rings.iter().map(|ring| ring.kept(of) as u64).sum()
    }

    /// Messages that this consumer has claimed, and not taken.
    pub(crate) fn held(&self, id: Id) -> usize {
        self.rings.iter().map(|ring| ring.held_by(id)).sum()
    }

    /// Whether nobody can receive any more.
    pub(crate) fn is_deaf(&self) -> bool {
        self.closed || self.consumers.is_empty() && (!self.competing() || self.handles.is_empty())
    }

    /// Whether nothing new can be sent any more.
    pub(crate) fn is_over(&self) -> bool {
        self.is_deaf()
            || self.live_producers() == 0
                && (!self.kind().many_producers() || self.handles.is_empty())
    }

    /// Producers that may still send.
    pub(crate) fn live_producers(&self) -> usize {
        self.producers.iter().filter(|producer| !producer.resigned).count()
    }

    pub(crate) fn free(&self, ring: usize) -> usize {
        self.capacity() - self.rings[ring].slots.len()
    }

    /// Fewer slots than this may be free while a batch is in progress.
    pub(crate) fn surely_free(&self, ring: usize) -> usize {
        self.free(ring) - self.rings[ring].slack
    }

    /// A producer has published these.
    pub(crate) fn sent(&mut self, at: usize, numbers: impl IntoIterator<Item = u32>) {
        let producer = &mut self.producers[at];
        let mut n = 0;
        for number in numbers {
            let ring = &mut self.rings[producer.ring];
            ring.send(number);
            // It was accepted, so that many slots have come back.
            ring.slack = ring.slack.min(self.channel.capacity - ring.slots.len());
            n += 1;
        }
        if n == 0 {
            return;
        }
        producer.sent += n;
        producer.batches += 1;
        producer.largest = producer.largest.max(n);
        self.sent += n;
        self.published(usize::try_from(n).expect("a batch is small"));
    }

    /// A consumer has got this message, which must be the first of its producer, or of what the
    /// consumer has claimed.
    pub(crate) fn took(&mut self, id: Id, number: u32) {
        let at = self.at(id);
        let held = self.rings.iter().position(|ring| ring.first_held(id).is_some());
        let ring = if let Some(ring) = held {
            assert_eq!(
                self.rings[ring].first_held(id),
                Some(number),
                "what was claimed comes first"
            );
            self.rings[ring].change(Fate::Held(id), Fate::Taken(id), 1);
            ring
        } else {
            let (ring, from) = self.source(number);
            self.rings[ring].change(from, Fate::Taken(id), 1);
            ring
        };
        if !self.competing() {
            self.rings[ring].change(Fate::Taken(id), Fate::Back, 1);
            self.rings[ring].come_back();
            self.rings[ring].slack += 1;
        }
        self.received += 1;
        let consumer = &mut self.consumers[at];
        consumer.received += 1;
        consumer.wants = consumer.wants.map(|wants| wants.saturating_sub(1));
        self.perhaps_released(ring);
    }

    /// Of which ring this message is the next one, and whether it waits there or was left by a
    /// consumer.
    pub(crate) fn source(&self, number: u32) -> (usize, Fate) {
        let source = |(at, ring): (usize, &Ring)| {
            let waits = ring.first() == Some(number);
            let fate =
                if waits { Some(Fate::Waiting) } else { ring.first_left(number).map(Fate::Left) };
            Some((at, fate?))
        };
        let source = self.rings.iter().enumerate().find_map(source);
        source.unwrap_or_else(|| panic!("{number} is not the next of any producer"))
    }

    fn producer_of(&mut self, ring: usize) -> Option<&mut Producer> {
        self.producers.iter_mut().find(|producer| producer.ring == ring)
    }

    fn perhaps_released(&mut self, ring: usize) {
        if let Some(producer) = self.producer_of(ring) {
            producer.sink.listener.expect(Expect::May);
            producer.future.listener.expect(Expect::May);
        }
    }

    /// Slots of this ring have come back: the producer is woken if there is space for what it waits
    /// for. The docs allow that it is woken by every release.
    pub(crate) fn released_now(&mut self, ring: usize) {
        let free = self.free(ring);
        if let Some(producer) = self.producer_of(ring) {
            producer.sink.released(free);
            producer.future.released(free);
        }
    }

    /// The consumer has given back the slots of what it has taken.
    pub(crate) fn released(&mut self, id: Id) {
        for at in 0..self.rings.len() {
            let ring = &mut self.rings[at];
            let changed = std::mem::take(&mut ring.slack)
                + ring.change(Fate::Taken(id), Fate::Back, usize::MAX);
            if changed > 0 {
                ring.come_back();
                self.released_now(at);
            }
        }
    }

    /// `n` messages were published.
    fn published(&mut self, n: usize) {
        if !self.competing() {
            self.everybody_told_of_messages();
            return;
        }
        for consumer in &mut self.consumers {
            // A stream need not be polled again, so each message wakes all.
            consumer.stream.expect(Expect::Must);
            if let Some(notifier) = &mut consumer.notifier {
                notifier.expect(Expect::Must);
            }
        }
        self.called(n, Expect::Must);
    }

    fn everybody_told_of_messages(&mut self) {
        for consumer in &mut self.consumers {
            consumer.stream.expect(Expect::Must);
            consumer.future.expect(Expect::Must);
            if let Some(notifier) = &mut consumer.notifier {
                notifier.expect(Expect::Must);
            }
        }
    }

    /// `n` futures are woken, those that have waited longest.
    fn called(&mut self, n: usize, expect: Expect) {
        for _ in 0..n {
            let waiting = self.consumers.iter_mut().filter_map(|consumer| {
                match (consumer.future.state, consumer.future.expect) {
                    (State::Waiting(ticket) | State::Perhaps(ticket), Expect::Nothing) => {
                        Some((ticket, &mut consumer.future))
                    }
                    _ => None,
                }
            });
            let Some((_, longest)) = waiting.min_by_key(|(ticket, _)| *ticket) else { return };
            longest.expect(expect);
        }
    }

    /// A consumer that was called will not come, so another one is called if there is something.
    pub(crate) fn handed_on(&mut self) {
        let expect = if self.waiting() > 0 { Expect::Must } else { Expect::May };
        for consumer in &mut self.consumers {
            consumer.stream.expect(Expect::May);
            if let Some(notifier) = &mut consumer.notifier {
                notifier.expect(Expect::May);
            }
        }
        self.called(1, expect);
    }

    /// Something happened that may wake all consumers that wait.
    pub(crate) fn all_consumers(&mut self, expect: Expect) {
        for consumer in &mut self.consumers {
            consumer.stream.expect(expect);
            consumer.future.expect(expect);
            if let Some(notifier) = &mut consumer.notifier {
                notifier.expect(expect);
            }
        }
    }

    /// One end does something, and what follows from it for those who wait is expected.
    pub(crate) fn ending<T>(&mut self, change: impl FnOnce(&mut Self) -> T) -> T {
        let (deaf, over) = (self.is_deaf(), self.is_over());
        let result = change(self);
        if !deaf && self.is_deaf() {
            for producer in &mut self.producers {
                producer.sink.listener.expect(Expect::Must);
                producer.future.listener.expect(Expect::Must);
            }
        }
        if self.is_over() {
            self.all_consumers(if over { Expect::Nothing } else { Expect::Must });
            for notifier in
                self.consumers.iter_mut().filter_map(|consumer| consumer.notifier.as_mut())
            {
                // Armed or not. The docs do not say that the end signals but once.
                notifier.expect =
                    notifier.expect.max(if over { Expect::May } else { Expect::Must });
            }
        }
        result
    }

    /// What a look of this consumer must come to.
    pub(crate) fn outlook(&self, at: usize) -> Outlook {
        let consumer = &self.consumers[at];
        let wants = !consumer.ended && consumer.wants != Some(0);
        if self.held(consumer.id) > 0 || wants && self.waiting() > 0 {
            Outlook::Something
        } else if consumer.ended || consumer.wants.is_some() || self.is_over() {
            Outlook::Closed
        } else {
            Outlook::Empty
        }
    }

    /// This consumer looked at all rings and found nothing.
    pub(crate) fn found_nothing(&mut self, id: Id) {
        let at = self.at(id);
        let outlook = self.outlook(at);
        assert_ne!(outlook, Outlook::Something, "there is something to receive");
        self.released(id);
        let over = self.is_over();
        if outlook == Outlook::Closed {
            if over && self.waiting() == 0 {
                // Whatever another consumer leaves from now on is for those that come later.
                self.consumers[at].ended = true;
                self.settled = true;
            } else {
                self.consumers[at].wants = Some(0);
            }
            return;
        }
        self.arm(at);
    }

    fn arm(&mut self, at: usize) {
        let ticket = self.ticket();
        if let Some(notifier) = &mut self.consumers[at].notifier {
            notifier.state = State::Waiting(ticket);
            notifier.signalled = Expect::Nothing;
        }
    }

    /// After an operation that has received something: the notifier is armed if that was the last
    /// message. If the consumer only believes that it was, the notifier may be signalled.
    pub(crate) fn found_something(&mut self, id: Id) {
        self.took_some(id);
        let at = self.at(id);
        let more = self.waiting() + self.held(id) > 0 || self.is_over();
        let ticket = self.ticket();
        if let Some(notifier) = &mut self.consumers[at].notifier {
            match notifier.signalled {
                // As long as the event is not consumed there is no need.
                Expect::Must => {}
                Expect::Nothing if !more => notifier.state = State::Waiting(ticket),
                _ => {
                    notifier.expect = notifier.expect.max(Expect::May);
                    if !matches!(notifier.state, State::Waiting(_)) {
                        notifier.state = State::Perhaps(ticket);
                    }
                }
            }
        }
    }

    /// A consumer does something. The docs do not say that the end signals its notifier but once.
    pub(crate) fn looks_at_the_end(&mut self, id: Id) {
        let (at, over) = (self.at(id), self.is_over());
        let consumer = &mut self.consumers[at];
        if let Some(notifier) = &mut consumer.notifier
            && (over || consumer.wants.is_some())
        {
            notifier.expect = notifier.expect.max(Expect::May);
        }
    }

    /// Several batches in one operation, or with messages that came meanwhile: the consumer may
    /// have believed in between that it had taken the last message.
    pub(crate) fn perhaps_signalled(&mut self, id: Id) {
        let at = self.at(id);
        if let Some(notifier) = &mut self.consumers[at].notifier {
            notifier.expect = notifier.expect.max(Expect::May);
        }
    }

    /// An operation that goes on has received something.
    pub(crate) fn took_some(&mut self, id: Id) {
        self.released(id);
        self.perhaps_settled |= self.is_over();
    }

    /// Runs an operation on other ends, from inside a handler, now and then.
    pub(crate) fn perhaps_nested(&mut self, random: &mut Random) {
        if self.depth < DEPTH && random.once_in(6) {
            self.depth += 1;
            self.nested = true;
            let nested = self.nested;
            self.step(random);
            self.nested = nested;
            self.depth -= 1;
        }
    }
}

/// What a look can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    Something,
    Empty,
    Closed,
}

impl Notifier {
    pub(crate) fn expect(&mut self, expect: Expect) {
        match self.state {
            State::Waiting(_) => self.expect = self.expect.max(expect),
            State::Perhaps(_) => self.expect = Expect::May.min(expect).max(self.expect),
            State::Idle | State::Told => {}
        }
    }
}
