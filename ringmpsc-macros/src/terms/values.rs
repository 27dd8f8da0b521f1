//! The values of the options that choose between a few alternatives.

/// `preset`: sizes and choices under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    LowLatency,
    HighThroughput,
    UltraLowLatency,
}

/// `metrics`: what a ring counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metrics {
    /// `metrics`: messages and batches.
    Counters,
    /// `metrics(latency)`: also the duration of each batch, for two clock reads per batch.
    Latency,
}

/// `numa`: the NUMA node of a ring's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// `numa`, `numa(producer)`: the node of the thread that opens the channel or registers.
    RegisteringThread,
    /// `numa(consumer)`: the node on which a consumer was seen last.
    Consumer,
    /// `numa(node = N)`: node N.
    Node(u32),
}

/// `fence`: how the running side detects that the other side sleeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fence {
    /// `Asymmetric` or `Full`, chosen at run time by cost.
    #[default]
    Adaptive,
    /// Only the side that sleeps pays.
    Asymmetric,
    /// Both sides execute a full fence.
    Full,
}

/// `favor`: whether an operation may pause to make saturated flows cheaper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Favor {
    /// No operation pauses.
    Latency,
    /// When both sides run at full speed, one side may pause if this makes a message cheaper.
    #[default]
    Throughput,
}
