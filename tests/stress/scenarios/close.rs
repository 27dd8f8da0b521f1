//! Short-lived channels that end at any moment of a send.
//!
//! The same few threads live through all of them: they meet at a [gate](Gate), and then all do at
//! once what must not get in one another's way.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use ringmpsc::RegisterError;

use crate::books::Books;
use crate::channels::{
    PlainFourChannel, PlainManyTwoChannel, TrackedFourChannel, TrackedFourFullChannel,
    TrackedManyFourChannel, TrackedManyFourFullChannel, TrackedManyTwoChannel, TrackedTwoChannel,
};
use crate::ends::{Controls, Many, Receives, STARTS, Sends, Single};
use crate::gate::Gate;
use crate::ledger;
use crate::pace::pause;
use crate::random::Random;
use crate::receiver;
use crate::scenarios::onlooker;
use crate::source::Source;
use crate::suite::Load;
use crate::watchdog::Patience;

/// Channels of each kind.
const CHANNELS: u32 = 1_500;

/// Threads that send.
const WORKERS: u32 = 3;

/// So many producers one thread may have, one after the other.
const SESSIONS: u32 = 2;

/// Messages of one producer, at the most.
const QUOTA: usize = 24;

/// What ends a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// A control handle closes it.
    Close,
    /// The consumer goes.
    ConsumerLeaves,
    /// The consumer goes while a control handle closes.
    Both,
    /// The last producer and the last handle go.
    SendersLeave,
}

const ENDS: [End; 4] = [End::Close, End::ConsumerLeaves, End::Both, End::SendersLeave];

/// Where producers come from. Both kinds of channel are opened with it.
trait Opens: 'static {
    type Producer: Sends;
    type Consumer: Receives;
    type Handle: Controls;

    /// How many producers there can be.
    const PRODUCERS: u32;

    fn open(start: u64, producers: u32) -> (Vec<Self::Producer>, Self::Handle, Self::Consumer);

    /// Another producer, if there can be one.
    fn register(handle: &Self::Handle) -> Option<Result<Self::Producer, RegisterError>>;
}

struct One<C>(C);

impl<C: Single> Opens for One<C> {
    type Producer = C::Producer;
    type Consumer = C::Consumer;
    type Handle = C::Handle;
    const PRODUCERS: u32 = 1;

    fn open(start: u64, _producers: u32) -> (Vec<C::Producer>, C::Handle, C::Consumer) {
        let (producer, consumer) = C::open_at(start);
        let handle = C::handle(&producer);
        (vec![producer], handle, consumer)
    }

    fn register(_handle: &C::Handle) -> Option<Result<C::Producer, RegisterError>> {
        None
    }
}

struct Several<C>(C);

impl<C: Many> Opens for Several<C> {
    type Producer = C::Producer;
    type Consumer = C::Consumer;
    type Handle = C;
    const PRODUCERS: u32 = WORKERS;

    fn open(start: u64, producers: u32) -> (Vec<C::Producer>, C, C::Consumer) {
        let (handle, consumer) = C::open_at(start);
        let register = |_| handle.register().expect("the channel is open, and there is memory");
        ((0..producers).map(register).collect(), handle, consumer)
    }

    fn register(handle: &C) -> Option<Result<C::Producer, RegisterError>> {
        Some(handle.register())
    }
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
    race::<One<PlainFourChannel>>(channels, &mut random, &mut total);
    race::<One<TrackedTwoChannel>>(channels, &mut random, &mut total);
    race::<One<TrackedFourChannel>>(channels, &mut random, &mut total);
    race::<One<TrackedFourFullChannel>>(channels, &mut random, &mut total);
    race::<Several<PlainManyTwoChannel>>(channels, &mut random, &mut total);
    race::<Several<TrackedManyTwoChannel>>(channels, &mut random, &mut total);
    race::<Several<TrackedManyFourChannel>>(channels, &mut random, &mut total);
    race::<Several<TrackedManyFourFullChannel>>(channels, &mut random, &mut total);
    let Total { channels, messages, received, dropped, refused } = total;
    format!(
        "{channels} channels, {messages} messages accepted, {received} received, {dropped} drops, \
         {refused} producers refused"
    )
}

/// What one worker does with one channel.
struct Job<O: Opens> {
    end: End,
    producer: Option<O::Producer>,
    handle: Option<O::Handle>,
    random: Random,
}

/// What one worker did.
#[derive(Clone, Default)]
struct Done {
    /// By session: how many messages were accepted.
    accepted: Vec<u64>,
    /// Sends and registrations that the end has cut short.
    refused: u64,
}

/// Where things are handed over. Between two gates only one thread looks at each.
struct Stage<O: Opens> {
    gate: Gate,
    jobs: Vec<Mutex<Option<Job<O>>>>,
    done: Vec<Mutex<Done>>,
    /// For the thread that ends the channel.
    closing: Mutex<Option<(End, O::Handle, Random)>>,
    /// The handle comes back if it has closed the channel.
    closed: Mutex<Option<O::Handle>>,
    /// Channels that are still to come.
    left: AtomicU64,
}

fn race<O: Opens>(channels: u32, random: &mut Random, total: &mut Total) {
    let workers = O::PRODUCERS;
    let stage = Stage::<O> {
        gate: Gate::new(workers as usize + 2),
        jobs: (0..workers).map(|_| Mutex::new(None)).collect(),
        done: (0..workers).map(|_| Mutex::new(Done::default())).collect(),
        closing: Mutex::new(None),
        closed: Mutex::new(None),
        left: AtomicU64::new(channels.into()),
    };
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for worker in 0..workers {
            let stage = &stage;
            threads.push(scope.spawn(move || stage.work(worker)));
        }
        threads.push(scope.spawn(|| stage.end()));
        stage.lead(random, total);
        for thread in threads {
            thread.join().expect("a panic ends the process");
        }
    });
}

