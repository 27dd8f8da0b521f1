//! Which rings have no producer, and which of those are drained. Used under the registry's lock.
//!
//! Each operation takes constant time, apart from a search through the nodes of the machine, which
//! are few. [`undrained`](Vacant::undrained) and [`marks`](Vacant::marks) visit all rings. Only
//! [`add`](Vacant::add) allocates, so a producer that leaves allocates nothing.

/// All rings of a channel, by index.
pub(crate) struct Vacant {
    entries: Vec<Entry>,
    /// The drained rings, one list for each node that has had a ring. The most recently drained
    /// ring is first, because its memory is the most likely to be in a cache.
    drained: Vec<Drained>,
    /// Rings that became vacant with slots missing, and were not examined since. It has capacity
    /// for all rings.
    unexamined: Vec<u32>,
}

/// One ring.
struct Entry {
    state: State,
    /// The index of the list of drained rings that it belongs to.
    list: usize,
    /// The next ring on that list.
    next: Option<u32>,
    /// Whether it is in `unexamined`.
    is_unexamined: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The ring has a producer.
    Taken,
    /// The ring has no producer, and is on the list of its node.
    Drained,
    /// The ring has no producer. When the registry last examined it, slots were missing.
    Undrained,
}

/// The drained rings of one node. Without the option `numa`, all of them.
struct Drained {
    node: Option<u32>,
    first: Option<u32>,
}

impl Vacant {
    pub(crate) const fn new() -> Self {
        Self { entries: Vec::new(), drained: Vec::new(), unexamined: Vec::new() }
    }

    /// Adds the next ring, whose memory is wanted on `node`. The ring has a producer. Amortised
    /// constant time.
    pub(crate) fn add(&mut self, node: Option<u32>) {
        let list = self.drained.iter().position(|drained| drained.node == node);
        let list = list.unwrap_or_else(|| {
            self.drained.push(Drained { node, first: None });
            self.drained.len() - 1
        });
        self.entries.push(Entry { state: State::Taken, list, next: None, is_unexamined: false });
        self.unexamined.reserve(self.entries.len() - self.unexamined.len());
    }

    fn entry(&mut self, index: u32) -> &mut Entry {
        &mut self.entries[index as usize]
    }

    /// Puts the ring `index` on the list of drained rings. Its producer has left, and all its slots
    /// have come back.
    pub(crate) fn put_drained(&mut self, index: u32) {
        let list = self.entry(index).list;
        let next = self.drained[list].first.replace(index);
        let entry = self.entry(index);
        entry.state = State::Drained;
        entry.next = next;
    }

    /// Notes that the producer of the ring `index` has left, and that slots are missing.
    pub(crate) fn put_undrained(&mut self, index: u32) {
        let entry = self.entry(index);
        entry.state = State::Undrained;
        if !core::mem::replace(&mut entry.is_unexamined, true) {
            self.unexamined.push(index);
        }
    }

    /// Takes the most recently drained ring of `node`.
    pub(crate) fn take_drained(&mut self, node: Option<u32>) -> Option<u32> {
        let list = self.drained.iter().position(|drained| drained.node == node)?;
        self.take_first(list)
    }

    /// Takes a drained ring of any node.
    pub(crate) fn take_drained_anywhere(&mut self) -> Option<u32> {
        (0..self.drained.len()).find_map(|list| self.take_first(list))
    }

    fn take_first(&mut self, list: usize) -> Option<u32> {
        let index = self.drained[list].first?;
        let entry = self.entry(index);
        entry.state = State::Taken;
        let next = entry.next.take();
        self.drained[list].first = next;
        Some(index)
    }

    /// Takes the ring `index`, which is vacant and not drained.
    pub(crate) fn take_undrained(&mut self, index: u32) {
        self.entry(index).state = State::Taken;
    }

    /// Returns the next ring to examine: it is vacant, and was not examined since it became so.
    /// Amortised constant time.
    pub(crate) fn next_unexamined(&mut self) -> Option<u32> {
        loop {
            let index = self.unexamined.pop()?;
            self.entry(index).is_unexamined = false;
            if self.is_undrained(index) {
                return Some(index);
            }
        }
    }

