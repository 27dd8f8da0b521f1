//! Ends that come and go, and notifiers.

use std::sync::Arc;

use ringmpsc::{EventNotifier, RegisterError};
use rustix::event::{PollFd, PollFlags, poll};

use crate::ledger;
use crate::model::{Fate, Id};
use crate::random::Random;
use crate::wakers::{Expect, State};
use crate::world::{CONSUMERS, HANDLES, Notifier, World};

impl World {
    /// One step that changes which ends there are.
    pub(crate) fn end_step(&mut self, random: &mut Random) {
        match random.below(40) {
            0..=9 => self.register(random),
            10..=19 => self.register_consumer(random),
            20..=23 => self.duplicate(random),
            24..=26 if self.handles.len() > 1 || random.once_in(6) => self.drop_handle(random),
            27..=30 => self.drop_producer(random),
            31..=34 if self.consumers.len() > 1 || random.once_in(8) => self.drop_consumer(random),
            35 if random.once_in(6) => self.close(random),
            36 if random.once_in(4) => self.close_consumer(random),
            37..=38 => self.reset(random),
            _ => {}
        }
    }

    fn handle(&self, random: &mut Random) -> Option<usize> {
        (!self.handles.is_empty()).then(|| random.below(self.handles.len()))
    }

    fn register(&mut self, random: &mut Random) {
        let Some(handle) = self.handle(random) else { return };
        if !self.has_place_for_a_ring() {
            return;
        }
        let Some(result) = self.handles[handle].register() else { return };
        let error = result.as_ref().err().copied();
        self.note(|| format!("register -> {error:?}"));
        match result {
            Ok(tx) => {
                assert!(!self.is_deaf(), "the channel is closed");
                self.add_producer(tx);
            }
            Err(error) => assert_eq!((error, self.is_deaf()), (RegisterError::Closed, true)),
        }
    }

    fn register_consumer(&mut self, random: &mut Random) {
        let Some(handle) = self.handle(random) else { return };
        if self.consumers.len() >= CONSUMERS {
            return;
        }
        let drained = self.handles[handle].is_fully_drained();
        let Some(result) = self.handles[handle].register_consumer() else { return };
        let error = result.as_ref().err().copied();
        self.note(|| format!("register_consumer -> {error:?}"));
        match result {
            Ok(rx) => {
                assert!(!drained, "there is nothing left to receive");
                self.add_consumer(rx);
            }
            Err(error) => assert_eq!((error, drained), (RegisterError::Closed, true)),
        }
    }

    fn duplicate(&mut self, random: &mut Random) {
        if self.handles.len() >= HANDLES {
            return;
        }
        let idle = self.producers.iter().find(|producer| producer.hold.is_none());
        let of_producer = idle.and_then(|producer| producer.tx.as_ref()?.channel());
        if let Some(handle) = of_producer {
            self.note(|| "a producer gives a handle".to_owned());
            self.handles.push(handle);
        } else if let Some(handle) = self.handle(random) {
            self.note(|| "clones a handle".to_owned());
            let handle = self.handles[handle].duplicate();
            self.handles.push(handle);
        }
    }

    pub(crate) fn drop_handle(&mut self, random: &mut Random) {
        let Some(at) = self.handle(random) else { return };
        self.note(|| "drops a handle".to_owned());
        self.ending(|world| drop(world.handles.swap_remove(at)));
        self.drop_what_nobody_receives();
    }

    pub(crate) fn drop_producer(&mut self, random: &mut Random) {
        let idle: Vec<_> = (0..self.producers.len())
            .filter(|&at| self.producers[at].tx.is_some() && self.producers[at].hold.is_none())
            .collect();
        if idle.is_empty() {
            return;
        }
        let at = idle[random.below(idle.len())];
        let id = self.producers[at].id;
        self.note(|| format!("drops producer {id}"));
        let mut producer = self.ending(|world| {
            let mut producer = world.producers.swap_remove(at);
            producer.tx = None;
            producer
        });
        producer.sink.listener.settle("the sink of a producer that has gone");
        producer.future.listener.settle("the send of a producer that has gone");
    }

