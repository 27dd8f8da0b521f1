//! The order of runs: round after round, all contestants of a case by turns, in a new order each
//! round.

use std::error::Error;

use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Size;
use crate::case::{Amount, Case, Outcome, Run, Segments};
use crate::common::order::Order;
use crate::common::pinning::{Placement, Stage};
use crate::common::statistics::Spread;
use crate::common::watchdog::Watchdog;
use crate::one_cpu;
use crate::probes::hand_over;
use crate::results::{CaseResult, CpuTime, Entry, Latency};

/// How long a run is to take, in nanoseconds.
const RUN: f64 = 2e7;

/// A quick run has this part of the messages, and of the segments.
const QUICK: u64 = 4;

/// Segments of a run that is not quick.
const SEGMENTS: usize = 16;

/// How many messages a contestant is tried with, to find how many take [`RUN`].
const PILOT: u64 = 1 << 14;

/// As many messages as a trial moves.
const TRIAL: u64 = 1 << 12;

pub(crate) struct Schedule<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) watchdog: Watchdog,
    pub(crate) rounds: usize,
    pub(crate) size: Size,
    pub(crate) progress: ProgressBar,
}

/// A bar on standard error, for so many runs. Without a terminal there it does nothing.
pub(crate) fn progress(runs: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({eta} left)");
    let bar = ProgressBar::new(runs as u64);
    // The template is known to be right; if it were not, the bar would be plain.
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

impl Schedule<'_> {
    /// How many runs a case takes.
    pub(crate) fn runs(case: &Case, rounds: usize) -> usize {
        case.contestants.len() * rounds
    }

    pub(crate) fn run(&self, case: &Case) -> Result<CaseResult, Box<dyn Error>> {
        let contestants = case.contestants.len();
        self.progress.set_message(case.name.clone());
        if let (Placement::OneCpu, [cpu, _, ..]) = (case.placement, self.stage.cpus()) {
            let before = hand_over::round_trip(self.stage);
            let mut result = one_cpu::run(case, self.rounds, self.size, *cpu)?;
            result.line = before.zip(hand_over::round_trip(self.stage)).map(<[f64; 2]>::from);
            self.progress.inc(Self::runs(case, self.rounds) as u64);
            return Ok(result);
        }
        let amounts: Vec<_> =
            (0..contestants).map(|nth| self.amount(case, nth)).collect::<Result<_, _>>()?;
        let before = hand_over::round_trip(self.stage);
        let mut samples = vec![Vec::with_capacity(self.rounds); contestants];
        let mut latencies: Vec<Vec<Histogram<u64>>> = vec![Vec::new(); contestants];
        let mut segments: Vec<Option<Segments>> = vec![None; contestants];
        let mut cpu: Vec<Vec<[f64; 2]>> = vec![Vec::new(); contestants];
        let mut order = Order::new();
        for round in 0..self.rounds {
            for nth in order.next(contestants) {
                let outcome =
                    self.once(case, nth, amounts[nth], self.size == Size::Trial, round)?;
                samples[nth].push(outcome.nanos);
                latencies[nth].extend(outcome.latencies);
                cpu[nth].extend(outcome.cpu);
                if let Some(of_run) = outcome.segments {
                    segments[nth].get_or_insert_default().add(of_run);
                }
                self.progress.inc(1);
            }
        }
        let mut entries = Vec::with_capacity(contestants);
        let measured = samples.into_iter().zip(latencies).zip(segments).zip(cpu);
        for (contestant, measured) in case.contestants.iter().zip(measured) {
            let (((samples, times), segments), cpu) = measured;
            entries.push(Entry {
                role: contestant.role,
                name: contestant.name.clone(),
                spread: Spread::of(samples.iter().copied()).ok_or("there was no round")?,
                samples,
                to_best_peer: None,
                to_reference: None,
                latency: Latency::of(&times),
                segments,
                cpu: CpuTime::of(cpu),
            });
        }
        let mut result = CaseResult {
            name: case.name.clone(),
            about: case.about.clone(),
            measure: case.measure,
            scaling: case.scaling.clone(),
            bits: case.bits,
            line: before.zip(hand_over::round_trip(self.stage)).map(<[f64; 2]>::from),
            entries,
        };
        result.sort();
        result.compare();
        Ok(result)
    }

    /// How many messages a run of this contestant moves. It runs once before it is timed, and is
    /// verified.
    fn amount(&self, case: &Case, nth: usize) -> Result<u64, Box<dyn Error>> {
        match case.amount {
            Amount::Fixed(_, trial) if self.size == Size::Trial => Ok(trial),
            Amount::Fixed(amount, trial) => {
                self.once(case, nth, trial, true, 0)?;
                Ok(amount)
            }
            Amount::ByTime if self.size == Size::Trial => Ok(TRIAL),
            Amount::ByTime => {
                let nanos = self.once(case, nth, PILOT, false, 0)?.nanos;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "it is between 2^10 and 2^25"
                )]
                let amount = (RUN / nanos).clamp(1024.0, 33_554_432.0) as u64;
                Ok(if self.size == Size::Quick { amount / QUICK } else { amount })
            }
        }
    }

    fn once(
        &self,
        case: &Case,
        nth: usize,
        messages: u64,
        trial: bool,
        round: usize,
    ) -> Result<Outcome, Box<dyn Error>> {
        let contestant = &case.contestants[nth];
        let segments = match self.size {
            _ if trial => 1,
            Size::Trial | Size::Quick => SEGMENTS / 4,
            Size::Full => SEGMENTS,
        };
        let (stage, placement) = (self.stage, case.placement);
        let run = Run { stage, placement, messages, trial, segments, round };
        let name = format!("{}, {}", case.name, contestant.name);
        let outcome = self.watchdog.over(&name, || (contestant.run)(&run));
        outcome.map_err(|mismatch| format!("{name}: {mismatch}").into())
    }
}
