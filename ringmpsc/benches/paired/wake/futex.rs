//! Two threads that sleep in futex(2).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ringmpsc::{Produce, WaitStrategy};
use ringmpsc_runtime::futex;

use super::{TARGET, cross};
use crate::harness::{Case, Contestant, Messages, Ratio};
use crate::volley::Player;

#[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, name = One)]
#[ringmpsc::ring_channel(kind = mpsc, bits = 4, wait, name = Many)]
type Number = u64;

/// Sleeps at once. `recv` pauses a little before it does.
const PARKING: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

pub(super) fn case() -> Case {
    let contestants = vec![
        Contestant {
            name: "spsc, recv",
            run: |run| run.volley(sides(OneChannel::open, |one| one.recv().ok())),
        },
        Contestant {
            name: "spsc, sleeping at once",
            run: |run| {
                run.volley(sides(OneChannel::open, |one| {
                    let mut received = None;
                    one.consume_batch_wait(|number| received = Some(*number), PARKING).ok()?;
                    received
                }))
            },
        },
        Contestant {
            name: "mpsc, recv",
            run: |run| run.volley(sides(many, |many| many.recv().ok())),
        },
        Contestant {
            name: "mpsc, sleeping at once",
            run: |run| {
                run.volley(sides(many, |many| {
                    let mut received = None;
                    many.consume_batch_wait(|number| received = Some(*number), PARKING).ok()?;
                    received
                }))
            },
        },
        Contestant { name: "bare futex", run: |run| run.volley(bare()) },
    ];
    let ratios = (0..4).map(|of| Ratio { of, to: 4, target: TARGET }).collect();
    Case { name: "wake/futex", messages: Messages::Volleys, contestants, ratios }
}

fn many() -> (ManyProducer, ManyConsumer) {
    let (channel, consumer) = ManyChannel::open();
    (channel.register().expect("there is no limit"), consumer)
}

/// One side of two channels.
struct Side<P, C> {
    to: P,
    from: C,
    receive: fn(&mut C) -> Option<u64>,
}

fn sides<P, C>(
    open: impl Fn() -> (P, C),
    receive: fn(&mut C) -> Option<u64>,
) -> (Side<P, C>, Side<P, C>) {
    let (here, there) = cross(open);
    let side = |(to, from)| Side { to, from, receive };
    (side(here), side(there))
}

impl<P: Produce<u64> + Send, C: Send> Player for Side<P, C> {
    #[inline]
    fn hit(&mut self, number: u64) {
        self.to.try_send(number).expect("one message is under way");
    }

    #[inline]
    fn wait(&mut self) -> u64 {
        (self.receive)(&mut self.from).expect("the other side stays until the end")
    }
}

/// A number, or 0 before the first: the numbers begin at 1 here.
#[repr(align(128))]
#[derive(Default)]
struct Word(AtomicU32);

/// One side of two words.
struct Bare {
    to: Arc<Word>,
    from: Arc<Word>,
    seen: u32,
}

fn bare() -> (Bare, Bare) {
    let (here, there) = cross(|| {
        let word = Arc::<Word>::default();
        (Arc::clone(&word), word)
    });
    let side = |(to, from)| Bare { to, from, seen: 0 };
    (side(here), side(there))
}

impl Player for Bare {
    #[inline]
    fn hit(&mut self, number: u64) {
        let number = u32::try_from(number).expect("there are fewer");
        self.to.0.store(number + 1, Ordering::Release);
        futex::wake_one(&self.to.0);
    }

    #[inline]
    fn wait(&mut self) -> u64 {
        loop {
            let number = self.from.0.load(Ordering::Acquire);
            if number != self.seen {
                self.seen = number;
                return u64::from(number - 1);
            }
            futex::wait(&self.from.0, number, None);
        }
    }
}
