//! What consumers do.

use ringmpsc::TryRecvError;

use crate::ends::{Batch, Patience, Rx};
use crate::ledger;
use crate::model::{Fate, Id, Ring};
use crate::random::Random;
use crate::wakers::Expect;
use crate::world::{Consumer, Outlook, World};

/// How many messages a consumer claims at a time that hands them to a function.
const CLAIM_BATCH: usize = 64;

impl World {
    /// One step of a consumer that is not in use.
    pub(crate) fn receive_step(&mut self, random: &mut Random) {
        let idle: Vec<_> =
            (0..self.consumers.len()).filter(|&at| self.consumers[at].rx.is_some()).collect();
        if idle.is_empty() {
            return;
        }
        let at = idle[random.below(idle.len())];
        let id = self.consumers[at].id;
        self.looks_at_the_end(id);
        if self.consumers[at].hold.is_some() {
            self.use_rx_hold(id, random);
            return;
        }
        match random.below(32) {
            0..=7 => self.try_recv(id, random),
            8..=14 => self.batch(id, random),
            15..=16 => self.take_many(id, random),
            17..=18 => self.drop_many(id, random),
            19..=20 => self.peek(id, random),
            21..=24 => self.view(id, random),
            25 => self.recv(id, random),
            26 if self.depth == 0 && random.once_in(100) => self.poll_often(id, random),
            26..=27 => self.poll_next(id),
            28..=29 => self.recv_async(id, random),
            30 => self.change_notifier(id, random),
            _ if random.once_in(8) => self.park_consumer(id, random),
            _ => self.try_recv(id, random),
        }
    }

    pub(crate) fn rx(&mut self, id: Id) -> &mut dyn Rx {
        let at = self.at(id);
        &mut **self.consumers[at].rx.as_mut().expect("it is idle")
    }

    /// Gives the consumer out, so that what it calls may use other ends.
    pub(crate) fn with_rx<T>(&mut self, id: Id, f: impl FnOnce(&mut Self, &mut dyn Rx) -> T) -> T {
        let at = self.at(id);
        let mut rx = self.consumers[at].rx.take().expect("it is idle");
        self.nested = false;
        let result = f(self, &mut *rx);
        let at = self.at(id);
        self.consumers[at].rx = Some(rx);
        result
    }

    /// A receive of one message came to this.
    pub(crate) fn received_one(&mut self, id: Id, result: Result<u32, TryRecvError>) {
        let outlook = self.outlook(self.at(id));
        match result {
            Ok(number) => {
                assert_eq!(outlook, Outlook::Something, "it should have received nothing");
                self.took(id, number);
                self.found_something(id);
            }
            Err(error) => {
                let told = if error.is_closed() { Outlook::Closed } else { Outlook::Empty };
                assert_eq!(told, outlook, "what the consumer is told");
                self.found_nothing(id);
            }
        }
    }

    /// A consumer that is not in use.
    pub(crate) fn idle_consumer(&self) -> Option<Id> {
        let idle = |consumer: &&Consumer| consumer.rx.is_some() && consumer.hold.is_none();
        self.consumers.iter().find(idle).map(|consumer| consumer.id)
    }

    pub(crate) fn try_recv(&mut self, id: Id, random: &mut Random) {
        let ended = self.outlook(self.at(id)) == Outlook::Closed;
        let nothing = if ended { TryRecvError::Closed } else { TryRecvError::Empty };
        let rx = self.rx(id);
        let result = match random.below(3) {
            0 => rx.consume(),
            // An iterator does not say why it ends.
            1 => rx.next().ok_or(nothing),
            _ => rx.try_recv(),
        };
        self.note(|| format!("consumer {id}: try_recv -> {result:?}"));
        self.received_one(id, result);
    }

    fn recv(&mut self, id: Id, random: &mut Random) {
        let ready = self.outlook(self.at(id)) != Outlook::Empty;
        let patience = match random.below(4) {
            0 if ready => Patience::Unlimited,
            1 => Patience::Deadline,
            2 => Patience::Generic,
            _ => Patience::Timeout,
        };
        let Some(result) = self.rx(id).recv(patience) else { return };
        self.note(|| format!("consumer {id}: recv({patience:?}) -> {result:?}"));
        self.received_one(id, result);
    }

