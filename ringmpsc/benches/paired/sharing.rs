//! Consumers that share their rings. With one of them: what claiming and receipts cost beside a
//! consumer that owns its ring, and beside queues that everybody may take from. With several on
//! both sides: those queues again.

use std::sync::Arc;

use crossbeam_queue::ArrayQueue;

use crate::crowd::exchange;
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
            Contestant { name: "ArrayQueue", run: |run| run.transfer(ends(queue(CAPACITY))) },
            Contestant {
                name: "crossbeam-channel",
                run: |run| run.transfer(ends(crossbeam_channel::bounded(CAPACITY))),
            },
            Contestant {
                name: "async-channel",
                run: |run| run.transfer(ends(async_channel::bounded(CAPACITY))),
            },
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
    let crowd = |name, messages, contestants: Vec<_>| {
        let ratios = (1..contestants.len()).map(|to| Ratio { of: 0, to, target: Some(1.0) });
        Case { name, messages, ratios: ratios.collect(), contestants }
    };
    vec![
        single,
        batches,
        crowd("sharing/2 to 2, single", Messages::Single, crowded::<2>()),
        crowd("sharing/2 to 2, batches of 64", Messages::Batches, crowded::<2>()),
        crowd("sharing/4 to 4, single", Messages::Single, crowded::<4>()),
        crowd("sharing/4 to 4, batches of 64", Messages::Batches, crowded::<4>()),
    ]
}

/// `N` on each side. Peers have as many slots as all rings have together.
fn crowded<const N: usize>() -> Vec<Contestant> {
    vec![
        Contestant {
            name: "mpmc",
            run: |run| {
                let channel = ShardedChannel::open();
                let out = |_| Out(channel.register().expect("there is no limit"));
                let into = |_| In(channel.register_consumer().expect("there is no limit"));
                exchange(run, ((0..N).map(out).collect(), (0..N).map(into).collect()))
            },
        },
        Contestant { name: "ArrayQueue", run: |run| exchange(run, all_of(N, queue(N * CAPACITY))) },
        Contestant {
            name: "crossbeam-channel",
            run: |run| exchange(run, all_of(N, crossbeam_channel::bounded(N * CAPACITY))),
        },
        Contestant {
            name: "flume",
            run: |run| exchange(run, all_of(N, flume::bounded(N * CAPACITY))),
        },
        Contestant {
            name: "kanal",
            run: |run| exchange(run, all_of(N, kanal::bounded(N * CAPACITY))),
        },
        Contestant {
            name: "async-channel",
            run: |run| exchange(run, all_of(N, async_channel::bounded(N * CAPACITY))),
        },
    ]
}

/// `n` of each end.
fn all_of<S: Clone, R: Clone>(n: usize, (sender, receiver): (S, R)) -> (Vec<Out<S>>, Vec<In<R>>) {
    ((0..n).map(|_| Out(sender.clone())).collect(), (0..n).map(|_| In(receiver.clone())).collect())
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

/// Both ends of a queue.
fn queue(capacity: usize) -> (Arc<ArrayQueue<u64>>, Arc<ArrayQueue<u64>>) {
    let queue = Arc::new(ArrayQueue::new(capacity));
    (Arc::clone(&queue), queue)
}

fn ends<S, R>((sender, receiver): (S, R)) -> (Out<S>, In<R>) {
    (Out(sender), In(receiver))
}

/// The end that sends, whatever it is.
struct Out<S>(S);

/// The end that receives.
struct In<R>(R);

/// Queues that know of no batches.
macro_rules! one_by_one {
    ($(
        $sender:ty: $send:ident, $sent:pat,
            $receiver:ty: $receive:ident, $received:pat => $number:expr;
    )*) => {
        $(
            impl Sender for Out<$sender> {
                #[inline]
                fn send(&mut self, number: u64) -> bool {
                    matches!(self.0.$send(number), $sent)
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
    Arc<ArrayQueue<u64>>: push, Ok(()),
        Arc<ArrayQueue<u64>>: pop, Some(number) => number;
    crossbeam_channel::Sender<u64>: try_send, Ok(()),
        crossbeam_channel::Receiver<u64>: try_recv, Ok(number) => number;
    flume::Sender<u64>: try_send, Ok(()),
        flume::Receiver<u64>: try_recv, Ok(number) => number;
    kanal::Sender<u64>: try_send, Ok(true),
        kanal::Receiver<u64>: try_recv, Ok(Some(number)) => number;
    async_channel::Sender<u64>: try_send, Ok(()),
        async_channel::Receiver<u64>: try_recv, Ok(number) => number;
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
