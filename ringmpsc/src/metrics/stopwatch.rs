//! The clock reads of the option `metrics(latency)`.

use ringmpsc_runtime::clock;

use crate::metrics::consumer::ConsumerCounters;

/// Two clock reads around a batch, or nothing without `metrics(latency)`.
pub(crate) struct Stopwatch(Option<u64>);

impl Stopwatch {
    #[inline]
    pub(crate) fn start(wanted: bool) -> Self {
        Self(wanted.then(clock::now_nanos))
    }

    #[inline]
    pub(crate) fn stop(self, counters: Option<&ConsumerCounters>) {
        if let (Some(start), Some(counters)) = (self.0, counters) {
            counters.time(clock::now_nanos().saturating_sub(start));
        }
    }
}
