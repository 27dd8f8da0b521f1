//! Words that users of other channel libraries try as options, with the option to write here.

/// Words for one option of this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Synonyms {
    /// The words, separated by spaces.
    words: &'static str,
    /// The part of the error text that explains how this crate does it.
    pub(crate) instead: &'static str,
    /// The option to write, with its value. `None` if no option is needed.
    pub(crate) usage: Option<&'static str>,
}

/// Words for the number of slots, which is 2 to the power of `bits`.
pub(crate) const SIZES: &str = "bound bounded buf buffer buffer_size cap capacity channel_size \
                                count depth elements entries items len length limit max_len \
                                max_size messages queue_size ring_size size slots with_capacity";

/// All other words. None of them is an option of this crate, or a value of one.
pub(crate) const SYNONYMS: &[Synonyms] = &[
    Synonyms {
        words: "block blocking condvar futex park sleep sync sync_channel",
        instead: "the option `wait` adds operations that block",
        usage: Some("wait"),
    },
    Synonyms {
        words: "deadline recv_timeout send_timeout timeout try_for",
        instead: "the timeout is an argument of `send_timeout`, `recv_timeout` and others, which \
                  `wait` adds",
        usage: Some("wait"),
    },
    Synonyms {
        words: "backoff busy_spin idle spin strategy wait_strategy yield yielding",
        instead: "the strategy is an argument, a `WaitStrategy`, of operations that `wait` adds",
        usage: Some("wait"),
    },
    Synonyms {
        words: "backpressure drop_newest drop_oldest force_send lossy on_full overflow overwrite",
        instead: "a full ring accepts no message: `try_send` returns it, and `send`, which `wait` \
                  adds, blocks",
        usage: Some("wait"),
    },
    Synonyms {
        words: "async async_std asynchronous await executor future poll sink smol stream streams \
                task tokio waker wakers",
        instead: "the option `futures` adds async operations, `Stream` and `Sink`, for any \
                  executor",
        usage: Some("futures"),
    },
    Synonyms {
        words: "epoll event eventfd events fd io_uring mio notification notifier signal",
        instead: "the option `notify` adds an eventfd, for epoll, io_uring or an event loop",
        usage: Some("notify"),
    },
    Synonyms {
        words: "multiplex select selector",
        instead: "to wait for several channels at once, poll one eventfd per channel, which \
                  `notify` adds",
        usage: Some("notify"),
    },
    Synonyms {
        words: "dynamic grow growable infinite linked list unbounded",
        instead: "every ring is bounded: when it is full, `try_send` returns the message, and \
                  `send` blocks",
        usage: Some("bits = 20"),
    },
    Synonyms {
        words: "oneshot rendezvous unbuffered zero",
        instead: "the smallest ring has two slots",
        usage: Some("bits = 1"),
    },
    Synonyms {
        words: "broadcast bus fan_out fanout multicast watch",
        instead: "each message is received once; to send copies, make one channel per receiver",
        usage: None,
    },
    Synonyms {
        words: "batch batches batch_size chunks in_place reserve zero_copy",
        instead: "every channel has batch and in-place operations: `reserve`, `consume_batch` and \
                  others",
        usage: None,
    },
    Synonyms {
        words: "counter counters metric monitor statistics stats telemetry",
        instead: "the option `metrics` adds counters",
        usage: Some("metrics"),
    },
    Synonyms {
        words: "histogram latencies timing timings",
        instead: "the option `metrics(latency)` times batches",
        usage: Some("metrics(latency)"),
    },
    Synonyms {
        words: "failures refusals retries spins",
        instead: "the option `contention` counts spins and failed reservations",
        usage: Some("contention"),
    },
    Synonyms {
        words: "max_senders max_writers producers publishers senders writers",
        instead: "the option `max_producers` limits the number of producers",
        usage: Some("max_producers = 8"),
    },
    Synonyms {
        words: "consumers max_readers max_receivers readers receivers subscribers workers",
        instead: "the option `max_consumers` limits the number of consumers",
        usage: Some("max_consumers = 8"),
    },
    Synonyms {
        words: "affinity core cores cpu cpus pin pinned",
        instead: "a thread pins itself with `ringmpsc::affinity::bind_to_cpu`, and `numa` places \
                  its ring nearby",
        usage: Some("numa"),
    },
    Synonyms {
        words: "busy_poll pace pacing pause slip slipping tune tuning",
        instead: "the option `favor` decides whether an operation may pause under full load",
        usage: Some("favor = latency"),
    },
    Synonyms {
        words: "memory_order memory_ordering ordering relaxed seq_cst seqcst",
        instead: "the orderings are fixed, and the option `fence` selects how a sleeping side is \
                  detected",
        usage: Some("fence = full"),
    },
    Synonyms {
        words: "cross_process interprocess ipc mmap process shared_memory shm",
        instead: "the option `shared` adds a channel between processes",
        usage: Some("shared"),
    },
    Synonyms {
        words: "ident prefix rename stem type_name",
        instead: "the option `name` sets the start of the generated names",
        usage: Some("name = Orders"),
    },
];

impl Synonyms {
    /// The words, one by one.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.split_whitespace()
    }
}

/// The entry of `word`.
pub(crate) fn synonyms(word: &str) -> Option<&'static Synonyms> {
    SYNONYMS.iter().find(|entry| entry.words().any(|known| known == word))
}

/// Whether `word` is a word for the number of slots.
pub(crate) fn is_size(word: &str) -> bool {
    SIZES.split_whitespace().any(|size| size == word)
}
