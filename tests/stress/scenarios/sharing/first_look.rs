//! A few messages and more consumers than that, who all look at once and only once: somebody gets
//! each message. Who is told that there is none has seen every ring empty, and has not merely lost
//! a race.

use crate::ends::Sends;
use crate::ledger;
use crate::message::{Message, Stamp};
use crate::random::Random;
use crate::sharing::channels::{TrackedShardsFourChannel, TrackedSharedFourChannel};
use crate::sharing::ends::{Shares, Takes, Taking};
use crate::sharing::share::Share;
use crate::sharing::team::{Task, Team, gather};
use crate::suite::Load;

/// Threads that look.
const CONSUMERS: usize = 8;

/// Rings, if there can be many.
const PRODUCERS: usize = 5;

/// Rounds of each kind.
const ROUNDS: u32 = 1_500;

/// A consumer, and what it got in one look.
type Looked<C> = (<C as Shares>::Consumer, usize);

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let rounds = load.times(ROUNDS);
    let mut messages = 0;
    gather(CONSUMERS, |team| {
        messages += look::<TrackedSharedFourChannel>(team, rounds, &mut random);
    });
    gather(CONSUMERS, |team| {
        messages += look::<TrackedShardsFourChannel>(team, rounds, &mut random);
    });
    format!("{messages} messages in {} rounds, each found at the first look", 2 * rounds)
}

fn look<C>(team: &Team<Looked<C>>, rounds: u32, random: &mut Random) -> u64
where
    C: Shares,
    C::Consumer: Takes<Message = <C::Producer as Sends>::Message>,
{
    const LOOKS: [Taking; 6] = [
        Taking::One,
        Taking::Steal,
        Taking::StealDropped,
        Taking::Into,
        Taking::Batch,
        Taking::UpTo,
    ];

    ledger::open(1 << 20);
    let mut numbers = ledger::part(0, 1).cycle();
    let (handle, first) = C::open_at(0);
    let more = (1..PRODUCERS).filter_map(|_| handle.register());
    let more = more.map(|result| result.expect("the channel is open, and there is memory"));
    let mut producers: Vec<_> = [first].into_iter().chain(more).collect();
    let register = |_| handle.register_consumer().expect("the channel is open");
    let mut consumers: Vec<_> = (0..CONSUMERS).map(register).collect();
    let mut messages = 0;
    for _ in 0..rounds {
        let how = random.choose(&LOOKS);
        // As many as there is space for, or everybody may take one.
        let sent = random.up_to(if producers.len() == 1 { 4 } else { CONSUMERS });
        for _ in 0..sent {
            let at = loop {
                let at = random.below(producers.len());
                if producers[at].len() < producers[at].capacity() {
                    break at;
                }
            };
            let number = numbers.next().expect("they never end");
            ledger::recycle(number);
            let producer = u32::try_from(at).expect("they are few");
            let message = Message::new(Stamp { producer, seq: messages }, number);
            assert!(producers[at].try_send(message).is_ok(), "there is space");
            messages += 1;
        }
        let tasks = consumers.drain(..).map(|mut consumer| -> Task<Looked<C>> {
            Box::new(move || {
                let got = consumer.take(how, 1, &mut Share::new(PRODUCERS, false));
                (consumer, got)
            })
        });
        let looked = team.run(tasks.collect());
        let got: usize = looked.iter().map(|(_, got)| got).sum();
        assert_eq!(got, sent, "{how:?}: somebody was told that there is nothing");
        consumers.extend(looked.into_iter().map(|(consumer, _)| consumer));
        assert_eq!(handle.len(), 0);
    }
    drop((producers, consumers, handle));
    ledger::close();
    messages
}
