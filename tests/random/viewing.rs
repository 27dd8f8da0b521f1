//! Looking at messages, and the guards of consumers.

use crate::ends::{Look, View};
use crate::ledger;
use crate::model::{Fate, Id, Ring};
use crate::random::Random;
use crate::world::{RxHold, World};

impl World {
    pub(crate) fn peek(&mut self, id: Id, random: &mut Random) {
        let many = random.below(2) == 0;
        let n = if many { random.count(self.capacity()) } else { 1 };
        let seen = if many {
            let Some(seen) = self.rx(id).peek_many(n) else { return };
            seen
        } else {
            let Some(seen) = self.rx(id).peek() else { return };
            seen.map(|number| vec![number])
        };
        self.note(|| format!("consumer {id}: peek({n}) -> {seen:?}"));
        match seen {
            None if n == 0 => {}
            None => self.found_nothing(id),
            Some(numbers) => self.seen_run(&numbers, n),
        }
    }

    /// These are messages side by side at the front of a ring: all, or `n`, or as many as there are
    /// up to the wrap.
    fn seen_run(&self, numbers: &[u32], n: usize) {
        let ring = self.rings.iter().find(|ring| ring.first() == numbers.first().copied());
        let ring = ring.expect("they are the first of a producer");
        assert!(ring.unclaimed().take(numbers.len()).eq(numbers.iter().copied()));
        let all = ring.waiting().min(n);
        assert!(!numbers.is_empty() && numbers.len() <= all);
        if let Some(run) = ring.run(all, self.capacity()) {
            assert_eq!(numbers.len(), run, "up to the wrap");
        }
    }

    pub(crate) fn view(&mut self, id: Id, random: &mut Random) {
        if self.competing() {
            self.steal(id, random);
            return;
        }
        let how = match random.below(3) {
            0 => Look::Readable,
            1 => Look::Iter,
            _ => Look::Drain,
        };
        let waiting = self.waiting();
        let by_ring: Vec<_> =
            self.rings.iter().enumerate().map(|(at, ring)| (at, ring.waiting())).collect();
        let view = self.rx(id).view(how).expect("every such consumer has it");
        self.note(|| format!("consumer {id}: {how:?} of {waiting}"));
        if waiting == 0 {
            self.found_nothing(id);
        }
        let Some(view) = view else {
            assert_eq!(waiting, 0, "there is something to be seen");
            return;
        };
        let hold = match how {
            Look::Readable => {
                let numbers = view.slice();
                self.seen_run(&numbers, usize::MAX);
                RxHold::Readable { view, numbers }
            }
            Look::Iter => {
                let shown = by_ring.iter().map(|&(ring, _)| (ring, 0)).collect();
                RxHold::Iter { view, shown, left: waiting }
            }
            Look::Drain => {
                assert_eq!(view.left(), Some(waiting));
                RxHold::Drain { view, takes: by_ring }
            }
        };
        self.keep(id, hold, random);
    }

    fn keep(&mut self, id: Id, hold: RxHold, random: &mut Random) {
        let at = self.at(id);
        self.consumers[at].hold = Some(hold);
        for _ in 0..random.below(5) {
            if self.consumers[at].hold.is_some() {
                self.use_rx_hold(id, random);
            }
        }
    }

    pub(crate) fn steal(&mut self, id: Id, random: &mut Random) {
        let max = random.count(self.capacity());
        let available = self.available(id);
        let held = self.held(id);
        let Some(view) = self.rx(id).steal(max) else { return };
        let left = view.as_ref().map(|view| view.left().expect("it has a length"));
        self.note(|| format!("consumer {id}: steal({max}) of {available} -> {left:?}"));
        let Some(mut view) = view else {
            if max > 0 {
                self.found_nothing(id);
            }
            return;
        };
        // A claim that was forgotten has kept the slots of what it had taken until now.
        self.released(id);
        let n = left.expect("as above");
        assert!(n > 0 && n <= max.min(available));
        if held > 0 {
            assert_eq!(n, max.min(held), "what was claimed comes first");
            self.keep(id, RxHold::Claim { view, left: n }, random);
            return;
        }
        let wants = self.consumers[self.at(id)].wants.unwrap_or(usize::MAX);
        let of_ring = |(at, ring): (usize, &Ring)| {
            let left = ring.claims_left().into_iter().map(|(of, n)| (Fate::Left(of), n));
            let sources = [(Fate::Waiting, ring.waiting())].into_iter().chain(left);
            sources.map(move |(from, n)| (at, from, n)).collect::<Vec<_>>()
        };
        let sources = self.rings.iter().enumerate().flat_map(of_ring);
        let enough = |&(_, _, has): &(usize, Fate, usize)| has.min(max).min(wants) == n;
        let sources: Vec<_> = sources.filter(enough).map(|(at, from, _)| (at, from)).collect();
        let ((ring, from), first) = match sources[..] {
            [] => panic!("no ring has {n} messages for it"),
            [source] => (source, None),
            _ => {
                // Which ring it is, only a message can tell.
                let number = view.next().expect("it has one");
                let source = self.source(number);
                assert!(sources.contains(&source), "it has {n} messages");
                (source, Some(number))
            }
        };
        self.rings[ring].change(from, Fate::Held(id), n);
        if let Some(number) = first {
            self.took(id, number);
        }
        let left = n - usize::from(first.is_some());
        self.keep(id, RxHold::Claim { view, left }, random);
    }

