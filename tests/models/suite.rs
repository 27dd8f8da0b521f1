//! Runs models and their mutants, and prints who needs what.
//!
//! Each run is a process of its own. What is weakened is a property of the process; and a mutant
//! that fails does so in the middle of an operation, where unwinding would run into the very thing
//! that is broken. So the process ends where the first panic begins.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write as _};
use std::panic;
use std::process::{self, Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use ringmpsc::__private::model::{EDGES, offer_membarrier, weaken};

use crate::message;
use crate::steps::NEW_THREADS_FIRST;
use crate::waker;

/// Which fences the channels of a model use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fences {
    /// A full fence on both sides.
    Full,
    /// None on the producer's side; membarrier(2) on the other.
    Asymmetric,
    /// The same, but only so many calls of membarrier(2) are granted. The next ones are refused.
    Refused(usize),
}

/// One model.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    pub(crate) fences: Fences,
    /// How often a thread may be interrupted although it could go on; `None` is without limit.
    pub(crate) preemptions: Option<usize>,
    pub(crate) run: fn(),
    /// What some execution [reaches](reach). Without that the model would show nothing.
    pub(crate) reaches: &'static [&'static str],
    /// The edges without which it fails.
    pub(crate) needs: &'static [&'static str],
}

static REACHED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// Notes that an execution has come here.
pub(crate) fn reach(place: &'static str) {
    REACHED.lock().expect("never poisoned").insert(place);
}

/// The exit status of a process in which a model has failed.
const FAILED: i32 = 3;

/// How many executions loom has tried.
static EXECUTIONS: AtomicUsize = AtomicUsize::new(0);

impl Model {
    /// Runs all executions of the model in this process.
    fn check(&self, without: Option<&'static str>) {
        panic::set_hook(Box::new(|info| {
            println!("{info}");
            // Nothing can be done about a failure to print, and the status says it all.
            let _ = io::stdout().flush();
            process::exit(FAILED);
        }));
        weaken(without);
        match self.fences {
            Fences::Full => offer_membarrier(false, 0),
            Fences::Asymmetric => offer_membarrier(true, usize::MAX),
            Fences::Refused(granted) => offer_membarrier(true, granted),
        }
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = builder.preemption_bound.or(self.preemptions);
        builder.max_branches = 10_000;
        let run = self.run;
        // Loom derives the orders to try from the ones it has tried. It overlooks that a thread's
        // write could come before another thread's read if the writer has itself read in between.
        // So it sees more from two beginnings than from one.
        for new_threads_first in [false, true] {
            NEW_THREADS_FIRST.store(new_threads_first, Ordering::Relaxed);
            builder.check(move || {
                EXECUTIONS.fetch_add(1, Ordering::Relaxed);
                message::forget();
                waker::forget();
                run();
                message::none_is_left();
            });
        }
        let reached = REACHED.lock().expect("never poisoned");
        for place in self.reaches {
            assert!(reached.contains(place), "no execution reaches: {place}");
        }
        println!("{} executions", EXECUTIONS.load(Ordering::Relaxed));
    }
}

/// A model as it is, or without an edge.
#[derive(Clone, Copy)]
struct Job<'a> {
    model: &'a Model,
    without: Option<&'static str>,
}

/// How a job ended.
struct Outcome<'a> {
    job: Job<'a>,
    /// `None` if the process was killed.
    status: Option<i32>,
    /// The last line it printed.
    said: String,
    seconds: f64,
}

impl<'a> Job<'a> {
    fn run(self) -> io::Result<Outcome<'a>> {
        let start = Instant::now();
        let mut command = Command::new(env::current_exe()?);
        command.arg("--run").arg(self.model.name).args(self.without);
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stdout).trim().replace('\n', " ");
        let seconds = start.elapsed().as_secs_f64();
        Ok(Outcome { job: self, status: output.status.code(), said, seconds })
    }
}

impl Outcome<'_> {
    /// A model must pass, and must fail without an edge that it needs.
    fn as_expected(&self) -> bool {
        self.status == Some(if self.job.without.is_some() { FAILED } else { 0 })
    }

    fn print(&self) {
        let mark = if self.as_expected() { "ok" } else { "WRONG" };
        let without = self.job.without.map(|edge| format!(" without {edge}")).unwrap_or_default();
        let name = format!("{}{without}", self.job.model.name);
        println!("{mark:<5} {:6.1} s  {name:<60} {}", self.seconds, self.said);
    }
}

/// Runs all jobs, on as many processors as there are, and prints each as it ends.
fn run_all(jobs: Vec<Job<'_>>) -> Vec<Outcome<'_>> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let queue = Mutex::new(jobs.into_iter());
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = { queue.lock().expect("never poisoned").next() } {
                    let outcome = job.run().expect("this program can run itself");
                    outcome.print();
                    outcomes.lock().expect("never poisoned").push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().expect("never poisoned")
}

/// `[--every] [part of a name]` runs models with their mutants; with `--every`, each without each
/// edge, to see which it needs. `--run name [edge]` is one run, in this process.
pub(crate) fn main(models: &[Model]) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--run", name, edge @ ..] = &arguments[..] {
        let model = models.iter().find(|model| model.name == *name).expect("there is such a model");
        let edge = edge
            .first()
            .map(|name| *EDGES.iter().find(|edge| *edge == name).expect("there is such an edge"));
        model.check(edge);
        return ExitCode::SUCCESS;
    }
    let every = arguments.contains(&"--every");
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let wanted = |model: &&Model| filter.is_none_or(|part| model.name.contains(part));
    let jobs = models.iter().filter(wanted).flat_map(|model| {
        let edges = if every { EDGES } else { model.needs };
        let mutants = edges.iter().copied().map(Some);
        std::iter::once(None).chain(mutants).map(move |without| Job { model, without })
    });
    let outcomes = run_all(jobs.collect());
    let mut failed = !every && outcomes.iter().any(|outcome| !outcome.as_expected());

    println!("\n{:<20}  models that fail without it", "edge");
    for edge in EDGES {
        let mut needed_by: Vec<&str> = outcomes
            .iter()
            .filter(|outcome| outcome.job.without == Some(edge) && outcome.as_expected())
            .map(|outcome| outcome.job.model.name)
            .collect();
        needed_by.sort_unstable();
        if needed_by.is_empty() && filter.is_none() {
            failed = true;
            needed_by.push("NONE");
        }
        println!("{edge:<20}  {}", needed_by.join(", "));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
