//! Eight or nine threads on one processor: everybody who finds nothing to do must let others run,
//! and then everything comes to its end in a bounded number of turns.

use std::thread;

use ringmpsc::{TryRecvError, affinity};

use crate::books::Books;
use crate::channels::{TrackedManyEightChannel, TrackedManySixtyFourChannel};
use crate::ends::{Many, Receives, Sends};
use crate::ledger;
use crate::sharing::channels::{TrackedShardsFourChannel, TrackedShardsManyChannel};
use crate::sharing::ends::{Shares, Takes, Taking};
use crate::sharing::share::{Share, Sum};
use crate::source::{Sent, Source};
use crate::suite::Load;
use crate::watchdog::Patience;

/// Threads that send.
const PRODUCERS: u32 = 8;

/// Messages of one producer.
const QUOTA: u32 = 4_000;

/// Turns that threads may give away for one message. With luck it is one for a whole ring of
/// messages; this says only that nobody starves.
const TURNS: u64 = 64;

pub(crate) fn run(load: &Load) -> String {
    let cpu = affinity::usable_cpus().expect("a thread may ask").into_iter().next();
    let cpu = cpu.expect("this thread runs somewhere");
    let mut messages = 0;
    let mut turns = 0;
    for _ in 0..load.times(1) {
        crowd::<TrackedManyEightChannel>(cpu, &mut messages, &mut turns);
        crowd::<TrackedManySixtyFourChannel>(cpu, &mut messages, &mut turns);
        sharing_crowd::<TrackedShardsFourChannel>(cpu, &mut messages, &mut turns);
        sharing_crowd::<TrackedShardsManyChannel>(cpu, &mut messages, &mut turns);
    }
    assert!(turns <= TURNS * messages, "{turns} turns for {messages} messages");
    format!("{messages} messages on one processor, {turns} turns")
}

fn crowd<C: Many>(cpu: usize, messages: &mut u64, turns: &mut u64) {
    ledger::open(PRODUCERS * QUOTA);
    let (handle, mut consumer) = C::open_at(0);
    let mut books = Books::new(PRODUCERS as usize);
    let bind = move || affinity::bind_to_cpu(cpu).expect("a thread may give up processors");
    thread::scope(|scope| {
        let senders: Vec<_> = (0..PRODUCERS)
            .map(|id| {
                let mut producer = handle.register().expect("the channel is open");
                let numbers = ledger::part(id, PRODUCERS);
                scope.spawn(move || {
                    bind();
                    send(&mut producer, Source::new(id, QUOTA.into(), numbers))
                })
            })
            .collect();
        drop(handle);
        let receiving = scope.spawn(move || {
            bind();
            let mut patience = Patience::new("consumer");
            loop {
                if consumer.consume_all(&mut |message| _ = books.take(&message)) > 0 {
                    patience.moved();
                }
                match consumer.try_recv() {
                    Ok(message) => _ = books.take(&message),
                    Err(TryRecvError::Empty) => patience.rest(&consumer),
                    Err(TryRecvError::Closed) => return (books, patience.yields()),
                }
            }
        });
        let mut accepted = Vec::new();
        for sender in senders {
            let (sent, yields) = sender.join().expect("a panic ends the process");
            accepted.push(sent);
            *turns += yields;
        }
        let (books, yields) = receiving.join().expect("a panic ends the process");
        *turns += yields;
        books.check_all(&accepted);
        *messages += accepted.iter().sum::<u64>();
    });
    assert_eq!(ledger::close(), u64::from(PRODUCERS * QUOTA));
}

/// Half of them send, half of them receive.
fn sharing_crowd<C: Shares>(cpu: usize, messages: &mut u64, turns: &mut u64) {
    let bind = move || affinity::bind_to_cpu(cpu).expect("a thread may give up processors");
    let half = PRODUCERS / 2;
    ledger::open(half * QUOTA);
    let (handle, first) = C::open_at(0);
    let more = (1..half).filter_map(|_| handle.register());
    let more = more.map(|result| result.expect("the channel is open, and there is memory"));
    let producers: Vec<_> = [first].into_iter().chain(more).collect();
    let register = |_| handle.register_consumer().expect("the channel is open");
    let consumers: Vec<_> = (0..half).map(register).collect();
    drop(handle);
    thread::scope(|scope| {
        let senders: Vec<_> = (0..)
            .zip(producers)
            .map(|(id, mut producer)| {
                scope.spawn(move || {
                    bind();
                    send(&mut producer, Source::new(id, QUOTA.into(), ledger::part(id, half)))
                })
            })
            .collect();
        let takers: Vec<_> = consumers
            .into_iter()
            .map(|mut consumer| {
                scope.spawn(move || {
                    bind();
                    let mut share = Share::new(half as usize, false);
                    let mut patience = Patience::new("consumer");
                    loop {
                        if consumer.take(Taking::Batch, 1, &mut share) > 0 {
                            patience.moved();
                        }
                        match consumer.try_recv() {
                            Ok(message) => _ = share.take(&message),
                            Err(TryRecvError::Empty) => patience.rest(&consumer),
                            Err(TryRecvError::Closed) => return (share, patience.yields()),
                        }
                    }
                })
            })
            .collect();
        let mut accepted = Vec::new();
        for sender in senders {
            let (sent, yields) = sender.join().expect("a panic ends the process");
            accepted.push(sent);
            *turns += yields;
        }
        let mut shares = Vec::new();
        for taker in takers {
            let (share, yields) = taker.join().expect("a panic ends the process");
            shares.push(share);
            *turns += yields;
        }
        Sum::of(&shares).check_all(&accepted);
        *messages += accepted.iter().sum::<u64>();
    });
    assert_eq!(ledger::close(), u64::from(half * QUOTA));
}

/// Sends everything, and returns how many messages that were, and how often it let others run.
fn send<P: Sends>(producer: &mut P, mut source: Source<P::Message>) -> (u64, u64) {
    let mut patience = Patience::new("producer");
    while !source.is_done() {
        match source.send_one(producer) {
            Sent::Some(_) => patience.moved(),
            Sent::Full => patience.rest(&*producer),
            Sent::Closed => panic!("nobody closes this channel: {producer:?}"),
        }
    }
    (source.accepted(), patience.yields())
}
