//! Producers come, send, and go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::books::Books;
use crate::channels::{
    PlainManySixteenChannel, PlainManyTwoChannel, TrackedManyEightChannel,
    TrackedManyFourFullChannel, TrackedManySixtyFourChannel, TrackedManyTwoChannel,
};
use crate::ends::{Many, Receives, STARTS};
use crate::ledger;
use crate::random::Random;
use crate::receiver;
use crate::scenarios::onlooker;
use crate::source::Source;
use crate::suite::Load;

/// How often one thread registers a producer.
const SESSIONS: u32 = 12;

/// Messages of one producer, at the most.
const QUOTA: usize = 120;

/// What was done.
#[derive(Default)]
struct Total {
    producers: u64,
    messages: u64,
    dropped: u64,
    looks: u64,
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let mut total = Total::default();
    for round in 0..load.times(1) {
        for threads in 1..=8 {
            let start = STARTS[(round + threads) as usize % STARTS.len()];
            fair::<PlainManyTwoChannel>(threads, start, &mut random, &mut total);
            fair::<PlainManySixteenChannel>(threads, start, &mut random, &mut total);
            fair::<TrackedManyTwoChannel>(threads, start, &mut random, &mut total);
            fair::<TrackedManyFourFullChannel>(threads, start, &mut random, &mut total);
            fair::<TrackedManyEightChannel>(threads, start, &mut random, &mut total);
            fair::<TrackedManySixtyFourChannel>(threads, start, &mut random, &mut total);
        }
    }
    let Total { producers, messages, dropped, looks } = total;
    format!("{producers} producers, {messages} messages in order, {dropped} drops, {looks} looks")
}

fn fair<C: Many>(threads: u32, start: u64, random: &mut Random, total: &mut Total) {
    ledger::open(threads * SESSIONS * 2 * u32::try_from(QUOTA).expect("it is small"));
    let (handle, mut consumer) = C::open_at(start);
    let capacity = consumer.capacity();
    let mut books = Books::new((threads * SESSIONS) as usize);
    let done = AtomicBool::new(false);
    // Half of the channels are closed, the others end when the last sender goes.
    let closes = random.once_in(2);
    let (accepted, books, looks) = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (handle, random) = (handle.clone(), random.fork());
                scope.spawn(move || work(worker, threads, &handle, random))
            })
            .collect();
        let mut receiver = random.fork();
        let receiving = scope.spawn(move || {
            receiver::receive(&mut consumer, &mut books, usize::MAX, &mut receiver);
            books
        });
        let (eye, watched, done) = (random.fork(), handle.clone(), &done);
        let looking = scope.spawn(move || onlooker::look(&watched, capacity, done, eye));
        let accepted: Vec<u64> = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a panic ends the process"))
            .collect();
        done.store(true, Ordering::Release);
        let looks = looking.join().expect("a panic ends the process");
        assert_eq!(handle.producer_count(), 0);
        let kept = if closes {
            handle.close();
            assert!(handle.register().is_err_and(|error| error.is_closed()));
            Some(handle)
        } else {
            drop(handle);
            None
        };
        let books = receiving.join().expect("a panic ends the process");
        if let Some(handle) = kept {
            assert!(handle.is_closed());
            let sent = accepted.iter().sum();
            onlooker::check_quiescent(&handle, sent, books.consumed(), books.forgotten());
        }
        (accepted, books, looks)
    });
    books.check_all(&accepted);
    total.producers += accepted.len() as u64;
    total.messages += accepted.iter().sum::<u64>();
    total.dropped += ledger::close();
    total.looks += looks;
}

/// Registers producers one after another, sometimes keeping one while it uses the next. Returns how
/// many messages of each were accepted.
fn work<C: Many>(worker: u32, threads: u32, handle: &C, mut random: Random) -> Vec<u64> {
    let mut kept = None;
    let mut accepted = Vec::new();
    for session in 0..SESSIONS {
        let id = worker * SESSIONS + session;
        let mut producer = handle.register().expect("the channel is open, and there is memory");
        if random.once_in(3) {
            // Its ring becomes vacant, maybe with messages in it.
            kept = None;
        }
        let quota = random.below(QUOTA + 1) as u64;
        let numbers = ledger::part(id, threads * SESSIONS);
        let mut source = Source::new(id, quota, numbers);
        assert!(source.send_all(&mut producer, &mut random), "nobody has closed this channel");
        accepted.push(source.accepted());
        if random.once_in(2) {
            kept = Some(producer);
        }
    }
    drop(kept);
    accepted
}
