//! What counting costs: the option `metrics`.

use crate::harness::{Case, Contestant, Messages, Ratio};

mod off {
    #[ringmpsc::ring_channel(kind = spsc, bits = 16)]
    pub(super) type Number = u64;
    crate::ends::generated_ends!(NumberProducer, NumberConsumer);
}

mod on {
    #[ringmpsc::ring_channel(kind = spsc, bits = 16, metrics)]
    pub(super) type Number = u64;
    crate::ends::generated_ends!(NumberProducer, NumberConsumer);
}

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages, target| Case {
        name,
        messages,
        contestants: vec![
            Contestant { name: "with metrics", run: |run| run.transfer(on::NumberChannel::open()) },
            Contestant { name: "without", run: |run| run.transfer(off::NumberChannel::open()) },
        ],
        ratios: vec![Ratio { of: 0, to: 1, target: Some(target) }],
    };
    vec![
        case("metrics/single", Messages::Single, 1.10),
        case("metrics/batches", Messages::Batches, 1.03),
    ]
}
