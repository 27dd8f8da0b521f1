//! What a thousand idle producers cost the one that sends.

use crate::ends::{Receiver, Sender, generated_ends};
use crate::harness::{Case, Contestant, Messages, Mismatch, Ratio, Run};

#[ringmpsc::ring_channel(kind = mpsc, bits = 12)]
type Number = u64;

generated_ends!(NumberProducer, NumberConsumer);

const MANY: usize = 1024;

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages| Case {
        name,
        messages,
        contestants: vec![
            Contestant { name: "1024 registered, 1 has ever sent", run: silent },
            Contestant { name: "1024 registered, all have sent once", run: fallen_silent },
            Contestant { name: "1 registered", run: alone },
        ],
        ratios: vec![
            Ratio { of: 0, to: 2, target: Some(1.1) },
            Ratio { of: 1, to: 2, target: Some(1.1) },
        ],
    };
    vec![case("mpsc/single", Messages::Single), case("mpsc/batches", Messages::Batches)]
}

fn alone(run: &Run<'_>) -> Result<f64, Mismatch> {
    among(1, false, run)
}

fn silent(run: &Run<'_>) -> Result<f64, Mismatch> {
    among(MANY, false, run)
}

fn fallen_silent(run: &Run<'_>) -> Result<f64, Mismatch> {
    among(MANY, true, run)
}

/// One producer sends, and the others do not, or did once.
fn among(registered: usize, greet: bool, run: &Run<'_>) -> Result<f64, Mismatch> {
    let (channel, mut consumer) = NumberChannel::open();
    let mut producers: Vec<_> = (0..registered)
        .map(|_| channel.register().expect("there is no limit and there is memory"))
        .collect();
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
