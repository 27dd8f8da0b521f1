//! The partner: how this process starts it, and what it does.

use std::env;
use std::io::{self, BufRead, BufReader, Lines, StdinLock, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rustix::process::{Signal, set_parent_process_death_signal};
use serde::{Deserialize, Serialize};

use super::{Attempt, Route, routes};
use crate::common::ends::Ends;
use crate::common::loops::{send_batches, send_singles};
use crate::common::message::Batch;
use crate::common::pinning::{Placement, Stage};
use crate::latency::{echo, send_paced};

/// What the partner says when it has joined.
const READY: &str = "ready";

/// What begins a phase.
const GO: &str = "go";

/// What a partner is to do, as its command line tells it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Task {
    /// The [name](Route::NAME) of the route.
    pub(crate) route: String,
    /// The addresses of the routes: from this process to the partner, and back. A partner that only
    /// sends has only the second one.
    pub(crate) there: Option<String>,
    pub(crate) back: String,
    pub(crate) capacity: usize,
    pub(crate) work: Work,
    pub(crate) round: usize,
}

/// The messages of each phase.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Sends the numbers of two phases, so many each, one by one.
    Singles([u64; 2]),
    /// Sends so many batches in each of two phases, of a size.
    Batches([u64; 2], u64),
    /// Sends so many messages back.
    Echo(u64),
    /// Sends so many messages, one each so many nanoseconds. Each carries the time when it is due.
    Paced(u64, u64),
}

/// The partner, as this process has it.
pub(crate) struct Partner {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Partner {
    /// Starts it. It may use the CPUs that the calling thread may use.
    pub(crate) fn start(task: &Task) -> Attempt<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.args(["--partner", &serde_json::to_string(task)?]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = child.stdin.take().ok_or("there is no pipe")?;
        let answers = BufReader::new(child.stdout.take().ok_or("there is no pipe")?).lines();
        Ok(Self { child, orders, answers })
    }

    /// Waits until it has joined.
    pub(crate) fn is_ready(&mut self) -> Attempt<()> {
        let answer = self.answers.next().transpose()?;
        if answer.as_deref() == Some(READY) {
            return Ok(());
        }
        Err(format!("the partner has ended: {}", self.child.wait()?).into())
    }

    /// Begins a phase.
    pub(crate) fn go(&mut self) -> Attempt<()> {
        Ok(writeln!(self.orders, "{GO}")?)
    }

    /// Has it drop its end and exit. Returns what it said at the end.
    pub(crate) fn end(mut self) -> Attempt<Option<String>> {
        drop(self.orders);
        let last = self.answers.next().transpose()?;
        let status = self.child.wait()?;
        if status.success() { Ok(last) } else { Err(format!("the partner: {status}").into()) }
    }
}

/// Does the task in the process of the partner.
pub(crate) fn run(task: &str) -> Attempt<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let task: Task = serde_json::from_str(task)?;
    routes::run(&task)
}

/// Does the task with this route.
pub(super) fn run_with<R: Route>(task: &Task) -> Attempt<()> {
    let (stage, mut orders) = (Stage::new(), io::stdin().lines());
    let patience = stage.patience(Placement::Spread, 2);
    let mut sender = R::sender(R::join(&task.back, task.capacity)?)?;
    // Messages come from here, so this is the first of the two threads. An echo is the second one.
    let nth = usize::from(matches!(task.work, Work::Echo(_)));
    let ready = |orders: &mut Lines<StdinLock<'_>>| {
        stage.pin(Placement::Spread, nth, 2);
        println!("{READY}");
        next(orders)
    };
    match task.work {
        Work::Singles(phases) => {
            ready(&mut orders)?;
            send_singles(&mut sender, 0..phases[0], patience);
            next(&mut orders)?;
            send_singles(&mut sender, phases[0]..phases[0] + phases[1], patience);
        }
        Work::Batches(phases, size) => {
            let mut batch = Batch::new(size, task.round);
            ready(&mut orders)?;
            send_batches(&mut sender, batch.messages(), 0..phases[0], patience);
            next(&mut orders)?;
            let timed = phases[0]..phases[0] + phases[1];
            send_batches(&mut sender, batch.messages(), timed, patience);
        }
        Work::Echo(n) => {
            let there = task.there.as_deref().ok_or("an echo has two routes")?;
            let receiver = R::receiver(R::join(there, task.capacity)?)?;
            let mut side = Ends { sender, receiver };
            ready(&mut orders)?;
            echo::<u64>(&mut side, n, patience);
            end(&mut orders, side)?;
            return Ok(());
        }
        Work::Paced(n, interval) => {
            ready(&mut orders)?;
            let sent = send_paced::<u64>(&mut sender, interval, n, patience);
            println!("{}", serde_json::to_string(&(sent.count, sent.sum))?);
        }
    }
    end(&mut orders, sender)
}

/// Waits until the next phase begins.
fn next(orders: &mut Lines<StdinLock<'_>>) -> Attempt<()> {
    match orders.next().transpose()?.as_deref() {
        Some(GO) => Ok(()),
        _ => Err("this is the partner of a process, which has ended".into()),
    }
}

/// Drops the ends when the other process has received all.
fn end<E>(orders: &mut Lines<StdinLock<'_>>, ends: E) -> Attempt<()> {
    let order = orders.next().transpose()?;
    drop(ends);
    if order.is_none() { Ok(()) } else { Err("there is no further phase".into()) }
}