    fn park_consumer(&mut self, id: Id, random: &mut Random) {
        let unparks = random.below(2) == 0;
        self.note(|| format!("consumer {id}: parks, after an unpark: {unparks}"));
        let rx = self.rx(id);
        if unparks {
            rx.unpark();
        }
        rx.park();
        if unparks {
            // An unpark wakes others, too.
            self.all_consumers(Expect::May);
        } else {
            // Before it sleeps it gives back what a claim that was used up and then forgotten has
            // kept.
            self.released(id);
        }
    }

    /// How many messages this consumer would get if it took all that it may.
    pub(crate) fn available(&self, id: Id) -> usize {
        let consumer = &self.consumers[self.at(id)];
        let wants = if consumer.ended { 0 } else { consumer.wants.unwrap_or(usize::MAX) };
        let held = self.held(id);
        (held + self.waiting()).min(wants.max(held))
    }

    fn batch(&mut self, id: Id, random: &mut Random) {
        let max = random.count(self.capacity());
        let how = match random.below(16) {
            0..=2 => Batch::All,
            3..=4 => Batch::Owned,
            5 => Batch::Generic,
            6..=8 => Batch::UpTo(max),
            9 => Batch::While,
            10 => Batch::ConsumeAll,
            11 => Batch::ConsumeAllOwned,
            12 => Batch::ConsumeAllUpTo(max),
            13 => Batch::DrainAll,
            14 => Batch::Steal,
            _ => Batch::Wait,
        };
        let max = match how {
            Batch::UpTo(max) | Batch::ConsumeAllUpTo(max) => max,
            _ => usize::MAX,
        };
        let stop = if how == Batch::While { random.below(self.capacity() + 2) } else { usize::MAX };
        let panics =
            if random.once_in(12) { random.below(self.capacity() + 1) } else { usize::MAX };
        let available = self.available(id);
        let most = |ring: &Ring| ring.waiting().max(ring.left());
        let one_ring = self.rings.iter().map(most).max().unwrap_or(0);
        let held = self.held(id);
        let competing = self.competing();
        let mut claims = Claims::new(how, max, available);
        let mut handled = 0;
        let mut result = None;
        self.note(|| format!("consumer {id}: {how:?} of {available}, panics at {panics}"));
        let panicked = self.with_rx(id, |world, rx| {
            ledger::caught(|| {
                result = rx.batch(how, &mut |number| {
                    if competing {
                        claims.handed_out(world, id, number);
                    }
                    world.note(|| format!("consumer {id}: is handed {number}"));
                    world.took(id, number);
                    handled += 1;
                    if handled > panics {
                        ledger::panic_wanted();
                    }
                    world.perhaps_nested(random);
                    handled <= stop
                });
            })
        });
        self.note(|| format!("consumer {id}: {how:?} -> {result:?}, panicked: {panicked}"));
        if self.nested || how == Batch::DrainAll {
            self.perhaps_signalled(id);
        }
        if panicked {
            assert_eq!(handled, panics + 1);
            self.found_something(id);
            return;
        }
        let Some(n) = result else { return };
        assert_eq!(n, handled, "it returns how many it has handed out");
        if max == 0 {
            assert_eq!(n, 0);
            return;
        }
        if n == 0 {
            assert!(available == 0, "{available} are there");
            self.found_nothing(id);
            return;
        }
        let most = available.min(max).min(stop.saturating_add(1));
        if !self.nested {
            match how {
                Batch::Steal if held > 0 => assert_eq!(n, held),
                Batch::Steal => assert!(n <= one_ring.min(available)),
                // A ring that has been idle is passed over, now and then.
                _ if self.kind().many_producers() && !competing && how != Batch::DrainAll => {
                    assert!(n <= most);
                }
                _ => assert_eq!(n, most),
            }
        } else if !self.kind().many_producers() && !competing {
            assert!(n >= most && n <= max);
        }
        self.found_something(id);
        if how == Batch::DrainAll {
            // It goes on until there is nothing.
            assert_eq!(self.waiting(), 0);
            self.found_nothing(id);
        }
    }