    pub(crate) fn drop_consumer(&mut self, random: &mut Random) {
        let idle: Vec<_> = (0..self.consumers.len())
            .filter(|&at| self.consumers[at].rx.is_some() && self.consumers[at].hold.is_none())
            .collect();
        if idle.is_empty() {
            return;
        }
        let at = idle[random.below(idle.len())];
        let id = self.consumers[at].id;
        self.note(|| format!("drops consumer {id}"));
        let bomb = if random.once_in(6) { 1 + random.below(self.capacity()) } else { 0 };
        ledger::panic_at_drop(bomb);
        self.ending(|world| {
            let mut consumer = world.consumers.swap_remove(at);
            ledger::caught(|| consumer.rx = None);
            consumer.stream.settle("the stream of a consumer that has gone");
            consumer.future.settle("the future of a consumer that has gone");
        });
        ledger::panic_at_drop(0);
        let mut left = 0;
        for at in 0..self.rings.len() {
            // What it had claimed goes to the others.
            let ring = &mut self.rings[at];
            left += ring.change(Fate::Held(id), Fate::Left(id), usize::MAX);
            let back = ring.change(Fate::Taken(id), Fate::Back, usize::MAX);
            if back > 0 {
                ring.come_back();
                self.released_now(at);
            }
        }
        // Also if it has left nothing: it may have been called, and not have come.
        self.all_consumers(if left > 0 { Expect::Must } else { Expect::May });
        self.drop_what_nobody_receives();
    }

    /// If nobody can come to receive, what is there is dropped.
    fn drop_what_nobody_receives(&mut self) {
        let gone = self.consumers.is_empty() && (!self.competing() || self.handles.is_empty());
        if !gone {
            return;
        }
        self.settled = true;
        self.closed = true;
        for ring in &mut self.rings {
            for slot in &mut ring.slots {
                if matches!(slot.fate, Fate::Waiting | Fate::Left(_)) {
                    slot.fate = Fate::Back;
                }
            }
            ring.come_back();
        }
    }

    fn close(&mut self, random: &mut Random) {
        let Some(handle) = self.handle(random) else { return };
        self.note(|| "close".to_owned());
        self.ending(|world| {
            world.handles[handle].close();
            world.closed = true;
        });
        // Once more is allowed, and wakes nobody who is not there.
        self.all_consumers(Expect::May);
    }

    fn close_consumer(&mut self, random: &mut Random) {
        let idle: Vec<_> = (0..self.consumers.len())
            .filter(|&at| self.consumers[at].rx.is_some() && self.consumers[at].hold.is_none())
            .collect();
        if idle.is_empty() {
            return;
        }
        let at = idle[random.below(idle.len())];
        let id = self.consumers[at].id;
        self.note(|| format!("closes consumer {id}"));
        let len = self.held(id) + self.waiting();
        if !self.competing() {
            self.ending(|world| {
                world.consumers[at].rx.as_mut().expect("it is idle").close();
                world.closed = true;
            });
            self.all_consumers(Expect::May);
            return;
        }
        self.consumers[at].rx.as_mut().expect("it is idle").close();
        // A claim that was forgotten has kept the slots of what it had taken until now.
        self.released(id);
        let consumer = &mut self.consumers[at];
        consumer.wants = Some(consumer.wants.unwrap_or(usize::MAX).min(len));
        // It will not come for what it was called for.
        let told = consumer.future.state == State::Told;
        if let Some(notifier) = &mut consumer.notifier {
            // Armed or not.
            notifier.expect = Expect::Must;
        }
        consumer.stream.expect(Expect::Must);
        consumer.future.expect(Expect::Must);
        if told {
            consumer.future.state = State::Idle;
            self.handed_on();
        }
    }

