//! Nine threads on one processor: everybody who finds nothing to do must let others run, and then everything
//! comes to its end in a bounded number of turns.

use std::thread;

use ringmpsc::{TryRecvError, affinity};

use crate::books::Books;
use crate::channels::{TrackedManyEightChannel, TrackedManySixtyFourChannel};
use crate::ends::{Many, Receives};
use crate::ledger;
use crate::source::{Sent, Source};
use crate::suite::Load;
use crate::watchdog::Patience;

/// Threads that send.
const PRODUCERS: u32 = 8;

/// Messages of one producer.
const QUOTA: u32 = 4_000;

/// Turns that threads may give away for one message. With luck it is one for a whole ring of messages; this
/// says only that nobody starves.
const TURNS: u64 = 64;

pub(crate) fn run(load: &Load) -> String {
    let cpu = affinity::usable_cpus().expect("a thread may ask").into_iter().next();
    let cpu = cpu.expect("this thread runs somewhere");
    let mut messages = 0;
    let mut turns = 0;
    for _ in 0..load.times(1) {
        crowd::<TrackedManyEightChannel>(cpu, &mut messages, &mut turns);
        crowd::<TrackedManySixtyFourChannel>(cpu, &mut messages, &mut turns);
    }
    assert!(turns <= TURNS * messages, "{turns} turns for {messages} messages");
    format!("{messages} messages of {PRODUCERS} producers on one processor, {turns} turns")
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
                    let mut patience = Patience::new("producer");
                    let mut source = Source::new(id, QUOTA.into(), numbers);
                    while !source.is_done() {
                        match source.send_one(&mut producer) {
                            Sent::Some(_) => patience.moved(),
                            Sent::Full => patience.rest(&producer),
                            Sent::Closed => panic!("nobody closes this channel: {producer:?}"),
                        }
                    }
                    (source.accepted(), patience.yields())
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
