//! Tasks of tokio that pass messages: as fast as they go, or one to and fro.
//!
//! All tasks run on one worker, or on two, each of which has a CPU of its own. The timed messages
//! follow the warm-up without a stop: a task cannot meet another one at a gate. They are timed in
//! slices, of which the median counts.

use std::ops::Range;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use tokio::runtime::{Builder, Runtime};

use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::message::Message;
use crate::common::statistics::{Spread, ratio};
use crate::common::tally::{Mismatch, Tally};

/// Parts of a run that are timed on their own.
const SLICES: u64 = 32;

/// Round trips before the clock starts.
const WARM_UP: u64 = 1 << 10;

/// An end that sends from a task.
pub(crate) trait TaskSender<M>: Send + 'static {
    /// Waits for space, and sends one message. Fails only if the receiver is gone.
    fn send(&mut self, message: M) -> impl Future<Output = Option<()>> + Send;
}

/// An end that receives in a task.
pub(crate) trait TaskReceiver<M>: Send + 'static {
    /// Waits for one message. `None` if the sender is gone.
    fn receive(&mut self) -> impl Future<Output = Option<M>> + Send;
}

/// How many threads run the tasks.
#[derive(Clone, Copy)]
pub(crate) enum Workers {
    /// The thread that waits for the tasks runs them.
    One,
    /// Two threads, each on a CPU of its own.
    Two,
}

impl Workers {
    fn runtime(self, run: &Run<'_>) -> Runtime {
        let built = match self {
            Self::One => Builder::new_current_thread().build(),
            Self::Two => {
                let (stage, placement) = (run.stage.clone(), run.placement);
                let started = AtomicUsize::new(0);
                let pin = move || {
                    stage.pin(placement, started.fetch_add(1, Ordering::Relaxed), 2);
                };
                Builder::new_multi_thread().worker_threads(2).on_thread_start(pin).build()
            }
        };
        built.expect("there are threads and descriptors")
    }

    /// Runs both tasks on a new runtime, and evaluates to what the second one does.
    ///
    /// Tasks are behind pointers: only their loops are compiled for each contestant.
    fn finish(self, run: &Run<'_>, first: Task<()>, second: Task<Timed>) -> Timed {
        thread::scope(|scope| {
            // The thread of this program that starts all runs stays where it is.
            let running = scope.spawn(|| {
                run.stage.pin(run.placement, 0, 2);
                let runtime = self.runtime(run);
                let (first, second) = (runtime.spawn(first), runtime.spawn(second));
                runtime.block_on(async {
                    first.await.expect("a task does not panic");
                    second.await.expect("a task does not panic")
                })
            });
            running.join().expect("a task does not panic")
        })
    }
}

type Task<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What was received, and the nanoseconds of a message in each slice.
type Timed = (Tally, Vec<f64>);

/// A contestant whose producer is one task and whose consumer is another one.
pub(crate) fn stream<M: Message, S: TaskSender<M>, R: TaskReceiver<M>>(
    role: Role,
    name: &str,
    workers: Workers,
    capacity: usize,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let (mut sender, mut receiver) = open();
        let warm_up = if run.trial { 0 } else { capacity as u64 };
        let all = 0..warm_up + run.messages.max(SLICES);
        let numbers = all.clone();
        let sending = async move {
            for number in numbers {
                if sender.send(M::new(number)).await.is_none() {
                    break;
                }
            }
        };
        let numbers = all.clone();
        let receiving = async move { timed::<M>(warm_up, numbers, &mut receiver).await };
        let results = workers.finish(run, Box::pin(sending), Box::pin(receiving));
        outcome::<M>(all, results)
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// A contestant that carries one message there and back, through two channels between two tasks.
pub(crate) fn volley<M: Message, S: TaskSender<M>, R: TaskReceiver<M>>(
    role: Role,
    name: &str,
    workers: Workers,
    open: impl Fn() -> (S, R) + 'static,
) -> Contestant {
    let run = move |run: &Run<'_>| {
        let ((there, mut arriving), (mut back, returning)) = (open(), open());
        let warm_up = if run.trial { 0 } else { WARM_UP };
        let all = 0..warm_up + run.messages.max(SLICES);
        let numbers = all.clone();
        let answering = async move {
            while let Some(message) = arriving.receive().await {
                if back.send(message).await.is_none() {
                    break;
                }
            }
        };
        let playing = async move {
            let mut volley = Volley { there, returning, number: 0 };
            timed::<M>(warm_up, numbers, &mut volley).await
        };
        let results = workers.finish(run, Box::pin(answering), Box::pin(playing));
        outcome::<M>(all, results)
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}

/// Sends the next number, and receives what comes back.
struct Volley<S, R> {
    there: S,
    returning: R,
    number: u64,
}

impl<M: Message, S: TaskSender<M>, R: TaskReceiver<M>> TaskReceiver<M> for Volley<S, R> {
    #[inline]
    async fn receive(&mut self) -> Option<M> {
        self.there.send(M::new(self.number)).await?;
        self.number += 1;
        self.returning.receive().await
    }
}

/// Receives a message for each number, until one is missing. Evaluates to what was received, and
/// the nanoseconds of a message in each slice of what follows the warm-up.
async fn timed<M: Message>(
    warm_up: u64,
    numbers: Range<u64>,
    receiver: &mut impl TaskReceiver<M>,
) -> Timed {
    let mut tally = Tally::default();
    let mut nanos = Vec::new();
    let n = numbers.end - warm_up;
    for slice in 0..=SLICES {
        let until = warm_up + n * slice / SLICES;
        let (before, clock) = (tally.count, Instant::now());
        // Both numbers stay in registers meanwhile.
        let Tally { mut count, mut sum } = tally;
        while count < until {
            let Some(message) = receiver.receive().await else {
                return (Tally { count, sum }, nanos);
            };
            sum = sum.wrapping_add(message.read());
            count += 1;
        }
        tally = Tally { count, sum };
        // The first slice is the warm-up.
        if slice > 0 {
            nanos.push(ratio(clock.elapsed().as_nanos(), count - before));
        }
    }
    (tally, nanos)
}

/// What a run found, if what was received is what was sent.
fn outcome<M: Message>(sent: Range<u64>, (received, nanos): Timed) -> Result<Outcome, Mismatch> {
    Tally::of_singles::<M>(sent).verify(received)?;
    let nanos = Spread::of(nanos).expect("there are slices").median;
    Ok(Outcome::of_time(nanos))
}

/// Ends with the methods that most channels have for tasks.
macro_rules! task_ends {
    ($($sender:ty: $send:ident, $receiver:ty: $recv:ident;)*) => {
        $(
            impl<M: Message> TaskSender<M> for $sender {
                #[inline]
                async fn send(&mut self, message: M) -> Option<()> {
                    <$sender>::$send(self, message).await.ok()
                }
            }

            impl<M: Message> TaskReceiver<M> for $receiver {
                #[inline]
                async fn receive(&mut self) -> Option<M> {
                    <$receiver>::$recv(self).await.ok()
                }
            }
        )*
    };
}
pub(crate) use task_ends;