    fn reset(&mut self, random: &mut Random) {
        if self.competing() || self.consumers.is_empty() {
            return;
        }
        let at = random.below(self.consumers.len());
        self.looks_at_the_end(self.consumers[at].id);
        let idle_producer = self
            .producers
            .iter()
            .position(|producer| producer.tx.is_some() && producer.hold.is_none());
        let consumer = &mut self.consumers[at];
        if consumer.hold.is_some() || !self.channel.counted {
            return;
        }
        let id = consumer.id;
        let Some(rx) = &mut consumer.rx else { return };
        let producer = idle_producer.and_then(|at| self.producers[at].tx.as_mut());
        let Some(done) = rx.reset(producer.map(|tx| tx.end())) else { return };
        self.note(|| format!("reset -> {done}"));
        if done {
            let waiting = self.waiting();
            for ring in 0..self.rings.len() {
                while let Some(number) = self.rings[ring].first() {
                    self.took(id, number);
                }
            }
            // It is a `consume_count`.
            if waiting > 0 {
                self.found_something(id);
            } else {
                self.found_nothing(id);
            }
        } else {
            assert!(self.kind().many_producers() && self.live_producers() > 0);
        }
    }

    /// Attaches a notifier, takes it off, or takes note of its signal.
    pub(crate) fn change_notifier(&mut self, id: Id, random: &mut Random) {
        let at = self.at(id);
        if !self.channel.full {
            return;
        }
        if let Some(notifier) = &mut self.consumers[at].notifier
            && !random.once_in(4)
        {
            let count = notifier.event.consume().expect("an eventfd can be read");
            assert_eq!(count > 0, notifier.readable, "a signal makes it readable");
            notifier.readable = false;
            notifier.signalled = Expect::Nothing;
            self.note(|| format!("consumer {id}: consumes {count} signals"));
            return;
        }
        let attach = random.below(3) > 0;
        let event = attach.then(|| Arc::new(EventNotifier::new().expect("there are descriptors")));
        let rx = self.consumers[at].rx.as_mut().expect("it is idle");
        rx.set_notifier(event.clone());
        let something = self.held(id) + self.waiting() > 0;
        let told = self.is_over() || something || self.consumers[at].wants.is_some();
        self.note(|| format!("consumer {id}: attaches a notifier: {attach}"));
        let ticket = self.ticket();
        self.consumers[at].notifier = event.map(|event| Notifier {
            event,
            // Who finds nothing to wait for signals at once.
            state: State::Waiting(ticket),
            expect: if told { Expect::Must } else { Expect::Nothing },
            readable: false,
            signalled: Expect::Nothing,
        });
        if attach {
            // It looks whether there is something, and before that gives back what a forgotten
            // claim has kept.
            self.released(id);
        }
    }
}

impl Notifier {
    /// As [`Listener::settle`](crate::wakers::Listener::settle).
    pub(crate) fn settle(&mut self) {
        let expect = std::mem::take(&mut self.expect);
        if self.readable {
            // Another signal is not to be seen.
            match expect {
                Expect::Nothing => {}
                Expect::May => {
                    self.signalled = self.signalled.max(Expect::May);
                    if let State::Waiting(ticket) = self.state {
                        self.state = State::Perhaps(ticket);
                    }
                }
                Expect::Must => {
                    self.state = State::Told;
                    self.signalled = Expect::Must;
                }
            }
            return;
        }
        let mut fds = [PollFd::new(&self.event, PollFlags::IN)];
        let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
        let readable = poll(&mut fds, Some(&now)).expect("it can be polled") == 1;
        match expect {
            Expect::Nothing => assert!(!readable, "signalled for nothing, {:?}", self.state),
            Expect::May => {}
            Expect::Must => assert!(readable, "the notifier was not signalled, {:?}", self.state),
        }
        if readable {
            self.readable = true;
            if let (Expect::May, State::Waiting(ticket) | State::Perhaps(ticket)) =
                (expect, self.state)
            {
                // Whether it was armed before this signal or after it cannot be seen.
                self.signalled = self.signalled.max(Expect::May);
                self.state = State::Perhaps(ticket);
            } else {
                self.signalled = Expect::Must;
                self.state = State::Told;
            }
        }
    }
}