    fn take_many(&mut self, id: Id, random: &mut Random) {
        let max = random.count(self.capacity());
        let slice = random.below(2) == 0;
        let max = if slice { max.min(64) } else { max };
        let available = self.available(id);
        // Then `recv_many` does not wait.
        let waits = self.outlook(self.at(id)) != Outlook::Empty && random.below(2) == 0;
        let rx = self.rx(id);
        let numbers = if slice {
            let Some(numbers) = rx.take_slice(max) else { return };
            numbers
        } else {
            let received = if waits { rx.recv_many(max) } else { None };
            received.unwrap_or_else(|| rx.take_into(max))
        };
        self.note(|| format!("consumer {id}: takes up to {max} of {available}: {numbers:?}"));
        let most = max.min(available);
        if waits && !slice {
            // `recv_many` may skip idle rings, unless it finds no message in the others.
            assert!(numbers.len() <= most && numbers.is_empty() == (most == 0));
        } else {
            assert_eq!(numbers.len(), most);
        }
        for &number in &numbers {
            self.took(id, number);
        }
        if numbers.is_empty() {
            if max > 0 {
                self.found_nothing(id);
            }
        } else {
            let wanted_more = self.competing() && numbers.len() < max && slice;
            self.found_something(id);
            if wanted_more {
                self.found_nothing(id);
            }
        }
    }

    /// Messages were dropped by an operation of this consumer.
    pub(crate) fn dropped(&mut self, id: Id) -> usize {
        let mut log = std::mem::take(&mut self.log);
        ledger::take_log(&mut log);
        for &number in &log {
            self.took(id, number);
        }
        let n = log.len();
        self.log = log;
        n
    }

    pub(crate) fn clear_log(&mut self) {
        ledger::take_log(&mut self.log);
    }

    fn drop_many(&mut self, id: Id, random: &mut Random) {
        if !self.channel.counted {
            return;
        }
        let max = if random.once_in(3) { usize::MAX } else { random.count(self.capacity()) };
        let available = self.available(id);
        let bomb = if random.once_in(8) { 1 + random.below(self.capacity()) } else { 0 };
        self.clear_log();
        ledger::panic_at_drop(bomb);
        let mut result = None;
        let panicked = ledger::caught(|| {
            let rx = self.rx(id);
            result = if max == usize::MAX { rx.consume_count() } else { rx.skip(max) };
        });
        ledger::panic_at_drop(0);
        let dropped = self.dropped(id);
        self.note(|| {
            format!(
                "consumer {id}: skip({max}) of {available}, bomb {bomb} -> {result:?}, {dropped}"
            )
        });
        if panicked {
            assert!(dropped >= bomb && dropped <= max.min(available));
            self.found_something(id);
            return;
        }
        let Some(n) = result else { return };
        assert_eq!((n, dropped), (max.min(available), max.min(available)));
        if n > 0 {
            self.found_something(id);
        } else if max > 0 {
            self.found_nothing(id);
        }
    }
}

/// What a batch with a handler has claimed so far, where consumers compete: a handful at a time, of
/// one ring.
struct Claims {
    one: bool,
    /// How many it may still claim.
    left: usize,
    /// How many of the present claim were not handed out.
    claimed: usize,
}

impl Claims {
    fn new(how: Batch, max: usize, available: usize) -> Self {
        let left = if max <= CLAIM_BATCH { max } else { max.min(available.max(1)) };
        Self { one: how == Batch::Steal, left, claimed: 0 }
    }

    /// The handler is called with this message.
    fn handed_out(&mut self, world: &mut World, id: Id, number: u32) {
        if self.claimed == 0 {
            let held = world.held(id);
            // The claim before this one is done.
            world.released(id);
            let wants = world.consumers[world.at(id)].wants.unwrap_or(usize::MAX).max(1);
            let max = if self.one { usize::MAX } else { self.left.min(CLAIM_BATCH) }.min(wants);
            self.claimed = if held > 0 {
                held.min(max)
            } else {
                let (ring, from) = world.source(number);
                world.rings[ring].change(from, Fate::Held(id), max)
            };
            self.left = self.left.saturating_sub(self.claimed);
        }
        self.claimed -= 1;
    }
}
