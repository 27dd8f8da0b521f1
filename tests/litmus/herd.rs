//! Runs herd7.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// What the model says of one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether the outcome is possible, or a data race.
    pub(crate) allowed: bool,
    /// Whether the program has an execution.
    pub(crate) runs: bool,
}

/// herd7.
pub(crate) struct Herd {
    pub(crate) program: PathBuf,
    pub(crate) scratch: PathBuf,
}

impl Herd {
    /// Judges programs. Each has a name of its own. With `quick`, herd looks at the executions with
    /// the outcome only, so that it finds no others, and no data race in others. Without `model`,
    /// the one of Arm decides.
    pub(crate) fn judge(
        &self,
        programs: &[(String, String)],
        model: Option<&Path>,
        quick: bool,
    ) -> BTreeMap<String, Verdict> {
        fs::create_dir_all(&self.scratch).expect("the directory for programs can be made");
        let workers = thread::available_parallelism().map_or(1, usize::from).max(2);
        let part = programs.len().div_ceil(workers).max(1);
        let verdicts = thread::scope(|scope| {
            let run = |programs| scope.spawn(move || self.run(programs, model, quick));
            let workers: Vec<_> = programs.chunks(part).map(run).collect();
            let join = |worker: thread::ScopedJoinHandle<'_, _>| worker.join().expect("no panic");
            workers.into_iter().flat_map(join).collect::<BTreeMap<_, _>>()
        });
        for (name, _) in programs {
            assert!(verdicts.contains_key(name), "herd7 says nothing of {name}");
        }
        verdicts
    }

    fn run(
        &self,
        programs: &[(String, String)],
        model: Option<&Path>,
        quick: bool,
    ) -> BTreeMap<String, Verdict> {
        if programs.is_empty() {
            return BTreeMap::new();
        }
        let write = |(name, text): &(String, String)| {
            let path = self.scratch.join(format!("{name}.litmus"));
            fs::write(&path, text).expect("a program can be written");
            path
        };
        let paths: Vec<PathBuf> = programs.iter().map(write).collect();
        let mut command = Command::new(&self.program);
        command.args(paths);
        match model {
            Some(model) => command.arg("-model").arg(model),
            // A store-exclusive that fails writes nothing, and the loop begins again. So one round
            // of a loop shows every outcome.
            None => command.args(["-unroll", "0"]),
        };
        if quick {
            command.args(["-speedcheck", "fast"]);
        }
        let output = command.output().expect("herd7 can be run");
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<_> = errors
            .lines()
            .filter(|line| !line.is_empty() && !line.contains("unrolling limit exceeded"))
            .collect();
        assert!(errors.is_empty() && output.status.success(), "herd7: {}", errors.join("\n"));
        parse(&String::from_utf8_lossy(&output.stdout))
    }
}

fn parse(output: &str) -> BTreeMap<String, Verdict> {
    let mut verdicts = BTreeMap::new();
    for test in output.split("\nTest ").map(|test| test.trim_start_matches("Test ")) {
        let Some(name) = test.split_whitespace().next() else { continue };
        let line = |start: &str| test.lines().find_map(|line| line.strip_prefix(start));
        let states = line("States ").and_then(|states| states.trim().parse().ok()).unwrap_or(0);
        let seen = line(&format!("Observation {name} ")).expect("herd7 prints what it saw");
        let allowed = !seen.starts_with("Never") || line("Flag race").is_some();
        verdicts.insert(name.to_owned(), Verdict { allowed, runs: states > 0 });
    }
    verdicts
}

/// The path of a file in the directory of the tests.
pub(crate) fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("litmus").join(name)
}
