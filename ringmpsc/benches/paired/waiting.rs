//! What the options `wait` and `notify` cost while nobody waits.

use crate::harness::{Case, Contestant, Messages, Ratio};

mod off {
    #[ringmpsc::ring_channel(kind = spsc, bits = 16)]
    pub(super) type Number = u64;
    crate::ends::generated_ends!(NumberProducer, NumberConsumer);
}

mod on {
    #[ringmpsc::ring_channel(kind = spsc, bits = 16, wait, notify)]
    pub(super) type Number = u64;
    crate::ends::generated_ends!(NumberProducer, NumberConsumer);
}

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages| Case {
        name,
        messages,
        contestants: vec![
            Contestant {
                name: "with wait and notify",
                run: |run| run.transfer(on::NumberChannel::open()),
            },
            Contestant { name: "without", run: |run| run.transfer(off::NumberChannel::open()) },
        ],
        ratios: vec![Ratio { of: 0, to: 1, target: Some(1.03) }],
    };
    vec![case("waiting/single", Messages::Single), case("waiting/batches", Messages::Batches)]
}
