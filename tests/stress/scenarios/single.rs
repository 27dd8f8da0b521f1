//! One producer and one consumer, each doing everything it can, in random order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::books::Books;
use crate::channels::{
    PlainFourChannel, PlainSixtyFourChannel, PlainThousandChannel, PlainTwoChannel,
    TrackedFourChannel, TrackedFourFullChannel, TrackedSixtyFourChannel, TrackedThousandChannel,
    TrackedTwoChannel,
};
use crate::ends::{Receives, STARTS, Single};
use crate::ledger;
use crate::random::Random;
use crate::receiver;
use crate::scenarios::onlooker;
use crate::source::Source;
use crate::suite::Load;

/// Messages of one exchange.
const QUOTA: u32 = 5_000;

/// What was done.
#[derive(Default)]
struct Total {
    exchanges: u64,
    messages: u64,
    dropped: u64,
    looks: u64,
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let mut total = Total::default();
    for _ in 0..load.times(1) {
        for start in STARTS {
            exchange::<PlainTwoChannel>(start, &mut random, &mut total);
            exchange::<PlainFourChannel>(start, &mut random, &mut total);
            exchange::<PlainSixtyFourChannel>(start, &mut random, &mut total);
            exchange::<PlainThousandChannel>(start, &mut random, &mut total);
            exchange::<TrackedTwoChannel>(start, &mut random, &mut total);
            exchange::<TrackedFourChannel>(start, &mut random, &mut total);
            exchange::<TrackedFourFullChannel>(start, &mut random, &mut total);
            exchange::<TrackedSixtyFourChannel>(start, &mut random, &mut total);
            exchange::<TrackedThousandChannel>(start, &mut random, &mut total);
        }
    }
    let Total { exchanges, messages, dropped, looks } = total;
    format!("{exchanges} exchanges, {messages} messages in order, {dropped} drops, {looks} looks")
}

fn exchange<C: Single>(start: u64, random: &mut Random, total: &mut Total) {
    ledger::open(QUOTA * 3 / 2);
    let (mut producer, mut consumer) = C::open_at(start);
    let handle = C::handle(&producer);
    let capacity = consumer.capacity();
    let mut source = Source::new(0, QUOTA.into(), ledger::part(0, 1));
    let mut books = Books::new(1);
    let done = AtomicBool::new(false);
    let [mut sender, mut receiver, eye] = [random.fork(), random.fork(), random.fork()];
    let (accepted, books, looks) = thread::scope(|scope| {
        let sending = scope.spawn(move || {
            assert!(source.send_all(&mut producer, &mut sender), "nobody closes this channel");
            source.accepted()
        });
        let receiving = scope.spawn(move || {
            receiver::receive(&mut consumer, &mut books, usize::MAX, &mut receiver);
            books
        });
        let looking = scope.spawn(|| onlooker::look(&handle, capacity, &done, eye));
        let accepted = sending.join().expect("a panic ends the process");
        let books = receiving.join().expect("a panic ends the process");
        done.store(true, Ordering::Release);
        (accepted, books, looking.join().expect("a panic ends the process"))
    });
    books.check_all(&[accepted]);
    assert_eq!(accepted, u64::from(QUOTA));
    onlooker::check_quiescent(&handle, accepted, books.consumed(), books.forgotten());
    drop(handle);
    total.exchanges += 1;
    total.messages += accepted;
    total.dropped += ledger::close();
    total.looks += looks;
}
