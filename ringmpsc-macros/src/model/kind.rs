//! The four kinds, which are two independent choices.

/// Who may send and who may receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) producers: Producers,
    pub(crate) consumers: Consumers,
}

/// One ring, or a registry of rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Producers {
    One,
    Many,
}

/// One consumer that owns its rings, or several that share them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consumers {
    Owned,
    Shared,
}

impl Kind {
    /// The kinds in the order of the documentation.
    pub(crate) const ALL: [Kind; 4] = [
        Kind::new(Producers::One, Consumers::Owned),
        Kind::new(Producers::Many, Consumers::Owned),
        Kind::new(Producers::One, Consumers::Shared),
        Kind::new(Producers::Many, Consumers::Shared),
    ];

    const fn new(producers: Producers, consumers: Consumers) -> Self {
        Kind { producers, consumers }
    }

    /// The word that selects this kind.
    pub(crate) fn word(self) -> &'static str {
        match (self.producers, self.consumers) {
            (Producers::One, Consumers::Owned) => "spsc",
            (Producers::Many, Consumers::Owned) => "mpsc",
            (Producers::One, Consumers::Shared) => "spmc",
            (Producers::Many, Consumers::Shared) => "mpmc",
        }
    }

    /// Whether an option has an effect with this kind.
    pub(crate) fn takes(self, option: &str) -> bool {
        match option {
            "max_producers" => self.producers == Producers::Many,
            "max_consumers" => self.consumers == Consumers::Shared,
            "shard" => self.has_shards(),
            "shared" => self.can_cross_processes(),
            _ => true,
        }
    }

    /// Whether both ends can be handed to different processes.
    pub(crate) fn can_cross_processes(self) -> bool {
        self.producers == Producers::One && self.consumers == Consumers::Owned
    }

    /// Whether consumers choose among the rings of several producers, and so need a home.
    pub(crate) fn has_shards(self) -> bool {
        self.producers == Producers::Many && self.consumers == Consumers::Shared
    }
}
