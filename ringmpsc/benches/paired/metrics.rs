//! What counting costs: the option `metrics`.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::spsc;
use crate::run::{BATCH, Messages};

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages, target| Case {
        name,
        messages,
        contestants: vec![
            Contestant {
                name: "with metrics",
                run: |run| run.transfer(spsc::bits_16_metrics::open()),
            },
            Contestant { name: "without", run: |run| run.transfer(spsc::bits_16::open()) },
        ],
        ratios: vec![Ratio { of: 0, to: 1, target: Some(target) }],
    };
    vec![
        case("metrics/single", Messages::Single, 1.10),
        case("metrics/batches", Messages::Batches(BATCH), 1.03),
    ]
}
