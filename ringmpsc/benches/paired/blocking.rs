//! One producer and one consumer that wait for one another, beside channels that can do nothing else.

use std::sync::mpsc;

use crate::ends::{Receiver, Sender};
use crate::harness::{Case, Contestant, Messages, Ratio};

#[ringmpsc::ring_channel(kind = spsc, bits = 10, wait)]
type Number = u64;

/// As many as the ring has.
const CAPACITY: usize = NumberChannel::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let contestants = vec![
        Contestant {
            name: "ringmpsc send, recv",
            run: |run| run.transfer(ends(NumberChannel::open())),
        },
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
    ];
    let ratios = (1..5).map(|to| Ratio { of: 0, to, target: Some(1.0) }).collect();
    vec![Case { name: "blocking/single", messages: Messages::Single, contestants, ratios }]
}

/// The end that sends, whatever it is.
struct Out<S>(S);

/// The end that receives.
struct In<R>(R);

fn ends<S, R>((sender, receiver): (S, R)) -> (Out<S>, In<R>) {
    (Out(sender), In(receiver))
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
    NumberProducer, NumberConsumer;
    crossbeam_channel::Sender<u64>, crossbeam_channel::Receiver<u64>;
    flume::Sender<u64>, flume::Receiver<u64>;
    kanal::Sender<u64>, kanal::Receiver<u64>;
    mpsc::SyncSender<u64>, mpsc::Receiver<u64>;
}
