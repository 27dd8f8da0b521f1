//! What users of other channels write, and what to write here.

/// What a word means elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    /// The words, with spaces between them.
    words: &'static str,
    /// What there is instead.
    pub(crate) instead: &'static str,
    /// The option to write, with a value; `None` if nothing needs to be written.
    pub(crate) usage: Option<&'static str>,
}

/// What people write who mean `bits`: the number of slots, which is its power of two.
pub(crate) const SIZES: &str = "bound bounded buf buffer buffer_size cap capacity channel_size \
                                count depth elements entries items len length limit max_len \
                                max_size messages queue_size ring_size size slots with_capacity";

/// Everything else. No word is an option, nor the value of one.
pub(crate) const MEANINGS: &[Meaning] = &[
    Meaning {
        words: "block blocking condvar futex park sleep sync sync_channel",
        instead: "operations that wait for room, or for a message, come with `wait`",
        usage: Some("wait"),
    },
    Meaning {
        words: "deadline recv_timeout send_timeout timeout try_for",
        instead: "how long to wait is an argument of `send_timeout`, `recv_timeout` and others, \
                  which come with `wait`",
        usage: Some("wait"),
    },
    Meaning {
        words: "backoff busy_spin idle spin strategy wait_strategy yield yielding",
        instead: "how to wait is an argument, a `WaitStrategy`, of operations that come with \
                  `wait`",
        usage: Some("wait"),
    },
    Meaning {
        words: "backpressure drop_newest drop_oldest force_send lossy on_full overflow \
                overwrite",
        instead: "a full ring takes no message: `try_send` gives the message back, and `send`, \
                  which comes with `wait`, waits for room",
        usage: Some("wait"),
    },
    Meaning {
        words: "async async_std asynchronous await executor future poll sink smol \
                stream streams task tokio waker wakers",
        instead: "async operations, `Stream` and `Sink` come with `futures`, for any executor",
        usage: Some("futures"),
    },
    Meaning {
        words: "epoll event eventfd events fd io_uring mio notification notifier \
                signal",
        instead: "a consumer gets an eventfd, for epoll, io_uring or an event loop, with `notify`",
        usage: Some("notify"),
    },
    Meaning {
        words: "multiplex select selector",
        instead: "to wait for several channels at once, poll one eventfd for each, \
                  which their consumers get with `notify`",
        usage: Some("notify"),
    },
    Meaning {
        words: "dynamic grow growable infinite linked list unbounded",
        instead: "every ring is bounded: a full one refuses a message, or its producer waits",
        usage: Some("bits = 20"),
    },
    Meaning {
        words: "oneshot rendezvous unbuffered zero",
        instead: "the smallest ring has two slots",
        usage: Some("bits = 1"),
    },
    Meaning {
        words: "broadcast bus fan_out fanout multicast watch",
        instead: "every message is received once; to send copies, make a channel for each receiver",
        usage: None,
    },
    Meaning {
        words: "batch batches batch_size chunks in_place reserve zero_copy",
        instead: "every channel sends and receives in batches and in place, with `reserve`, \
                  `consume_batch` and others",
        usage: None,
    },
    Meaning {
        words: "counter counters metric monitor statistics stats telemetry",
        instead: "counters come with `metrics`",
        usage: Some("metrics"),
    },
    Meaning {
        words: "histogram latencies timing timings",
        instead: "batches are timed with `metrics(latency)`",
        usage: Some("metrics(latency)"),
    },
    Meaning {
        words: "failures refusals retries spins",
        instead: "what a full ring costs its producer is counted with `contention`",
        usage: Some("contention"),
    },
    Meaning {
        words: "max_senders max_writers producers publishers senders writers",
        instead: "how many producers there may be at a time is `max_producers`",
        usage: Some("max_producers = 8"),
    },
    Meaning {
        words: "consumers max_readers max_receivers readers receivers subscribers \
                workers",
        instead: "how many consumers there may be at a time is `max_consumers`",
        usage: Some("max_consumers = 8"),
    },
    Meaning {
        words: "affinity core cores cpu cpus pin pinned",
        instead: "a thread binds itself, with `ringmpsc::affinity::bind_to_cpu`, and `numa` places \
                  the memory of its ring near it",
        usage: Some("numa"),
    },
    Meaning {
        words: "busy_poll pace pacing pause slip slipping tune tuning",
        instead: "whether an operation may pause to make saturated flows cheaper is `favor`",
        usage: Some("favor = latency"),
    },
    Meaning {
        words: "memory_order memory_ordering ordering relaxed seq_cst seqcst",
        instead: "the one choice is how a side finds out that the other sleeps, which is `fence`",
        usage: Some("fence = full"),
    },
    Meaning {
        words: "cross_process interprocess ipc mmap process shared_memory shm",
        instead: "a variant between processes comes with `shared`",
        usage: Some("shared"),
    },
    Meaning {
        words: "ident prefix rename stem type_name",
        instead: "what the generated names begin with is `name`",
        usage: Some("name = Orders"),
    },
];

impl Meaning {
    /// The words that mean this.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.split_whitespace()
    }
}

/// What `word` means elsewhere, if anything.
pub(crate) fn meaning(word: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.words().any(|known| known == word))
}

/// Whether `word` means the number of slots elsewhere.
pub(crate) fn is_size(word: &str) -> bool {
    SIZES.split_whitespace().any(|size| size == word)
}
