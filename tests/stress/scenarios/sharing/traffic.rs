//! Producers and consumers come, do everything they can, and go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::ends::{STARTS, Sends};
use crate::ledger;
use crate::random::Random;
use crate::scenarios::onlooker;
use crate::sharing::channels::{
    PlainShardsChannel, PlainShardsSixteenChannel, PlainSharedChannel, PlainSharedSixtyFourChannel,
    TrackedShardsChannel, TrackedShardsFourChannel, TrackedShardsFourFullChannel,
    TrackedShardsManyChannel, TrackedSharedChannel, TrackedSharedFourChannel,
    TrackedSharedFourFullChannel, TrackedSharedManyChannel,
};
use crate::sharing::ends::Shares;
use crate::sharing::share::{Share, Sum};
use crate::sharing::taker;
use crate::source::Source;
use crate::suite::Load;

/// How often one thread registers a producer.
const SESSIONS: u32 = 6;

/// Messages of one producer, at the most.
const QUOTA: usize = 250;

/// Messages of the only producer, at the most.
const ALONE: usize = 6_000;

/// Operations of one consumer before it leaves, at the most.
const STEPS: usize = 60;

/// How often one thread registers a consumer, at the most, before one stays until the end. A loaded
/// machine must not make it more work.
const VISITS: u64 = 60;

/// What was done.
#[derive(Default)]
struct Total {
    exchanges: u64,
    messages: u64,
    dropped: u64,
    consumers: u64,
    looks: u64,
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let mut total = Total::default();
    for _ in 0..load.times(1) {
        for threads in 1..=8 {
            // So many of one side, and of the other any number.
            exchange::<PlainSharedChannel>(1, threads, &mut random, &mut total);
            exchange::<PlainSharedSixtyFourChannel>(1, threads, &mut random, &mut total);
            exchange::<TrackedSharedChannel>(1, threads, &mut random, &mut total);
            exchange::<TrackedSharedFourChannel>(1, threads, &mut random, &mut total);
            exchange::<TrackedSharedFourFullChannel>(1, threads, &mut random, &mut total);
            exchange::<TrackedSharedManyChannel>(1, threads, &mut random, &mut total);
            let mut others = || u32::try_from(random.up_to(8)).expect("it is small");
            let others = [(); 6].map(|()| others());
            exchange::<PlainShardsChannel>(threads, others[0], &mut random, &mut total);
            exchange::<PlainShardsSixteenChannel>(others[1], threads, &mut random, &mut total);
            exchange::<TrackedShardsChannel>(threads, others[2], &mut random, &mut total);
            exchange::<TrackedShardsFourChannel>(others[3], threads, &mut random, &mut total);
            exchange::<TrackedShardsFourFullChannel>(threads, others[4], &mut random, &mut total);
            exchange::<TrackedShardsManyChannel>(others[5], threads, &mut random, &mut total);
        }
    }
    let Total { exchanges, messages, dropped, consumers, looks } = total;
    format!(
        "{exchanges} exchanges, {messages} messages once each, {dropped} drops, {consumers} \
         consumers, {looks} looks"
    )
}

