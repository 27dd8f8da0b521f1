//! Random operations on the listeners, against a model that searches all slots.

use super::*;

/// Names for listeners: each is a notifier of its own.
struct Names(Vec<Arc<EventNotifier>>);

impl Names {
    fn new() -> Self {
        Self((0..16).map(|_| Arc::new(EventNotifier::new().unwrap())).collect())
    }

    fn notifier(&self, name: usize) -> Arc<EventNotifier> {
        Arc::clone(&self.0[name])
    }

    fn name(&self, notifier: &Arc<EventNotifier>) -> usize {
        self.0.iter().position(|known| Arc::ptr_eq(known, notifier)).unwrap()
    }

    fn of(&self, listener: Option<Listener>) -> Option<usize> {
        match listener? {
            Listener::Notifier(notifier) => Some(self.name(&notifier)),
            #[cfg(feature = "futures")]
            Listener::Waker(_) => unreachable!("the test has none"),
        }
    }
}

/// A node of the model: for each way the ticket and the listener's name.
#[derive(Default)]
struct Expected {
    slots: [Option<(Ticket, usize)>; WAYS.len()],
    attached: Option<usize>,
}

#[derive(Default)]
struct Model {
    nodes: Vec<Expected>,
    /// Nodes without an end. The last one is used first.
    vacant: Vec<usize>,
    next: Ticket,
    loose: Ticket,
    notifications: usize,
    futures: Ticket,
    end: std::ops::Range<usize>,
}

impl Model {
    fn register(&mut self) -> usize {
        self.vacant.pop().unwrap_or_else(|| {
            self.nodes.push(Expected::default());
            self.nodes.len() - 1
        })
    }

    fn enter(&mut self, node: usize, way: Way, name: usize) -> Option<usize> {
        let ticket = self.next;
        self.next += 1;
        self.nodes[node].slots[way as usize].replace((ticket, name)).map(|(_, name)| name)
    }

    fn leave(&mut self, node: usize, way: Way) -> Option<usize> {
        self.nodes[node].slots[way as usize].take().map(|(_, name)| name)
    }

    fn filled(&self, way: Way) -> usize {
        self.nodes.iter().filter(|node| node.slots[way as usize].is_some()).count()
    }

    /// The node with the earliest ticket, if that is before `before`.
    fn first(&self, way: Way, before: Ticket) -> Option<usize> {
        let tickets = self.nodes.iter().enumerate().filter_map(|(node, expected)| {
            Some((expected.slots[way as usize]?.0, node)).filter(|(ticket, _)| *ticket < before)
        });
        tickets.min().map(|(_, node)| node)
    }

    fn owe(&mut self, notifications: usize) {
        if self.first(Way::Future, self.futures).is_none() {
            self.notifications = 0;
        }
        (self.loose, self.futures) = (self.next, self.next);
        self.notifications = self.notifications.saturating_add(notifications);
    }

    fn notify(&mut self) -> Option<usize> {
        for way in [Way::Notifier, Way::Stream] {
            if let Some(node) = self.first(way, self.loose) {
                return self.leave(node, way);
            }
        }
        if self.notifications > 0 {
            if let Some(node) = self.first(Way::Future, self.futures) {
                self.notifications -= 1;
                return self.leave(node, Way::Future);
            }
            self.notifications = 0;
        }
        self.end.find_map(|node| self.nodes.get(node)?.attached)
    }

    fn is_in_debt(&self) -> bool {
        let has_notifier = |node: &Expected| node.attached.is_some();
        let has_attached = |node| self.nodes.get(node).is_some_and(has_notifier);
        [Way::Notifier, Way::Stream].iter().any(|way| self.first(*way, self.loose).is_some())
            || self.notifications > 0 && self.first(Way::Future, self.futures).is_some()
            || self.end.clone().any(has_attached)
    }
}

/// Registers a node, with more memory where it takes that.
fn register(listeners: &mut Listeners) -> usize {
    loop {
        match listeners.register() {
            Ok(node) => return node as usize,
            Err(room) => {
                let len = listeners.nodes.len();
                assert_eq!(room, 2 * len + 1, "the room doubles");
                // A smaller capacity changes nothing.
                listeners.grow(&mut Nodes::with_capacity(0));
                assert_eq!(listeners.nodes.len(), len);
                listeners.grow(&mut Nodes::with_capacity(room));
                assert_eq!(listeners.nodes.len(), len);
            }
        }
    }
}

/// Random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

#[test]
fn the_listeners_are_what_the_model_says() {
    let names = Names::new();
    for seed in 1..=10 {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let (mut listeners, mut model) = (Listeners::default(), Model::default());
        let mut ends: Vec<usize> = Vec::new();
        for step in 0..1_000 {
            let (operation, pick, name) =
                (random.below(20), random.below(64), random.below(names.0.len()));
            let way = WAYS[random.below(WAYS.len())];
            let at = ends.get(pick % ends.len().max(1)).copied();
            let index = |node: usize| Index::try_from(node).unwrap();
            match (operation, at) {
                (0, Some(node)) => {
                    let Left { listeners, attached } = listeners.deregister(index(node));
                    let expected = mem::take(&mut model.nodes[node]);
                    model.vacant.push(node);
                    ends.retain(|end| *end != node);
                    let listeners = listeners.map(|listener| names.of(listener));
                    assert_eq!(listeners, expected.slots.map(|slot| slot.map(|(_, name)| name)));
                    assert_eq!(attached.map(|it| names.name(&it)), expected.attached);
                }
                (1..=2, _) | (_, None) => {
                    let node = register(&mut listeners);
                    assert_eq!(node, model.register());
                    ends.push(node);
                }
                (3..=8, Some(node)) => {
                    let listener = Listener::Notifier(names.notifier(name));
                    let previous = names.of(listeners.enter(index(node), way, listener));
                    assert_eq!(previous, model.enter(node, way, name));
                }
                (9..=11, Some(node)) => {
                    let listener = names.of(listeners.leave(index(node), way));
                    assert_eq!(listener, model.leave(node, way));
                }
                (12, Some(node)) => {
                    let notifier = (pick % 3 > 0).then_some(name);
                    let with = notifier.map(|name| names.notifier(name));
                    let previous = listeners.attach(index(node), with);
                    let expected = mem::replace(&mut model.nodes[node].attached, notifier);
                    assert_eq!(previous.map(|it| names.name(&it)), expected);
                }
                (13..=14, _) => {
                    listeners.owe(pick % 4);
                    model.owe(pick % 4);
                }
                (15, _) if pick % 4 == 0 => {
                    listeners.owe_end();
                    model.owe(usize::MAX);
                    model.end = 0..model.nodes.len();
                }
                _ => {
                    let notified = names.of(listeners.next());
                    assert_eq!(notified, model.notify(), "{seed}, {step}");
                    assert_eq!(listeners.is_in_debt(), notified.is_some(), "{seed}, {step}");
                }
            }
            assert!(listeners.is_in_debt() || !model.is_in_debt(), "{seed}, {step}");
            assert_eq!(listeners.futures(), model.filled(Way::Future));
            assert_eq!(listeners.len(), WAYS.iter().map(|way| model.filled(*way)).sum::<usize>());
            for &node in &ends {
                let has = WAYS.map(|way| listeners.has(index(node), way));
                assert_eq!(has, model.nodes[node].slots.map(|slot| slot.is_some()));
            }
        }
        // Every debt is delivered, and delivering ends.
        while let Some(name) = model.notify() {
            assert_eq!(names.of(listeners.next()), Some(name));
        }
        assert!(listeners.next().is_none());
        assert!(!listeners.is_in_debt());
    }
}