    /// Returns whether there may be a ring to examine.
    pub(crate) fn has_unexamined(&self) -> bool {
        !self.unexamined.is_empty()
    }

    pub(crate) fn is_undrained(&self, index: u32) -> bool {
        self.entries[index as usize].state == State::Undrained
    }

    /// Returns the vacant rings that are not known to be drained. Linear in the number of rings.
    pub(crate) fn undrained(&self) -> impl Iterator<Item = u32> {
        (0..)
            .zip(&self.entries)
            .filter(|(_, entry)| entry.state == State::Undrained)
            .map(|(at, _)| at)
    }

    /// Returns for each ring, by index, whether it is vacant.
    pub(crate) fn marks(&self) -> impl Iterator<Item = bool> {
        self.entries.iter().map(|entry| entry.state != State::Taken)
    }
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use super::Vacant;

    fn with_rings(nodes: &[Option<u32>]) -> Vacant {
        let mut vacant = Vacant::new();
        for &node in nodes {
            vacant.add(node);
        }
        vacant
    }

    #[test]
    fn the_ring_that_was_drained_last_comes_first() {
        let mut vacant = with_rings(&[None; 4]);
        assert_eq!(vacant.take_drained(None), None, "all have a producer");
        for index in [2, 0, 3] {
            vacant.put_drained(index);
        }
        assert!(vacant.marks().eq([true, false, true, true]));
        assert_eq!(vacant.take_drained(None), Some(3));
        vacant.put_drained(1);
        let taken = std::array::from_fn(|_| vacant.take_drained(None));
        assert_eq!(taken, [Some(1), Some(0), Some(2), None]);
        assert!(vacant.marks().eq([false; 4]));
    }

    #[test]
    fn a_node_has_its_own_drained_rings() {
        let mut vacant = with_rings(&[Some(0), Some(1), Some(0), Some(1)]);
        (0..4).for_each(|index| vacant.put_drained(index));
        assert_eq!(vacant.take_drained(Some(2)), None);
        assert_eq!(vacant.take_drained(Some(1)), Some(3));
        assert_eq!(vacant.take_drained(Some(1)), Some(1));
        assert_eq!(vacant.take_drained(Some(1)), None);
        assert_eq!(vacant.take_drained_anywhere(), Some(2));
        assert_eq!(vacant.take_drained_anywhere(), Some(0));
        assert_eq!(vacant.take_drained_anywhere(), None);
    }

    #[test]
    fn a_ring_is_examined_once_for_each_time_it_becomes_vacant() {
        let mut vacant = with_rings(&[None; 3]);
        vacant.put_undrained(0);
        vacant.put_undrained(2);
        assert!(vacant.undrained().eq([0, 2]));
        assert_eq!((vacant.next_unexamined(), vacant.next_unexamined()), (Some(2), Some(0)));
        assert_eq!((vacant.next_unexamined(), vacant.has_unexamined()), (None, false));
        assert!(vacant.is_undrained(2), "examined and still undrained");
        vacant.take_undrained(2);
        vacant.put_undrained(2);
        vacant.take_undrained(2);
        vacant.put_undrained(2);
        assert_eq!((vacant.next_unexamined(), vacant.next_unexamined()), (Some(2), None));
        // A ring that was drained or taken meanwhile is passed over.
        vacant.take_undrained(2);
        vacant.put_undrained(2);
        vacant.take_undrained(2);
        assert_eq!(vacant.next_unexamined(), None);
    }

    #[test]
    fn there_is_room_for_all_rings_and_not_for_many_more() {
        let mut vacant = with_rings(&[None; 100]);
        (0..100).for_each(|index| vacant.put_undrained(index));
        vacant.add(None);
        // The capacity of a vector at most doubles.
        assert!((101..=202).contains(&vacant.unexamined.capacity()));
    }

    #[test]
    fn leaving_allocates_nothing() {
        let mut vacant = with_rings(&[None; 100]);
        let before = vacant.unexamined.capacity();
        for _ in 0..3 {
            (0..100).for_each(|index| vacant.put_undrained(index));
            (0..100).for_each(|index| vacant.take_undrained(index));
        }
        assert_eq!(vacant.unexamined.capacity(), before);
    }
}