fn exchange<C: Shares>(producers: u32, consumers: u32, random: &mut Random, total: &mut Total) {
    let sessions = if C::MANY { producers * SESSIONS } else { 1 };
    let quota = if C::MANY { QUOTA } else { ALONE };
    ledger::open(sessions * 2 * u32::try_from(quota).expect("it is small"));
    let (handle, first) = C::open_at(random.choose(&STARTS));
    let capacity = first.capacity();
    let (done, over) = (AtomicBool::new(false), AtomicBool::new(false));
    // Half of the channels are closed, the others end when the last sender goes.
    let closes = random.once_in(2);
    let (accepted, shares) = thread::scope(|scope| {
        let mut first = Some(first);
        let sending: Vec<_> = (0..producers)
            .map(|worker| {
                let first = first.take();
                let (handle, mut random) = (handle.clone(), random.fork());
                scope.spawn(move || {
                    let mut workshop = Workshop { handle, sessions, quota, kept: None };
                    workshop.work(worker, first, &mut random)
                })
            })
            .collect();
        let receiving: Vec<_> = (0..consumers)
            .map(|_| {
                let (handle, mut random, done) = (handle.clone(), random.fork(), &done);
                let mut share = Share::new(sessions as usize, consumers == 1);
                scope.spawn(move || {
                    let times = visit(handle, &mut share, done, &mut random);
                    (share, times)
                })
            })
            .collect();
        let (eye, watched, over) = (random.fork(), handle.clone(), &over);
        let looking = scope.spawn(move || onlooker::look(&watched, capacity, over, eye));
        let accepted: Vec<u64> = sending
            .into_iter()
            .flat_map(|worker| worker.join().expect("a panic ends the process"))
            .collect();
        assert_eq!(handle.producer_count(), 0);
        // Before the consumers can drop the last handle.
        over.store(true, Ordering::Release);
        total.looks += looking.join().expect("a panic ends the process");
        done.store(true, Ordering::Release);
        let kept = if closes {
            handle.close();
            Some(handle)
        } else {
            drop(handle);
            None
        };
        let shares: Vec<_> = receiving
            .into_iter()
            .map(|taker| {
                let (share, times) = taker.join().expect("a panic ends the process");
                total.consumers += times;
                share
            })
            .collect();
        if let Some(handle) = kept {
            assert!(handle.is_closed() && handle.register_consumer().is_err());
            assert_eq!(handle.consumer_count(), 0);
            let Sum { seen, unseen, forgotten, .. } = Sum::of(&shares);
            onlooker::check_quiescent(&handle, accepted.iter().sum(), seen + unseen, forgotten);
        }
        (accepted, shares)
    });
    Sum::of(&shares).check_all(&accepted);
    total.exchanges += 1;
    total.messages += accepted.iter().sum::<u64>();
    total.dropped += ledger::close();
}

/// A thread that has producers, one after another.
struct Workshop<C: Shares> {
    handle: C,
    /// Sessions of all threads.
    sessions: u32,
    quota: usize,
    /// A producer of an earlier session.
    kept: Option<C::Producer>,
}

impl<C: Shares> Workshop<C> {
    /// Returns how many messages of each producer were accepted.
    fn work(&mut self, worker: u32, first: Option<C::Producer>, random: &mut Random) -> Vec<u64> {
        let mut first = first;
        let own = if C::MANY { SESSIONS } else { 1 };
        let mut accepted = Vec::new();
        for session in 0..own {
            let id = worker * own + session;
            let register =
                || self.handle.register().expect("there may be many").expect("it is open");
            let mut producer = first.take().unwrap_or_else(register);
            if random.once_in(3) {
                // Its ring becomes vacant, maybe with messages in it, or claims.
                self.kept = None;
            }
            let quota = random.below(self.quota + 1) as u64;
            let mut source = Source::new(id, quota, ledger::part(id, self.sessions));
            assert!(source.send_all(&mut producer, random), "nobody has closed this channel");
            accepted.push(source.accepted());
            if random.once_in(2) {
                self.kept = Some(producer);
            }
        }
        accepted
    }
}

/// A thread that has consumers, one after another, until it was told that nothing will come. The
/// last one stays until then. Returns how many there were.
fn visit<C: Shares>(handle: C, share: &mut Share, done: &AtomicBool, random: &mut Random) -> u64 {
    let mut consumers = 0;
    while consumers < VISITS && !done.load(Ordering::Acquire) {
        let Ok(mut consumer) = handle.register_consumer() else { break };
        consumers += 1;
        let steps = random.up_to(STEPS);
        if taker::take(&mut consumer, share, steps, random) {
            return consumers;
        }
        taker::leave(consumer, share, random);
    }
    // Its handle might keep the channel open.
    let Ok(mut consumer) = handle.register_consumer() else { return consumers };
    drop(handle);
    assert!(taker::take(&mut consumer, share, usize::MAX, random));
    consumers + 1
}
