//! What a thousand idle producers cost the one that sends.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::mpsc::bits_12 as channel;
use crate::common::ends::{Receiver, Sender};
use crate::common::tally::Mismatch;
use crate::run::{BATCH, Messages, Run};

const MANY: usize = 1024;

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages| Case {
        name,
        messages,
        contestants: vec![
            Contestant {
                name: "1024 registered, 1 has ever sent",
                run: |run| among(MANY, false, run),
            },
            Contestant {
                name: "1024 registered, all have sent once",
                run: |run| among(MANY, true, run),
            },
            Contestant { name: "1 registered", run: |run| among(1, false, run) },
        ],
        ratios: vec![
            Ratio { of: 0, to: 2, target: Some(1.1) },
            Ratio { of: 1, to: 2, target: Some(1.1) },
        ],
    };
    vec![case("mpsc/single", Messages::Single), case("mpsc/batches", Messages::Batches(BATCH))]
}

/// One producer sends, and the others do not, or did once.
fn among(registered: usize, greet: bool, run: &Run<'_>) -> Result<f64, Mismatch> {
    let (mut producers, mut consumer) = channel::open::<u64>(registered);
    if greet {
        for producer in &mut producers {
            assert!(producer.send(0), "a new ring is empty");
        }
        // The greetings add nothing to a sum; they are received before the count begins.
        let mut greetings = 0;
        while greetings < registered {
            greetings += usize::from(consumer.receive().is_some());
        }
    }
    let active = producers.pop().expect("there is at least one");
    run.transfer((active, consumer))
}
