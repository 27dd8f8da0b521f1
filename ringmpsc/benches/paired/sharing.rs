//! Consumers that share their rings, of which there is one here: what claiming and receipts cost beside a consumer that
//! owns its ring, and beside queues that everybody may take from.

use std::sync::Arc;

use crossbeam_queue::ArrayQueue;

use crate::ends::{Receiver, Sender, generated_ends, sum_up};
use crate::harness::{Case, Contestant, Messages, Ratio};

#[ringmpsc::ring_channel(kind = spmc, bits = 12, name = Shared)]
#[ringmpsc::ring_channel(kind = mpmc, bits = 12, name = Sharded)]
#[ringmpsc::ring_channel(kind = spsc, bits = 12, name = Owned)]
type Number = u64;

generated_ends!(OwnedProducer, OwnedConsumer);

/// What one claim takes.
const CLAIM: usize = 64;

const CAPACITY: usize = SharedChannel::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let contestants = || {
        vec![
            Contestant { name: "spmc", run: |run| run.transfer(shared()) },
            Contestant { name: "mpmc", run: |run| run.transfer(sharded()) },
            Contestant { name: "ArrayQueue", run: |run| run.transfer(queue()) },
            Contestant { name: "crossbeam-channel", run: |run| run.transfer(crossbeam()) },
            Contestant { name: "async-channel", run: |run| run.transfer(asynchronous()) },
            Contestant { name: "spsc", run: |run| run.transfer(owned()) },
        ]
    };
    let against = |of, target| (2..5).map(move |to| Ratio { of, to, target });
    let single = Case {
        name: "sharing/single",
        messages: Messages::Single,
        contestants: contestants(),
        ratios: against(0, Some(1.0)).chain(against(1, Some(1.0))).collect(),
    };
    let claim = Ratio { of: 0, to: 5, target: Some(1.3) };
    let batches = Case {
        name: "sharing/batches of 64",
        messages: Messages::Batches,
        contestants: contestants(),
        ratios: against(0, Some(0.33)).chain(against(1, Some(1.0))).chain([claim]).collect(),
    };
    vec![single, batches]
}

fn shared() -> (impl Sender, impl Receiver) {
    let (producer, channel) = SharedChannel::open();
    (Out(producer), In(channel.register_consumer().expect("there is no limit")))
}

fn sharded() -> (impl Sender, impl Receiver) {
    let channel = ShardedChannel::open();
    let producer = channel.register().expect("there is no limit");
    (Out(producer), In(channel.register_consumer().expect("there is no limit")))
}

fn owned() -> (impl Sender, impl Receiver) {
    let (producer, consumer) = OwnedChannel::open();
    (producer, ByClaim(consumer))
}

fn queue() -> (impl Sender, impl Receiver) {
    let queue = Arc::new(ArrayQueue::new(CAPACITY));
    (Out(Arc::clone(&queue)), In(queue))
}

fn crossbeam() -> (impl Sender, impl Receiver) {
    let (sender, receiver) = crossbeam_channel::bounded(CAPACITY);
    (Out(sender), In(receiver))
}

fn asynchronous() -> (impl Sender, impl Receiver) {
    let (sender, receiver) = async_channel::bounded(CAPACITY);
    (Out(sender), In(receiver))
}

/// The end that sends, whatever it is.
struct Out<S>(S);

/// The end that receives.
struct In<R>(R);

/// Queues that know of no batches.
macro_rules! one_by_one {
    ($($sender:ty: $send:ident, $receiver:ty: $receive:ident, $received:pat => $number:expr;)*) => {
        $(
            impl Sender for Out<$sender> {
                #[inline]
                fn send(&mut self, number: u64) -> bool {
                    self.0.$send(number).is_ok()
                }

                #[inline]
                fn send_some(&mut self, numbers: &[u64]) -> usize {
                    numbers.iter().take_while(|number| self.send(**number)).count()
                }
            }

            impl Receiver for In<$receiver> {
                #[inline]
                fn receive(&mut self) -> Option<u64> {
                    match self.0.$receive() {
                        $received => Some($number),
                        _ => None,
                    }
                }

                #[inline]
                fn receive_some(&mut self, sum: &mut u64) -> usize {
                    let mut n = 0;
                    while n < CLAIM && let Some(number) = self.receive() {
                        *sum = sum.wrapping_add(number);
                        n += 1;
                    }
                    n
                }
            }
        )*
    };
}

one_by_one! {
    Arc<ArrayQueue<u64>>: push, Arc<ArrayQueue<u64>>: pop, Some(number) => number;
    crossbeam_channel::Sender<u64>: try_send,
        crossbeam_channel::Receiver<u64>: try_recv, Ok(number) => number;
    async_channel::Sender<u64>: try_send, async_channel::Receiver<u64>: try_recv, Ok(number) => number;
}

/// Consumers that claim 64 messages at a time.
macro_rules! claims {
    ($($producer:ty, $consumer:ty;)*) => {
        $(
            impl Sender for Out<$producer> {
                #[inline]
                fn send(&mut self, number: u64) -> bool {
                    self.0.try_send(number).is_ok()
                }

                #[inline]
                fn send_some(&mut self, numbers: &[u64]) -> usize {
                    self.0.send_slice(numbers)
                }
            }

            impl Receiver for In<$consumer> {
                #[inline]
                fn receive(&mut self) -> Option<u64> {
                    self.0.try_recv().ok()
                }

                #[inline]
                fn receive_some(&mut self, sum: &mut u64) -> usize {
                    let mut numbers = [0; CLAIM];
                    let n = self.0.steal_slice(&mut numbers);
                    *sum = sum_up(*sum, &numbers[..n]);
                    n
                }
            }
        )*
    };
}

claims! {
    SharedProducer, SharedConsumer;
    ShardedProducer, ShardedConsumer;
}

/// A consumer that owns its ring, and takes as many at a time.
struct ByClaim(OwnedConsumer);

impl Receiver for ByClaim {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.0.receive()
    }

    #[inline]
    fn receive_some(&mut self, sum: &mut u64) -> usize {
        let mut numbers = [0; CLAIM];
        let n = self.0.recv_slice(&mut numbers);
        *sum = sum_up(*sum, &numbers[..n]);
        n
    }
}
