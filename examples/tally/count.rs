//! The whole count: starts the threads, closes the channel behind them, and asks for the result.

use std::error::Error;
use std::io;
use std::panic;
use std::thread::{self, Builder, Scope, ScopedJoinHandle};
use std::time::Instant;

use crate::aggregate::Aggregate;
use crate::batch::LineBatchChannel;
use crate::cli::Args;
use crate::files::Files;
use crate::problems::Problems;
use crate::progress::Progress;
use crate::reader::Reader;
use crate::report::{Report, Run};
use crate::rules::{Charset, Rules};
use crate::selection::Selection;

/// Counts what the arguments say.
pub(crate) fn count(args: &Args) -> Result<Report, Box<dyn Error>> {
    let start = Instant::now();
    let selection = Selection::new(&args.paths);
    let rules = Rules::new(Charset::of_environment(), args.words);
    let files = Files::new(&selection);
    let progress = Progress::start();
    let problems = Problems::new(&progress);
    let (channel, consumer) = LineBatchChannel::open();

    let aggregate = thread::scope(|scope| -> Result<_, Box<dyn Error>> {
        let aggregate = spawn(scope, "aggregate", || Aggregate::receive(consumer, &progress))?;
        // From here on the channel must be closed, or the aggregate would be waited for forever.
        let closing = CloseOnDrop(&channel);
        if progress.is_visible() {
            spawn(scope, "measure", || progress.measure(&selection))?;
        }
        let mut readers = Vec::new();
        for _ in 0..args.threads() {
            let reader = Reader {
                files: &files,
                problems: &problems,
                rules: &rules,
                producer: channel.register()?,
                block: vec![0; args.block_size],
            };
            readers.push(spawn(scope, "read", || reader.run())?);
        }
        for reader in readers {
            // Readers hang up only if the aggregate has panicked, and then the next line says so.
            let _ = join(reader);
        }
        drop(closing);
        let aggregate = join(aggregate);
        progress.finish();
        Ok(aggregate)
    })?;

    let run = Run {
        selection: &selection,
        threads: args.threads(),
        elapsed: start.elapsed(),
        channel: channel.snapshot(),
        unreadable: problems.unreadable(),
        unreadable_paths: problems.unreadable_paths(),
    };
    Ok(Report::new(&run, &aggregate, &files.into_walk()))
}

/// Ends the channel, however the scope is left. While a control handle is alive, and this one is
/// wanted for the snapshot, the consumer has to reckon with new producers.
struct CloseOnDrop<'a>(&'a LineBatchChannel);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().name(name.to_owned()).spawn_scoped(scope, work)
}

/// Waits for a thread. If it has panicked, so does this one.
fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
}