    /// One step with the guard or the future of a consumer.
    pub(crate) fn use_rx_hold(&mut self, id: Id, random: &mut Random) {
        self.looks_at_the_end(id);
        let at = self.at(id);
        let hold = self.consumers[at].hold.take().expect("there is one");
        let go_on = random.below(5) < 3;
        let forget = random.once_in(6);
        match hold {
            RxHold::Readable { view, numbers } => {
                if go_on {
                    assert_eq!(view.slice(), numbers);
                    self.consumers[at].hold = Some(RxHold::Readable { view, numbers });
                } else if forget {
                    view.forget();
                } else {
                    let n = random.below(numbers.len() + 1);
                    view.finish(n);
                    self.note(|| format!("consumer {id}: advances by {n} of {numbers:?}"));
                    for &number in &numbers[..n] {
                        self.took(id, number);
                    }
                    if n > 0 {
                        self.found_something(id);
                    }
                }
            }
            RxHold::Iter { mut view, mut shown, left } => {
                if go_on {
                    let next = view.next();
                    self.note(|| format!("consumer {id}: looks at {next:?} of {left}"));
                    assert_eq!(next.is_some(), left > 0);
                    if let Some(number) = next {
                        let is = |at: usize, skip: usize| {
                            self.rings[at].unclaimed().nth(skip) == Some(number)
                        };
                        let ring = shown.iter_mut().find(|(at, skip)| is(*at, *skip));
                        ring.expect("it is the next of a producer").1 += 1;
                    }
                    let left = left.saturating_sub(1);
                    self.consumers[at].hold = Some(RxHold::Iter { view, shown, left });
                } else if forget {
                    view.forget();
                } else {
                    let n = view.finish(0).expect("it says how many");
                    self.note(|| format!("consumer {id}: finishes with {n}"));
                    assert_eq!(n, shown.iter().map(|(_, n)| n).sum::<usize>());
                    self.take_from(id, &shown);
                }
            }
            RxHold::Drain { view, takes } => {
                self.use_drain(id, view, takes, go_on, forget, random);
            }
            RxHold::Claim { view, left } => {
                self.use_claim(id, view, left, go_on, forget, random);
            }
            RxHold::Recv { future, polled } => self.use_recv(id, future, polled, random),
        }
    }

    fn drop_with_bomb(&mut self, random: &mut Random, f: impl FnOnce()) -> bool {
        self.clear_log();
        let bomb = if random.once_in(6) { 1 + random.below(self.capacity()) } else { 0 };
        ledger::panic_at_drop(bomb);
        let panicked = ledger::caught(f);
        ledger::panic_at_drop(0);
        panicked
    }

    /// Takes the first so many messages of these rings.
    fn take_from(&mut self, id: Id, rings: &[(usize, usize)]) {
        for &(ring, n) in rings {
            for _ in 0..n {
                let number = self.rings[ring].first().expect("it has as many");
                self.took(id, number);
            }
        }
        self.found_something(id);
    }

    fn use_drain(
        &mut self,
        id: Id,
        mut view: Box<dyn View>,
        mut takes: Vec<(usize, usize)>,
        go_on: bool,
        forget: bool,
        random: &mut Random,
    ) {
        let at = self.at(id);

        if go_on {
            let next = view.next();
            self.note(|| format!("consumer {id}: drains {next:?}"));
            let left = takes.iter().map(|(_, n)| n).sum::<usize>();
            assert_eq!(next.is_some(), left > 0);
            if let Some(number) = next {
                let ring = takes
                    .iter_mut()
                    .find(|(at, n)| *n > 0 && self.rings[*at].first() == Some(number));
                ring.expect("it is the next of a producer").1 -= 1;
                self.took(id, number);
                self.took_some(id);
                assert_eq!(view.left(), Some(left - 1));
            }
            self.consumers[at].hold = Some(RxHold::Drain { view, takes });
        } else if forget {
            view.forget();
            self.note(|| format!("consumer {id}: forgets its drain"));
        } else {
            let panicked = self.drop_with_bomb(random, || drop(view));
            self.note(|| format!("consumer {id}: drops its drain, panicked: {panicked}"));
            if panicked {
                // The rings that it did not come to keep their messages.
                self.dropped(id);
                self.found_something(id);
            } else {
                self.take_from(id, &takes);
            }
        }
    }

    fn use_claim(
        &mut self,
        id: Id,
        mut view: Box<dyn View>,
        left: usize,
        go_on: bool,
        forget: bool,
        random: &mut Random,
    ) {
        let at = self.at(id);

        if go_on {
            let next = view.next();
            self.note(|| format!("consumer {id}: takes {next:?} of its claim of {left}"));
            assert_eq!(next.is_some(), left > 0);
            if let Some(number) = next {
                self.took(id, number);
            }
            let left = left.saturating_sub(1);
            assert_eq!(view.left(), Some(left));
            self.consumers[at].hold = Some(RxHold::Claim { view, left });
        } else if forget {
            view.forget();
            self.note(|| format!("consumer {id}: forgets its claim of {left}"));
        } else {
            let panicked = self.drop_with_bomb(random, || drop(view));
            self.note(|| format!("consumer {id}: drops its claim of {left}, panicked: {panicked}"));
            for _ in 0..left {
                let number = self.rings.iter().find_map(|ring| ring.first_held(id));
                self.took(id, number.expect("it was claimed"));
            }
            self.found_something(id);
        }
    }
}
