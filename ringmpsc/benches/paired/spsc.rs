//! One producer, one consumer, beside rtrb and beside the [limit](crate::probe).

use crate::ends::{Receiver, Sender, generated_ends, sum_up};
use crate::harness::{BATCH, Case, Contestant, Messages, Ratio};
use crate::probe;

#[ringmpsc::ring_channel(kind = spsc, bits = 16)]
type Number = u64;

generated_ends!(NumberProducer, NumberConsumer);

pub(crate) fn cases() -> Vec<Case> {
    let limit = || Contestant { name: "limit", run: |run| run.transfer(probe::open()) };
    let rtrb = |name| Contestant {
        name,
        run: |run| run.transfer(rtrb::RingBuffer::new(NumberChannel::CAPACITY)),
    };
    let single = Case {
        name: "spsc/single",
        messages: Messages::Single,
        contestants: vec![
            Contestant {
                name: "ringmpsc try_send, try_recv",
                run: |run| run.transfer(NumberChannel::open()),
            },
            rtrb("rtrb push, pop"),
            limit(),
        ],
        ratios: vec![
            Ratio { of: 0, to: 1, target: Some(1.0) },
            Ratio { of: 0, to: 2, target: None },
        ],
    };
    let batches = Case {
        name: "spsc/batches",
        messages: Messages::Batches,
        contestants: vec![
            Contestant {
                name: "ringmpsc send_slice, readable",
                run: |run| run.transfer(NumberChannel::open()),
            },
            rtrb("rtrb push_entire_slice, read_chunk"),
            Contestant {
                name: "ringmpsc reserve, consume_batch",
                run: |run| {
                    let (producer, consumer) = NumberChannel::open();
                    run.transfer((InPlace(producer), Handler(consumer)))
                },
            },
            limit(),
        ],
        ratios: vec![
            Ratio { of: 0, to: 1, target: Some(1.0) },
            Ratio { of: 2, to: 1, target: Some(1.0) },
            Ratio { of: 0, to: 3, target: None },
        ],
    };
    vec![single, batches]
}

/// A producer that writes batches into reserved slots.
struct InPlace(NumberProducer);

impl Sender for InPlace {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        self.0.try_send(number).is_ok()
    }

    #[inline]
    fn send_some(&mut self, numbers: &[u64]) -> usize {
        // The capacity is a multiple of the batch, so that none wraps.
        let Ok(mut slots) = self.0.reserve(numbers.len()) else {
            return 0;
        };
        slots.copy_from_slice(numbers);
        slots.commit().expect("nobody closes the channel")
    }
}

/// A consumer that is handed its messages one by one.
struct Handler(NumberConsumer);

impl Receiver for Handler {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.0.try_recv().ok()
    }

    #[inline]
    fn receive_some(&mut self, sum: &mut u64) -> usize {
        self.0.consume_batch(|number| *sum = sum.wrapping_add(*number))
    }
}

impl Sender for rtrb::Producer<u64> {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        self.push(number).is_ok()
    }

    /// `write_chunk_uninit`, a copy, and `commit_all`.
    #[inline]
    fn send_some(&mut self, numbers: &[u64]) -> usize {
        self.push_entire_slice(numbers).map_or(0, |()| numbers.len())
    }
}

impl Receiver for rtrb::Consumer<u64> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.pop().ok()
    }

    #[inline]
    fn receive_some(&mut self, sum: &mut u64) -> usize {
        let Ok(chunk) = self.read_chunk(BATCH) else {
            return 0;
        };
        let (front, back) = chunk.as_slices();
        *sum = sum_up(sum_up(*sum, front), back);
        let n = chunk.len();
        chunk.commit_all();
        n
    }
}
