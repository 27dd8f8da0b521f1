//! Producers and a consumer that wait for one another, beside channels that can do nothing else.

use std::sync::mpsc;

use crate::ends::{Receiver, Sender};
use crate::harness::{Case, Contestant, Messages, Ratio};

#[ringmpsc::ring_channel(kind = spsc, bits = 10, wait, name = One)]
#[ringmpsc::ring_channel(kind = mpsc, bits = 10, wait, name = Many)]
type Number = u64;

/// As many as the ring has.
const CAPACITY: usize = OneChannel::CAPACITY;

/// In the case of many.
const PRODUCERS: usize = 4;

/// As many as all rings have together.
const MANY_CAPACITY: usize = PRODUCERS * ManyChannel::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, contestants: Vec<_>| {
        let ratios = (1..contestants.len()).map(|to| Ratio { of: 0, to, target: Some(1.0) });
        Case { name, messages: Messages::Single, ratios: ratios.collect(), contestants }
    };
    vec![case("blocking/1 to 1", one_producer()), case("blocking/4 to 1", four_producers())]
}

fn one_producer() -> Vec<Contestant> {
    vec![
        Contestant { name: "ringmpsc spsc", run: |run| run.transfer(ends(OneChannel::open())) },
        Contestant {
            name: "crossbeam-channel",
            run: |run| run.transfer(ends(crossbeam_channel::bounded(CAPACITY))),
        },
        Contestant { name: "flume", run: |run| run.transfer(ends(flume::bounded(CAPACITY))) },
        Contestant { name: "kanal", run: |run| run.transfer(ends(kanal::bounded(CAPACITY))) },
        Contestant {
            name: "std sync_channel",
            run: |run| run.transfer(ends(mpsc::sync_channel(CAPACITY))),
        },
    ]
}

fn four_producers() -> Vec<Contestant> {
    vec![
        Contestant { name: "ringmpsc mpsc", run: |run| run.gather(four()) },
        Contestant {
            name: "crossbeam-channel",
            run: |run| run.gather(shared(crossbeam_channel::bounded(MANY_CAPACITY))),
        },
        Contestant { name: "flume", run: |run| run.gather(shared(flume::bounded(MANY_CAPACITY))) },
        Contestant { name: "kanal", run: |run| run.gather(shared(kanal::bounded(MANY_CAPACITY))) },
        Contestant {
            name: "std sync_channel",
            run: |run| run.gather(shared(mpsc::sync_channel(MANY_CAPACITY))),
        },
    ]
}

/// One producer and one consumer.
pub(crate) fn one() -> (impl Sender, impl Receiver) {
    ends(OneChannel::open())
}

/// Four producers and one consumer.
pub(crate) fn four() -> (Vec<impl Sender>, impl Receiver) {
    let (channel, consumer) = ManyChannel::open();
    let register = |_| Out(channel.register().expect("there is no limit"));
    ((0..PRODUCERS).map(register).collect(), In(consumer))
}

/// The end that sends, whatever it is.
struct Out<S>(S);

/// The end that receives.
struct In<R>(R);

fn ends<S, R>((sender, receiver): (S, R)) -> (Out<S>, In<R>) {
    (Out(sender), In(receiver))
}

/// With a sender for each producer.
fn shared<S: Clone, R>((sender, receiver): (S, R)) -> (Vec<Out<S>>, In<R>) {
    ((0..PRODUCERS).map(|_| Out(sender.clone())).collect(), In(receiver))
}

/// Ends whose `send` and `recv` wait. They do not fail before the other end is gone.
macro_rules! waits {
    ($($sender:ty, $receiver:ty;)*) => {
        $(
            impl Sender for Out<$sender> {
                #[inline]
                fn send(&mut self, number: u64) -> bool {
                    self.0.send(number).is_ok()
                }

                fn send_some(&mut self, _: &[u64]) -> usize {
                    unreachable!("this case sends one at a time")
                }
            }

            impl Receiver for In<$receiver> {
                #[inline]
                fn receive(&mut self) -> Option<u64> {
                    self.0.recv().ok()
                }

                fn receive_some(&mut self, _: &mut u64) -> usize {
                    unreachable!("this case receives one at a time")
                }
            }
        )*
    };
}

waits! {
    OneProducer, OneConsumer;
    ManyProducer, ManyConsumer;
    crossbeam_channel::Sender<u64>, crossbeam_channel::Receiver<u64>;
    flume::Sender<u64>, flume::Receiver<u64>;
    kanal::Sender<u64>, kanal::Receiver<u64>;
    mpsc::SyncSender<u64>, mpsc::Receiver<u64>;
}
