//! What registered producers that do not send cost the one that does.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::common::ends::{Receiver, Sender};
use crate::common::message::{Line, Message};
use crate::common::pinning::Placement;
use crate::peers::ringmpsc::mpsc;
use crate::transfer::{Way, Work, crowd};

/// Messages in a batch.
const BATCH: usize = 256;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case::<u64>("single", Way::Singles),
        case::<Line>("single", Way::Singles),
        case::<u64>("batch-256", Way::Batches(BATCH)),
        case::<Line>("batch-256", Way::Batches(BATCH)),
    ]
}

fn case<M: Message>(name: &str, way: Way) -> Case {
    let contestants = vec![
        contestant::<M>(Role::Ours, way, 1024),
        contestant::<M>(Role::Ours, way, 64),
        contestant::<M>(Role::Reference, way, 1),
    ];
    Case {
        name: format!("active/{name}/{}", M::size()),
        scaling: None,
        bits: None,
        about: "One producer sends; the others have sent once, and no more. Rings of 2^10.".into(),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants,
    }
}

fn contestant<M: Message>(role: Role, way: Way, registered: usize) -> Contestant {
    let work = Work { way, capacity: 1 << 10 };
    crowd::<M, _, _>(role, format!("1 active of {registered}"), work, move || {
        let (mut producers, mut consumer) = mpsc::bits_10::open::<M>(registered);
        for producer in &mut producers {
            assert!(producer.send(M::new(0)), "a new ring is empty");
        }
        // The greetings are received before the count begins.
        let mut greetings = 0;
        while greetings < registered {
            greetings += usize::from(consumer.receive().is_some());
        }
        let active = producers.pop().expect("one is registered");
        let consumer = Attended { consumer, _silent: producers };
        (vec![active], vec![consumer])
    })
}

/// A consumer, and producers that keep silent: dropped, they would no longer be registered.
struct Attended<M> {
    consumer: mpsc::bits_10::QueueConsumer<M>,
    _silent: Vec<mpsc::bits_10::QueueProducer<M>>,
}

impl<M: Message> Receiver<M> for Attended<M> {
    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.consumer.receive()
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        self.consumer.receive_some(max, sum)
    }
}
