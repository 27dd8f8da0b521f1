//! The four kinds, each a pair of two independent choices.

/// How many producers and how many consumers a channel has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) producers: Producers,
    pub(crate) consumers: Consumers,
}

/// One producer with one ring, or many producers with one ring each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Producers {
    One,
    Many,
}

/// One consumer with exclusive access to its rings, or several competing consumers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consumers {
    Exclusive,
    Competing,
}

impl Kind {
    /// The kinds in the order of the documentation.
    pub(crate) const ALL: [Kind; 4] = [
        Kind::new(Producers::One, Consumers::Exclusive),
        Kind::new(Producers::Many, Consumers::Exclusive),
        Kind::new(Producers::One, Consumers::Competing),
        Kind::new(Producers::Many, Consumers::Competing),
    ];

    const fn new(producers: Producers, consumers: Consumers) -> Self {
        Kind { producers, consumers }
    }

    /// The word that selects this kind.
    pub(crate) fn word(self) -> &'static str {
        match (self.producers, self.consumers) {
            (Producers::One, Consumers::Exclusive) => "spsc",
            (Producers::Many, Consumers::Exclusive) => "mpsc",
            (Producers::One, Consumers::Competing) => "spmc",
            (Producers::Many, Consumers::Competing) => "mpmc",
        }
    }

    /// Whether the option has an effect with this kind.
    pub(crate) fn takes(self, option: &str) -> bool {
        match option {
            "max_producers" => self.producers == Producers::Many,
            "max_consumers" => self.consumers == Consumers::Competing,
            "shard" => self.has_shards(),
            "shared" | "prefault" => self.can_cross_processes(),
            _ => true,
        }
    }

    /// Whether the producer and the consumer can be in different processes.
    pub(crate) fn can_cross_processes(self) -> bool {
        self.producers == Producers::One && self.consumers == Consumers::Exclusive
    }

    /// Whether competing consumers choose among many rings, so that each needs a home shard.
    pub(crate) fn has_shards(self) -> bool {
        self.producers == Producers::Many && self.consumers == Consumers::Competing
    }
}
