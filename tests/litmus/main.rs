//! Litmus tests of the protocol, and their comparison with the code.
//!
//! A file `*.litmus` here has one test in herd's C: the accesses of the library that an edge
//! connects, and an outcome that must not be. `case.rs` says how to read it. `cargo test` compares
//! the orderings in these files with those in the library's functions, and the names with those of
//! the models. `.ci/litmus` runs all tests, also without each ordering that they need.
//!
//! ```sh
//! cargo test -p ringmpsc-tests --test litmus                          # compares
//! .ci/litmus                                                          # runs
//! ```

mod aarch64;
mod case;
mod code;
mod herd;
mod page;
mod variant;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use aarch64::{TARGETS, Target};
use case::Case;
use code::Sources;
use herd::{Herd, Verdict, here};
use variant::{BARRIER, Fences, Variant};

/// Names of the models that are no orderings: no memory model can show their absence.
const NOT_SHOWN: [(&str, &str); 3] = [
    ("fence.drain", "only time drains store buffers; no memory model knows time"),
    ("patience.limit", "the limit of a sleep; what it bounds is a wake-up that is lost"),
    ("waker.busy", "compares private words of one thread"),
];

fn main() -> ExitCode {
    let cases = match Case::read_all(&here("")) {
        Ok(cases) => cases,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let errors = match &arguments[..] {
        [run, program, scratch, rest @ ..] if run == "--run" => {
            let herd = Herd { program: program.into(), scratch: scratch.into() };
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            let aarch64 = rest.contains(&"--aarch64");
            let part = rest.iter().find(|part| !part.starts_with('-')).copied();
            let mut errors = run_all(&cases, &herd, aarch64, part);
            let page = page::page(&cases, &NOT_SHOWN);
            if rest.contains(&"--bless") && errors.is_empty() {
                page::bless(&page);
            } else if rest.is_empty() {
                errors.extend(page::compare(&page));
            }
            errors
        }
        _ => compare(&cases),
    };
    for error in &errors {
        println!("{error}");
    }
    println!("{} litmus tests, {} errors", cases.len(), errors.len());
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Compares the tests with the code, and with the names of the models. Returns what differs.
fn compare(cases: &[Case]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ringmpsc/src");
    let sources = Sources::read(&root);
    let mut errors: Vec<_> = cases.iter().flat_map(|case| case.compare(&sources)).collect();

    let needed: BTreeSet<&str> = cases.iter().flat_map(Case::needs).map(String::as_str).collect();
    for case in cases {
        let name = &case.name;
        let idle = case.context.iter().filter(|edge| !needed.contains(&***edge));
        errors.extend(idle.map(|edge| format!("{name}.litmus: no test needs {edge}")));
    }
    let models = sources.edges_of_models();
    for edge in &models {
        let not_shown = NOT_SHOWN.iter().any(|(name, _)| name == edge);
        if !not_shown && !needed.contains(&**edge) {
            errors.push(format!("no litmus test needs {edge}"));
        }
        if not_shown && needed.contains(&**edge) {
            errors.push(format!("{edge} is shown, and stands in NOT_SHOWN"));
        }
    }
    let unknown = needed
        .iter()
        .filter(|name| name.contains('.') && !models.iter().any(|edge| edge == **name));
    errors.extend(unknown.map(|name| format!("the models have no edge {name}")));

    // Each use of a name stands in a line `code`.
    let mut listed = BTreeMap::new();
    let functions = cases.iter().flat_map(|case| &case.functions);
    let functions: BTreeSet<_> =
        functions.map(|function| (&function.file, &function.name, &function.orderings)).collect();
    for (_, _, orderings) in functions {
        for name in orderings.iter().filter_map(|token| code::name_of(token)) {
            *listed.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    for (name, uses) in sources.names() {
        let listed = listed.get(&name).copied().unwrap_or(0);
        if listed != uses && !NOT_SHOWN.iter().any(|(known, _)| *known == name) {
            errors.push(format!("{name} is used {uses} times, and the tests list {listed}"));
        }
    }
    errors
}

/// A test as it is, or without one of its names.
struct Job<'a> {
    case: &'a Case,
    fences: Fences,
    without: Option<&'a str>,
    allowed: bool,
}

impl Job<'_> {
    fn title(&self) -> String {
        let without = self.without.map(|name| format!(" without {name}")).unwrap_or_default();
        format!("{}{without}, {:?} fences", self.case.name, self.fences)
    }
}

fn jobs(case: &Case) -> Vec<Job<'_>> {
    let all = match (case.is_asymmetric(), case.asymmetric_only) {
        (true, true) => &[Fences::Asymmetric][..],
        (true, false) => &[Fences::Full, Fences::Asymmetric],
        (false, _) => &[Fences::Full],
    };
    let job = |fences, without, allowed| Job { case, fences, without, allowed };
    let mut jobs = Vec::new();
    for &fences in all {
        jobs.push(job(fences, None, false));
        jobs.extend(case.needs.iter().map(|name| job(fences, Some(&**name), true)));
        let needs = case.needs_asymmetric.iter();
        let shown = fences == Fences::Asymmetric;
        jobs.extend(needs.map(|name| job(fences, Some(&**name), shown)));
    }
    jobs.extend(case.covered.iter().map(|name| job(all[0], Some(&**name), false)));
    jobs
}

/// The programs of a job, by name.
fn programs(job: &Job<'_>, nth: usize) -> Vec<(String, Variant)> {
    let variants = job.case.variants(job.fences, job.without).into_iter().enumerate();
    variants.map(|(at, variant)| (format!("{}-{nth}-{at}", job.case.name), variant)).collect()
}

/// A program in herd's C.
fn in_c(name: &str, variant: &Variant) -> String {
    let lines = variant.lines.iter().filter(|line| line.trim() != BARRIER);
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.fold(format!("C {name}\n"), |text, line| text + line + "\n")
}

/// Runs all tests. Returns the verdicts that are not the expected ones.
fn run_all(cases: &[Case], herd: &Herd, aarch64: bool, filter: Option<&str>) -> Vec<String> {
    let cases = cases.iter().filter(|case| filter.is_none_or(|part| case.name.contains(part)));
    let jobs: Vec<_> = cases.flat_map(jobs).collect();
    let programs: Vec<_> = jobs.iter().enumerate().map(|(nth, job)| programs(job, nth)).collect();
    if !aarch64 {
        return in_model_of_rust(&jobs, &programs, herd);
    }
    let mut errors = Vec::new();
    let (mut judged, mut shown) = (BTreeMap::new(), BTreeSet::new());
    for target in &TARGETS {
        match on_aarch64(&jobs, &programs, herd, target, &mut judged, &mut shown) {
            Ok(more) => errors.extend(more),
            Err(error) => errors.push(error),
        }
    }
    for (name, without) in &shown {
        println!("AArch64: {name} needs {without}");
    }
    errors
}

/// Judges all programs by the memory model of Rust.
fn in_model_of_rust(
    jobs: &[Job<'_>],
    programs: &[Vec<(String, Variant)>],
    herd: &Herd,
) -> Vec<String> {
    let mut texts = [Vec::new(), Vec::new()];
    for (job, programs) in jobs.iter().zip(programs) {
        for (name, variant) in programs {
            texts[usize::from(job.without.is_some())].push((name.clone(), in_c(name, variant)));
        }
    }
    let model = here("rust.cat");
    let mut verdicts = herd.judge(&texts[0], Some(&model), false);
    verdicts.append(&mut herd.judge(&texts[1], Some(&model), true));
    let mut errors = Vec::new();
    for (job, programs) in jobs.iter().zip(programs) {
        let of: Vec<Verdict> = programs.iter().map(|(name, _)| verdicts[name]).collect();
        let allowed = of.iter().any(|verdict| verdict.allowed);
        let runs = job.without.is_some() || of.iter().any(|verdict| verdict.runs);
        if allowed != job.allowed || !runs {
            let verdict = if runs { word(allowed) } else { "no execution" };
            errors.push(format!("{}: {verdict}", job.title()));
        }
    }
    let [code, mutants] = texts.map(|of| of.len());
    println!("Rust: {code} programs as the code is, {mutants} without something");
    errors
}

/// Judges what the compiler makes of the programs by the memory model of Arm. Adds to `shown` what
/// the outcome needs there: a processor may have an ordering where the code asks for none.
fn on_aarch64<'a>(
    jobs: &[Job<'a>],
    programs: &[Vec<(String, Variant)>],
    herd: &Herd,
    target: &Target,
    judged: &mut BTreeMap<String, Verdict>,
    shown: &mut BTreeSet<(&'a str, &'a str)>,
) -> Result<Vec<String>, String> {
    let wanted = |job: &Job<'_>| {
        let too_many = job.case.rust_only || job.case.lse_only && !target.has_lse;
        !too_many && (job.without.is_none() || job.allowed)
    };
    let jobs = jobs.iter().zip(programs).filter(|(job, _)| wanted(job));
    let all: Vec<_> = jobs.clone().flat_map(|(_, programs)| programs.clone()).collect();
    let texts: BTreeMap<_, _> =
        aarch64::compile(&all, target, &herd.scratch)?.into_iter().collect();
    // The same instructions need one verdict.
    let body = |text: &str| text.split_once('\n').map(|(_, body)| body.to_owned());
    let body = |text: &str| body(text).expect("a test has lines");
    let mut new = BTreeMap::new();
    for (name, text) in texts.iter().filter(|(_, text)| !judged.contains_key(&body(text))) {
        new.entry(body(text)).or_insert_with(|| (name.clone(), text.clone()));
    }
    let new: Vec<_> = new.into_values().collect();
    let verdicts = herd.judge(&new, None, true);
    judged.extend(new.iter().map(|(name, text)| (body(text), verdicts[name])));
    let mut errors = Vec::new();
    for (job, programs) in jobs {
        let allowed = programs.iter().any(|(name, _)| judged[&body(&texts[name])].allowed);
        match job.without {
            None if allowed => errors.push(format!("{} on {}: allowed", job.title(), target.name)),
            Some(name) if allowed => {
                shown.insert((&job.case.name, name));
            }
            _ => {}
        }
    }
    println!("{}: {} programs, {} of them new", target.name, texts.len(), new.len());
    Ok(errors)
}

fn word(allowed: bool) -> &'static str {
    if allowed { "allowed" } else { "forbidden" }
}
