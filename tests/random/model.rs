//! What a channel is, in plain Rust: a queue for each producer, and who has what of it.

use std::collections::VecDeque;

/// A consumer, from the first that was registered to the last.
pub(crate) type Id = u32;

/// What became of a message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// No consumer has it.
    Waiting,
    /// This consumer has claimed it, and has not taken it.
    Held(Id),
    /// This consumer had claimed it, and has left. Any consumer may take it, in the order of that
    /// claim.
    Left(Id),
    /// This consumer has taken it, and not given its slot back.
    Taken(Id),
    /// Its slot was given back, but an earlier one was not.
    Back,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) number: u32,
    pub(crate) fate: Fate,
}

/// The queue of one producer, oldest message first: all slots that have not come back to it.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    pub(crate) slots: VecDeque<Slot>,
    /// Where the producer's cursor is, if that is known. A ring that had another producer before
    /// may be anywhere.
    pub(crate) tail: Option<u64>,
    /// Messages that a batch in progress has taken, whose slots may or may not have come back.
    pub(crate) slack: usize,
}

impl Ring {
    pub(crate) fn waiting(&self) -> usize {
        self.slots.iter().filter(|slot| slot.fate == Fate::Waiting).count()
    }

    /// How many messages consumers had claimed that have left.
    pub(crate) fn left(&self) -> usize {
        self.slots.iter().filter(|slot| matches!(slot.fate, Fate::Left(_))).count()
    }

    /// Whose claim this message is the first of, if it is one of a consumer that has left.
    pub(crate) fn first_left(&self, number: u32) -> Option<Id> {
        let fate = self.slots.iter().find(|slot| slot.number == number)?.fate;
        let first = self.slots.iter().find(|slot| slot.fate == fate)?;
        match fate {
            Fate::Left(id) if first.number == number => Some(id),
            _ => None,
        }
    }

    /// The claims of consumers that have left: whose, and how many messages.
    pub(crate) fn claims_left(&self) -> Vec<(Id, usize)> {
        let mut claims: Vec<(Id, usize)> = Vec::new();
        for slot in &self.slots {
            let Fate::Left(id) = slot.fate else { continue };
            match claims.iter_mut().find(|(of, _)| *of == id) {
                Some((_, n)) => *n += 1,
                None => claims.push((id, 1)),
            }
        }
        claims
    }

    /// How many messages a consumer has taken whose slots have not come back.
    pub(crate) fn kept(&self, of: Option<Id>) -> usize {
        let kept = |fate| match fate {
            Fate::Taken(id) => of.is_none_or(|of| of == id),
            _ => false,
        };
        self.slots.iter().filter(|slot| kept(slot.fate)).count()
    }

    /// The messages that no consumer has, oldest first.
    pub(crate) fn unclaimed(&self) -> impl Iterator<Item = u32> + '_ {
        let waiting = self.slots.iter().filter(|slot| slot.fate == Fate::Waiting);
        waiting.map(|slot| slot.number)
    }

    pub(crate) fn first(&self) -> Option<u32> {
        self.unclaimed().next()
    }

    pub(crate) fn held_by(&self, id: Id) -> usize {
        self.slots.iter().filter(|slot| slot.fate == Fate::Held(id)).count()
    }

    /// The oldest message that this consumer has claimed.
    pub(crate) fn first_held(&self, id: Id) -> Option<u32> {
        self.slots.iter().find(|slot| slot.fate == Fate::Held(id)).map(|slot| slot.number)
    }

    pub(crate) fn send(&mut self, number: u32) {
        self.slots.push_back(Slot { number, fate: Fate::Waiting });
        self.tail = self.tail.map(|tail| tail.wrapping_add(1));
    }

    /// Changes the fate of the first `n` messages that have this one.
    pub(crate) fn change(&mut self, from: Fate, to: Fate, n: usize) -> usize {
        let mut changed = 0;
        for slot in self.slots.iter_mut().filter(|slot| slot.fate == from).take(n) {
            slot.fate = to;
            changed += 1;
        }
        changed
    }

    /// Hands slots back to the producer, up to the first that is still in use.
    pub(crate) fn come_back(&mut self) {
        while self.slots.front().is_some_and(|slot| slot.fate == Fate::Back) {
            self.slots.pop_front();
        }
    }

    /// How many messages lie side by side, of `n` from the `skip`-th unclaimed one on. `None` if
    /// that is not known.
    pub(crate) fn run(&self, n: usize, capacity: usize) -> Option<usize> {
        let head = self.tail?.wrapping_sub(self.slots.len() as u64);
        let at = usize::try_from(head % capacity as u64).expect("a capacity is small");
        Some(n.min(capacity - at))
    }

    /// How many slots lie side by side behind the last message.
    pub(crate) fn contiguous(&self, n: usize, capacity: usize) -> Option<usize> {
        let at = usize::try_from(self.tail? % capacity as u64).expect("a capacity is small");
        Some(n.min(capacity - at))
    }
}
