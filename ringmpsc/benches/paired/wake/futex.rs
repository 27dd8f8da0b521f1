//! Two threads that sleep in futex(2).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use ringmpsc_runtime::futex;

use super::TARGET;
use crate::case::{Case, Contestant, Ratio};
use crate::channels::{mpsc, spsc};
use crate::common::generated::with_one;
use crate::run::Messages;
use crate::volley::{Player, cross, parking, sides};

pub(super) fn case() -> Case {
    let contestants = vec![
        Contestant {
            name: "spsc, recv",
            run: |run| run.volley(sides(one, |consumer| consumer.recv().ok())),
        },
        Contestant {
            name: "spsc, sleeping at once",
            run: |run| run.volley(sides(one, parking!())),
        },
        Contestant {
            name: "mpsc, recv",
            run: |run| run.volley(sides(many, |consumer| consumer.recv().ok())),
        },
        Contestant {
            name: "mpsc, sleeping at once",
            run: |run| run.volley(sides(many, parking!())),
        },
        Contestant { name: "bare futex", run: |run| run.volley(bare()) },
    ];
    let ratios = (0..4).map(|of| Ratio { of, to: 4, target: TARGET }).collect();
    Case { name: "wake/futex", messages: Messages::Volleys, contestants, ratios }
}

fn one() -> (spsc::bits_4_wait::QueueProducer<u64>, spsc::bits_4_wait::QueueConsumer<u64>) {
    spsc::bits_4_wait::open()
}

fn many() -> (mpsc::bits_4_wait::QueueProducer<u64>, mpsc::bits_4_wait::QueueConsumer<u64>) {
    with_one(mpsc::bits_4_wait::open)
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
