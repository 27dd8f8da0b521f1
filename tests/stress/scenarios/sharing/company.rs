//! A consumer that is the only one, and so claims without an exchange, while another one joins: in
//! the middle of whatever it is doing then.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use ringmpsc::TryRecvError;

use crate::ends::Sends;
use crate::ledger;
use crate::message::{Message, Stamp};
use crate::random::Random;
use crate::sharing::channels::{TrackedShardsManyChannel, TrackedSharedManyChannel};
use crate::sharing::ends::{Shares, Takes};
use crate::sharing::share::{Share, Sum};
use crate::sharing::team::{Task, Team, gather};
use crate::suite::Load;
use crate::watchdog::Patience;

/// Rounds with each channel.
const ROUNDS: u32 = 1_000;

/// Rings, if there can be many.
const PRODUCERS: usize = 3;

/// In one of so many rounds each consumer stops, after some messages, until the other one has got
/// one. In all others it is chance who gets what.
const STOPS: usize = 8;

/// Where the two consumers of the round meet.
static MET: AtomicU32 = AtomicU32::new(0);

/// Whether the first consumer has got a message in this round, and whether the one that joins has.
static GOT: [AtomicBool; 2] = [const { AtomicBool::new(false) }; 2];

pub(crate) fn run(load: &Load) -> String {
    let rounds = load.times(ROUNDS);
    let mut random = load.random();
    let (mut messages, mut both) = (0, 0);
    let mut stopped = 0;
    gather(2, |team| {
        for _ in 0..rounds {
            let stop = random.once_in(STOPS);
            let shares = [
                join::<TrackedSharedManyChannel>(team, stop, &mut random),
                join::<TrackedShardsManyChannel>(team, stop, &mut random),
            ];
            for [one, other] in shares {
                assert!(
                    !stop || one > 0 && other > 0,
                    "{one} messages to one, {other} to the other"
                );
                stopped += u32::from(stop);
                messages += one + other;
                both += u32::from(one > 0 && other > 0);
            }
        }
    });
    format!(
        "{messages} messages in {} rounds, in {both} of which both got some, {stopped} times for \
         sure",
        2 * rounds
    )
}

/// One channel with messages in it, until both consumers are told that there will be no more: what
/// each got.
fn join<C>(team: &Team<(Share, u64)>, stop: bool, random: &mut Random) -> [u64; 2]
where
    C: Shares + Send,
    C::Consumer: Takes<Message = <C::Producer as Sends>::Message>,
{
    ledger::open(1 << 11);
    let mut numbers = ledger::part(0, 1);
    let (handle, first) = C::open_at(0);
    let one = handle.register_consumer().expect("the channel is open");
    let more = (1..PRODUCERS).filter_map(|_| handle.register());
    let more = more.map(|result| result.expect("the channel is open, and there is memory"));
    let producers: Vec<_> = [first].into_iter().chain(more).collect();
    let mut accepted = Vec::new();
    for (at, mut producer) in producers.into_iter().enumerate() {
        let count = producer.capacity() as u64;
        for seq in 0..count {
            let producer_number = u32::try_from(at).expect("they are few");
            let stamp = Stamp { producer: producer_number, seq };
            let number = numbers.next().expect("there are enough");
            assert!(producer.try_send(Message::new(stamp, number)).is_ok(), "there is space");
        }
        accepted.push(count);
    }
    let (of, delay) = (accepted.len(), random.below(2_000));
    let stop = stop.then(|| random.up_to(50) as u64);
    MET.store(0, Ordering::Relaxed);
    for got in &GOT {
        got.store(false, Ordering::Relaxed);
    }
    let alone: Task<(Share, u64)> = Box::new(move || {
        meet();
        receive(one, of, &GOT[0], stop.map(|after| (after, &GOT[1])))
    });
    let joins: Task<(Share, u64)> = Box::new(move || {
        meet();
        (0..delay).for_each(|_| hint::spin_loop());
        let joined = handle.register_consumer();
        // With many producers it could make another one.
        drop(handle);
        match joined {
            Ok(other) => receive(other, of, &GOT[1], stop.map(|after| (after, &GOT[0]))),
            Err(error) => {
                assert!(error.is_closed(), "there is no limit");
                (Share::new(of, false), 0)
            }
        }
    });
    let results = team.run(vec![alone, joins]);
    Sum::of(results.iter().map(|(share, _)| share)).check_all(&accepted);
    ledger::close();
    [results[0].1, results[1].1]
}

/// Both begin at once. A consumer that comes first does not sleep, or the other one would get
/// everything.
fn meet() {
    MET.fetch_add(1, Ordering::Relaxed);
    let mut patience = Patience::new("meeting");
    while MET.load(Ordering::Relaxed) < 2 {
        (0..64).for_each(|_| hint::spin_loop());
        patience.rest(&"alone");
    }
}

/// Receives until the end. Sets `got` with the first message; after so many it waits for another
/// flag.
fn receive<C: Takes>(
    mut consumer: C,
    producers: usize,
    got: &AtomicBool,
    stop: Option<(u64, &AtomicBool)>,
) -> (Share, u64) {
    let mut share = Share::new(producers, false);
    let mut received = 0;
    let mut patience = Patience::new("consumer");
    loop {
        match consumer.try_recv() {
            Ok(message) => {
                received += 1;
                share.take(&message);
                patience.moved();
                got.store(true, Ordering::Relaxed);
                if let Some((_, other)) = stop.filter(|(after, _)| *after == received) {
                    while !other.load(Ordering::Relaxed) {
                        patience.idle(&consumer);
                    }
                }
            }
            Err(TryRecvError::Empty) => patience.idle(&consumer),
            Err(TryRecvError::Closed) => return (share, received),
        }
    }
}
