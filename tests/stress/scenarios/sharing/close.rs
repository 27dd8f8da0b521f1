//! Short-lived channels that end at any moment of a send, and of a claim.

use crate::ends::{Controls, STARTS};
use crate::ledger;
use crate::pace::pause;
use crate::random::Random;
use crate::scenarios::onlooker;
use crate::sharing::channels::{
    PlainShardsChannel, PlainSharedChannel, TrackedShardsChannel, TrackedShardsFourFullChannel,
    TrackedSharedChannel, TrackedSharedFourChannel, TrackedSharedFourFullChannel,
};
use crate::sharing::ends::Shares;
use crate::sharing::share::{Share, Sum};
use crate::sharing::taker;
use crate::sharing::team::{Task, Team, gather};
use crate::source::{Sent, Source};
use crate::suite::Load;

/// Channels of each kind.
const CHANNELS: u32 = 500;

/// Threads that send, if there can be many.
const PRODUCERS: usize = 3;

/// Threads that receive.
const CONSUMERS: usize = 3;

/// Messages of one producer, at the most.
const QUOTA: usize = 24;

/// What ends a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// A control handle closes it.
    Close,
    /// All consumers go, and all handles.
    ReceiversLeave,
    /// They go while a control handle closes.
    Both,
    /// The last producer and the last handle go.
    SendersLeave,
}

const ENDS: [End; 4] = [End::Close, End::ReceiversLeave, End::Both, End::SendersLeave];

/// What one thread did.
enum Done {
    /// Accepted messages, and whether the end cut them short.
    Sent(u64, bool),
    Received(Share),
    Ended,
}

/// What was done.
#[derive(Default)]
struct Total {
    channels: u64,
    messages: u64,
    received: u64,
    dropped: u64,
    refused: u64,
}

pub(crate) fn run(load: &Load) -> String {
    let mut random = load.random();
    let mut total = Total::default();
    let channels = load.times(CHANNELS);
    gather(PRODUCERS + CONSUMERS + 1, |team| {
        for _ in 0..channels {
            channel::<PlainSharedChannel>(team, &mut random, &mut total);
            channel::<TrackedSharedChannel>(team, &mut random, &mut total);
            channel::<TrackedSharedFourChannel>(team, &mut random, &mut total);
            channel::<TrackedSharedFourFullChannel>(team, &mut random, &mut total);
            channel::<PlainShardsChannel>(team, &mut random, &mut total);
            channel::<TrackedShardsChannel>(team, &mut random, &mut total);
            channel::<TrackedShardsFourFullChannel>(team, &mut random, &mut total);
        }
    });
    let Total { channels, messages, received, dropped, refused } = total;
    format!(
        "{channels} channels, {messages} messages accepted, {received} received, {dropped} drops, \
         {refused} producers refused"
    )
}

fn channel<C: Shares>(team: &Team<Done>, random: &mut Random, total: &mut Total) {
    let end = random.choose(&ENDS);
    let ids = if C::MANY { PRODUCERS } else { 1 };
    let parts = u32::try_from(ids).expect("it is small");
    ledger::open(parts * 2 * u32::try_from(QUOTA).expect("it is small"));
    let (handle, first) = C::open_at(random.choose(&STARTS));
    let more = (1..ids).filter_map(|_| handle.register());
    let more = more.map(|result| result.expect("the channel is open, and there is memory"));
    let producers: Vec<_> = [first].into_iter().chain(more).collect();
    let takers = random.up_to(CONSUMERS);
    let leaves = matches!(end, End::ReceiversLeave | End::Both);
    let mut tasks: Vec<Task<Done>> = Vec::new();
    for (id, producer) in (0..).zip(producers) {
        tasks.push(send::<C>(producer, id, parts, random.fork()));
    }
    for k in 0..takers {
        // The first one stays, unless all leave. Some can still make consumers.
        let steps = if leaves || k > 0 { random.below(30) } else { usize::MAX };
        let kept = random.once_in(2).then(|| handle.clone());
        tasks.push(receive(handle.register_consumer(), kept, steps, ids, random.fork()));
    }
    let closed = matches!(end, End::Close).then(|| handle.clone());
    tasks.push(end_it(handle, matches!(end, End::Close | End::Both), random.fork()));

    let done = team.run(tasks);
    let mut accepted = Vec::new();
    let mut shares = Vec::new();
    for done in done {
        match done {
            Done::Sent(sent, refused) => {
                assert!(!refused || end != End::SendersLeave, "nobody has closed this channel");
                accepted.push(sent);
                total.refused += u64::from(refused);
            }
            Done::Received(share) => shares.push(share),
            Done::Ended => {}
        }
    }
    let sum = Sum::of(&shares);
    if leaves {
        sum.check_part(&accepted);
    } else {
        sum.check_all(&accepted);
    }
    if let Some(handle) = closed {
        assert!(handle.is_closed());
        let waiting = handle.len() as u64;
        if waiting == 0 {
            assert!(handle.register_consumer().is_err());
            let taken = sum.seen + sum.unseen;
            onlooker::check_quiescent(&handle, accepted.iter().sum(), taken, sum.forgotten);
        } else {
            // Claims that were left when the others had been told of the end. A new consumer would
            // receive them.
            assert!(waiting <= sum.left, "{waiting} messages wait, and {} were left", sum.left);
        }
    }
    total.channels += 1;
    total.messages += accepted.iter().sum::<u64>();
    total.received += sum.seen;
    total.dropped += ledger::close();
}

fn send<C: Shares>(mut producer: C::Producer, id: u32, parts: u32, random: Random) -> Task<Done> {
    let mut random = random;
    Box::new(move || {
        let quota = random.below(QUOTA + 1) as u64;
        let mut source = Source::new(id, quota, ledger::part(id, parts));
        let refused = !source.send_all(&mut producer, &mut random);
        if refused {
            assert_eq!(source.send_one(&mut producer), Sent::Closed, "closed, and open again");
        }
        Done::Sent(source.accepted(), refused)
    })
}

fn receive<C: Shares>(
    consumer: Result<C::Consumer, ringmpsc::RegisterError>,
    kept: Option<C>,
    steps: usize,
    ids: usize,
    random: Random,
) -> Task<Done> {
    let mut random = random;
    let mut consumer = consumer.expect("the channel is open");
    let mut kept = kept;
    Box::new(move || {
        let mut share = Share::new(ids, false);
        // A handle would keep the channel open for senders.
        if steps == usize::MAX {
            kept = None;
        }
        pause(random.below(300));
        if !taker::take(&mut consumer, &mut share, steps, &mut random) {
            taker::leave(consumer, &mut share, &mut random);
        }
        // Sometimes the last that could receive is a handle.
        pause(random.below(300));
        drop(kept);
        Done::Received(share)
    })
}

/// Closes the channel, or only drops the handle.
fn end_it<C: Controls>(handle: C, closes: bool, random: Random) -> Task<Done> {
    let mut random = random;
    Box::new(move || {
        let longest = random.choose(&[1, 100, 1_000, 10_000]);
        pause(random.below(longest));
        if closes {
            handle.close();
            assert!(handle.is_closed());
        }
        drop(handle);
        Done::Ended
    })
}
