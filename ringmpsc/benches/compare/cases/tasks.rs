//! Two tasks of tokio, on one worker and on two: a message to and fro, and a stream of messages.

use crate::case::{Amount, Case, Contestant, Measure, Role};
use crate::common::message::Message;
use crate::common::pinning::Placement;
use crate::peers::ringmpsc::tasks::{Polled, mpsc, polled, spsc};
use crate::peers::tasks::{crossfire_mpsc, crossfire_spsc};
use crate::tasks::{TaskReceiver, TaskSender, Workers, stream, volley};

/// What the two tasks do.
#[derive(Clone, Copy)]
enum Play {
    /// They send one message to and fro, through two channels of 2^10 slots.
    Volley,
    /// One sends to the other, through a channel of 2^`bits` slots.
    Stream(u32),
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for play in [Play::Volley, Play::Stream(6), Play::Stream(10)] {
        for workers in [Workers::One, Workers::Two] {
            cases.extend([spsc_case::<u64>(play, workers), mpsc_case::<u64>(play, workers)]);
        }
    }
    cases
}

fn spsc_case<M: Message>(play: Play, workers: Workers) -> Case {
    let table = Table { play, workers };
    let mut contestants = match play {
        Play::Stream(6) => table.ours::<M, _, _, _, _>(spsc::bits_6::open, spsc::bits_6_full::open),
        _ => table.ours::<M, _, _, _, _>(spsc::bits_10::open, spsc::bits_10_full::open),
    };
    let crossfire = crossfire_spsc::<M>;
    contestants.push(table.contestant::<M, _, _>(Role::Peer, "crossfire spsc", crossfire));
    contestants.extend(table.peers::<M>());
    table.case::<M>("spsc", contestants)
}

fn mpsc_case<M: Message>(play: Play, workers: Workers) -> Case {
    let table = Table { play, workers };
    let mut contestants = match play {
        Play::Stream(6) => table.ours::<M, _, _, _, _>(mpsc::bits_6::open, mpsc::bits_6_full::open),
        _ => table.ours::<M, _, _, _, _>(mpsc::bits_10::open, mpsc::bits_10_full::open),
    };
    let crossfire = crossfire_mpsc::<M>;
    contestants.push(table.contestant::<M, _, _>(Role::Peer, "crossfire mpsc", crossfire));
    contestants.extend(table.peers::<M>());
    table.case::<M>("mpsc", contestants)
}

/// What all contestants of a case do.
#[derive(Clone, Copy)]
struct Table {
    play: Play,
    workers: Workers,
}

impl Table {
    fn bits(self) -> u32 {
        match self.play {
            Play::Volley => 10,
            Play::Stream(bits) => bits,
        }
    }

    /// A contestant. `open` is given the capacity.
    fn contestant<M: Message, S: TaskSender<M>, R: TaskReceiver<M>>(
        self,
        role: Role,
        name: &str,
        open: impl Fn(usize) -> (S, R) + 'static,
    ) -> Contestant {
        let capacity = 1 << self.bits();
        let open = move || open(capacity);
        match self.play {
            Play::Volley => volley::<M, _, _>(role, name, self.workers, open),
            Play::Stream(_) => stream::<M, _, _>(role, name, self.workers, capacity, open),
        }
    }

    /// A channel of this library in its two ways, and the same channel with `fence = full`.
    fn ours<M, P, C, FullP, FullC>(
        self,
        open: fn() -> (P, C),
        open_full: fn() -> (FullP, FullC),
    ) -> Vec<Contestant>
    where
        M: Message,
        P: TaskSender<M>,
        C: TaskReceiver<M>,
        Polled<P>: TaskSender<M>,
        Polled<C>: TaskReceiver<M>,
        FullP: TaskSender<M>,
        FullC: TaskReceiver<M>,
    {
        let [futures, sink, full] = [
            "ringmpsc send_async, recv_async",
            "ringmpsc Sink, Stream",
            "ringmpsc fence = full, send_async, recv_async",
        ];
        vec![
            self.contestant::<M, _, _>(Role::Ours, futures, move |_| open()),
            self.contestant::<M, _, _>(Role::Ours, sink, move |_| polled(open())),
            self.contestant::<M, _, _>(Role::Reference, full, move |_| open_full()),
        ]
    }

    /// The channels of others that are the same for every kind.
    fn peers<M: Message>(self) -> Vec<Contestant> {
        let peer = Role::Peer;
        vec![
            self.contestant::<M, _, _>(peer, "tokio mpsc", tokio::sync::mpsc::channel),
            self.contestant::<M, _, _>(peer, "flume", flume::bounded),
            self.contestant::<M, _, _>(peer, "async-channel", async_channel::bounded),
            self.contestant::<M, _, _>(peer, "kanal", kanal::bounded_async),
            self.contestant::<M, _, _>(peer, "thingbuf", thingbuf::mpsc::channel),
        ]
    }

    fn case<M: Message>(self, kind: &str, contestants: Vec<Contestant>) -> Case {
        let (workers, on) = match self.workers {
            Workers::One => ("one-worker", "one worker"),
            Workers::Two => ("two-workers", "two workers, each on a CPU of its own"),
        };
        let bits = self.bits();
        let (name, about) = match self.play {
            Play::Volley => (
                format!("tasks/round-trip/{kind}/{workers}/{}", M::size()),
                "One message to and fro, through two channels; a round trip counts as one message",
            ),
            Play::Stream(_) => (
                format!("tasks/stream/{kind}/{workers}/{}/2^{bits}", M::size()),
                "One task sends to the other",
            ),
        };
        Case {
            name,
            scaling: None,
            bits: matches!(self.play, Play::Stream(_)).then_some(bits),
            about: format!("{about}. Two tasks of tokio on {on}. 2^{bits} slots."),
            measure: Measure::Throughput,
            placement: Placement::Spread,
            amount: Amount::ByTime,
            contestants,
        }
    }
}
