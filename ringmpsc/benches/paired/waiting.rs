//! What the options `wait` and `notify` cost while neither side waits.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::spsc;
use crate::run::{BATCH, Messages};

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages| Case {
        name,
        messages,
        contestants: vec![
            Contestant {
                name: "with wait and notify",
                run: |run| run.transfer(spsc::bits_16_wait_notify::open()),
            },
            Contestant { name: "without", run: |run| run.transfer(spsc::bits_16::open()) },
        ],
        ratios: vec![Ratio { of: 0, to: 1, target: Some(1.03) }],
    };
    vec![
        case("waiting/single", Messages::Single),
        case("waiting/batches", Messages::Batches(BATCH)),
    ]
}
