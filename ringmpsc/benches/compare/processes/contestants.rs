//! What this process does in a run, with each route.

use std::thread;

use super::partner::{Partner, Task, Work};
use super::{Attempt, Route};
use crate::case::{Contestant, Outcome, Role, Run};
use crate::common::ends::Ends;
use crate::common::loops::{receive_batches, receive_singles};
use crate::common::patience::{Course, Idle};
use crate::common::tally::{Mismatch, Tally};
use crate::latency::{Pace, Times, WARM_UP, ping, receive_paced};
use crate::transfer::{Received, SLICES, Way};

/// What a run found, or how it could not be done.
type Found = Attempt<Result<Outcome, Mismatch>>;

/// A contestant whose runs have a thread of their own: it starts the partner, and then binds itself
/// to a CPU, so the partner inherits no binding.
fn contestant<R: Route>(
    role: Role,
    run: impl Fn(&Run<'_>) -> Found + Sync + 'static,
) -> Contestant {
    let run = move |of: &Run<'_>| {
        let found = thread::scope(|scope| {
            let run = &run;
            let thread = scope.spawn(move || run(of).map_err(|error| error.to_string()));
            thread.join().expect("a run does not panic")
        });
        // No contestant is left out: a run that cannot be done ends the program.
        found.unwrap_or_else(|error| panic!("{}: {error}", R::NAME))
    };
    Contestant { role, name: R::NAME.into(), run: Box::new(run) }
}

/// As many messages as the partner can send.
pub(crate) fn throughput<R: Route>(role: Role, way: Way, capacity: usize) -> Contestant {
    let batch = match way {
        Way::Singles | Way::Mixed(_) => 1,
        Way::Batches(size) => size as u64,
    };
    let of = move |batches| match way {
        Way::Singles | Way::Mixed(_) => Tally::of_singles::<u64>(batches),
        Way::Batches(size) => Tally::of_batches::<u64>(batches, size as u64),
    };
    contestant::<R>(role, move |run| {
        let warm_up = if run.trial { 0 } else { (capacity as u64).div_ceil(batch) };
        let phases = [warm_up, run.messages.div_ceil(batch).max(2)];
        let work = match way {
            Way::Singles | Way::Mixed(_) => Work::Singles(phases),
            Way::Batches(_) => Work::Batches(phases, batch),
        };
        let (link, back) = R::create(capacity)?;
        let route = R::NAME.into();
        let task = Task { route, there: None, back, capacity, work, round: run.round };
        let mut partner = Partner::start(&task)?;
        let mut receiver = R::receiver(link)?;
        partner.is_ready()?;
        let patience = run.stage.patience(run.placement, 2);
        run.stage.pin(run.placement, 1, 2);
        let found = [(phases[0], 1), (phases[1], SLICES)].map(|(batches, slices)| {
            let total = batches * batch;
            let course = Course::new(total, 1, 1);
            partner.go()?;
            Attempt::Ok(Received::all(slices, total, |tally, until| {
                let idle = Idle::new(&course, tally.count, patience);
                match way {
                    Way::Singles => receive_singles(&mut receiver, tally, until, idle),
                    Way::Mixed(max) | Way::Batches(max) => {
                        receive_batches(&mut receiver, tally, max, until, idle);
                    }
                }
            }))
        });
        partner.end()?;
        let sent = [0..phases[0], phases[0]..phases[0] + phases[1]].map(of);
        let [untimed, timed] = found;
        let (untimed, timed) = (untimed?, timed?);
        let verified = sent[0].verify(untimed.tally).and(sent[1].verify(timed.tally));
        Ok(verified.map(|()| Outcome::of_time(timed.nanos())))
    })
}

/// A message there and back.
pub(crate) fn round_trip<R: Route>(role: Role, capacity: usize) -> Contestant {
    contestant::<R>(role, move |run| {
        let warm_up = if run.trial { 0 } else { WARM_UP };
        let phases = [0..warm_up, warm_up..warm_up + run.messages];
        let ((to, there), (from, back)) = (R::create(capacity)?, R::create(capacity)?);
        let work = Work::Echo(phases[1].end);
        let route = R::NAME.into();
        let task = Task { route, there: Some(there), back, capacity, work, round: run.round };
        let mut partner = Partner::start(&task)?;
        // In the order in which the partner takes its ends.
        let receiver = R::receiver(from)?;
        let mut side = Ends { sender: R::sender(to)?, receiver };
        partner.is_ready()?;
        partner.go()?;
        let patience = run.stage.patience(run.placement, 2);
        run.stage.pin(run.placement, 0, 2);
        let [warm_up, timed] = phases.map(|numbers| {
            let (tally, times) = ping::<u64>(&mut side, numbers.clone(), patience);
            Tally::of_singles::<u64>(numbers).verify(tally).map(|()| times)
        });
        partner.end()?;
        Ok(warm_up.and(timed).map(Times::outcome))
    })
}

/// One message each so many nanoseconds.
pub(crate) fn paced<R: Route>(role: Role, pace: Pace, capacity: usize) -> Contestant {
    contestant::<R>(role, move |run| {
        let warm_up = if run.trial { 0 } else { pace.warm_up };
        let n = warm_up + run.messages;
        let (link, back) = R::create(capacity)?;
        let (route, work) = (R::NAME.into(), Work::Paced(n, pace.interval));
        let task = Task { route, there: None, back, capacity, work, round: run.round };
        let mut partner = Partner::start(&task)?;
        let mut receiver = R::receiver(link)?;
        partner.is_ready()?;
        let patience = run.stage.patience(run.placement, 2);
        run.stage.pin(run.placement, 1, 2);
        partner.go()?;
        let course = Course::new(n, 1, 1);
        let (tally, times) = receive_paced::<u64>(&mut receiver, warm_up..n, &course, patience);
        let sent = partner.end()?.ok_or("the partner did not say what it sent")?;
        let (count, sum) = serde_json::from_str(&sent)?;
        Ok(Tally { count, sum }.verify(tally).map(|()| times.outcome()))
    })
}