impl<O: Opens> Stage<O> {
    fn is_over(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Opens channels, receives, and keeps the books.
    fn lead(&self, random: &mut Random, total: &mut Total) {
        let mut patience = Patience::new("consumer, between two channels");
        while !self.is_over() {
            self.channel(random, total, &mut patience);
        }
        self.gate.pass(&mut patience);
    }

    fn channel(&self, random: &mut Random, total: &mut Total, patience: &mut Patience) {
        let end = random.choose(&ENDS);
        let quota = u32::try_from(QUOTA).expect("it is small");
        ledger::open(O::PRODUCERS * SESSIONS * 2 * quota);
        let producers = u32::try_from(random.up_to(O::PRODUCERS as usize)).expect("it is small");
        let (producers, handle, mut consumer) = O::open(random.choose(&STARTS), producers);
        let mut producers = producers.into_iter();
        for job in &self.jobs {
            // Not every thread has a handle: the last sender may be a producer or a handle.
            let registers = random.once_in(2);
            put(
                job,
                Job {
                    end,
                    producer: producers.next(),
                    handle: registers.then(|| handle.clone()),
                    random: random.fork(),
                },
            );
        }
        put(&self.closing, (end, handle, random.fork()));
        self.gate.pass(patience);

        let mut books = Books::new((O::PRODUCERS * SESSIONS) as usize);
        let leaves = matches!(end, End::ConsumerLeaves | End::Both);
        let steps = if leaves { random.below(30) } else { usize::MAX };
        pause(random.below(300));
        receiver::receive(&mut consumer, &mut books, steps, random);
        drop(consumer);
        self.gate.pass(patience);

        let done: Vec<Done> = self.done.iter().map(|done| lock(done).clone()).collect();
        let accepted: Vec<u64> = done.iter().flat_map(|done| done.accepted.clone()).collect();
        if leaves {
            books.check_prefix(&accepted);
        } else {
            books.check_all(&accepted);
        }
        if let Some(handle) = lock(&self.closed).take() {
            assert!(handle.is_closed());
            assert!(O::register(&handle).is_none_or(|result| result.is_err()));
            let sent = accepted.iter().sum();
            onlooker::check_quiescent(&handle, sent, books.consumed(), books.forgotten());
        }
        total.channels += 1;
        total.messages += accepted.iter().sum::<u64>();
        total.received += books.consumed();
        total.refused += done.iter().map(|done| done.refused).sum::<u64>();
        total.dropped += ledger::close();
        self.left.store(self.left.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
        patience.moved();
    }

    /// Sends. For threads that are not needed for a channel there may be no producer.
    fn work(&self, worker: u32) {
        let mut patience = Patience::new("producer, between two channels");
        loop {
            self.gate.pass(&mut patience);
            if self.is_over() {
                return;
            }
            let job = lock(&self.jobs[worker as usize]).take().expect("there is a job");
            let done = job.run(worker);
            *lock(&self.done[worker as usize]) = done;
            self.gate.pass(&mut patience);
        }
    }

    /// Closes channels, or drops their handles.
    fn end(&self) {
        let mut patience = Patience::new("closer, between two channels");
        loop {
            self.gate.pass(&mut patience);
            if self.is_over() {
                return;
            }
            let (end, handle, mut random) = lock(&self.closing).take().expect("there is a handle");
            let longest = random.choose(&[1, 100, 1_000, 10_000]);
            pause(random.below(longest));
            match end {
                End::Close | End::Both => {
                    handle.close();
                    assert!(handle.is_closed());
                    put(&self.closed, handle);
                }
                End::ConsumerLeaves | End::SendersLeave => drop(handle),
            }
            self.gate.pass(&mut patience);
        }
    }
}

impl<O: Opens> Job<O> {
    fn run(self, worker: u32) -> Done {
        let Self { end, mut producer, mut handle, mut random } = self;
        let mut done = Done::default();
        for session in 0..SESSIONS {
            let id = worker * SESSIONS + session;
            if producer.is_none()
                && let Some(result) = handle.as_ref().and_then(O::register)
            {
                match result {
                    Ok(registered) => producer = Some(registered),
                    Err(error) => {
                        assert!(error.is_closed() && end != End::SendersLeave, "{error}");
                        done.refused += 1;
                    }
                }
            }
            // Sometimes the producer is the last sender, sometimes the handle.
            if random.once_in(3) {
                handle = None;
            }
            let mut accepted = 0;
            if let Some(mut producer) = producer.take() {
                let quota = random.below(QUOTA + 1) as u64;
                let numbers = ledger::part(id, O::PRODUCERS * SESSIONS);
                let mut source = Source::new(id, quota, numbers);
                if !source.send_all(&mut producer, &mut random) {
                    assert_ne!(end, End::SendersLeave, "nobody has closed this channel");
                    let again = source.send_one(&mut producer);
                    assert_eq!(again, crate::source::Sent::Closed, "closed, and open again");
                    done.refused += 1;
                }
                accepted = source.accepted();
            }
            done.accepted.push(accepted);
        }
        done
    }
}

fn lock<T>(place: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    place.lock().expect("a panic ends the process")
}

fn put<T>(place: &Mutex<Option<T>>, value: T) {
    *lock(place) = Some(value);
}
