//! A litmus test as it is written in a file.
//!
//! The head of a file is a comment of herd. These lines of it mean something:
//!
//! ```text
//! code FILE FUNCTION: ORDERINGS     what the function's text has, in this order
//! needs NAME …                      without it, the model allows the outcome, or a data race
//! covered NAME …                    without it, the outcome is still forbidden
//! asymmetric needs NAME …           as `needs`, but a full fence covers it with `fence = full`
//! context NAME …                    another test needs it
//! asymmetric only                   not with `fence = full`
//! rust only                         not on `AArch64`, where herd takes minutes
//! lse only                          not with pairs of exclusives, for the same reason
//! ```
//!
//! A line of a thread has at most one access. A comment names each of its orderings:
//!
//! ```text
//! … memory_order_release); // tail.publish                a named edge
//! … memory_order_release); // Vacancy::vacate             the only ordering of a function
//! … memory_order_release); // WakerCell::put#2            the second one
//! … memory_order_acq_rel); // a.acquire+a.release         an edge for each half
//! … memory_order_relaxed); // -                           no code: the test plays a part
//! … memory_order_seq_cst); // light                       the light fence
//! …                        // with NAME                   gone without NAME
//! // without NAME: …                                      only without NAME
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::code::{Sources, name_of};

/// A function of the library, with its orderings as the litmus test states them.
pub(crate) struct Function {
    pub(crate) file: String,
    pub(crate) name: String,
    pub(crate) orderings: Vec<String>,
}

/// A litmus test.
pub(crate) struct Case {
    /// The name of the file, without `.litmus`.
    pub(crate) name: String,
    /// What it shows, in one sentence.
    pub(crate) shows: String,
    pub(crate) functions: Vec<Function>,
    pub(crate) needs: Vec<String>,
    pub(crate) covered: Vec<String>,
    pub(crate) needs_asymmetric: Vec<String>,
    pub(crate) context: Vec<String>,
    /// Whether one end executes no full fence of its own in any channel.
    pub(crate) asymmetric_only: bool,
    /// Whether the test has too many executions on `AArch64`.
    pub(crate) rust_only: bool,
    /// Whether pairs of exclusives have too many executions.
    pub(crate) lse_only: bool,
    /// The initial state, the threads and the condition.
    pub(crate) lines: Vec<String>,
}

/// The comment of a line.
pub(crate) fn comment(line: &str) -> Option<&str> {
    line.split_once("//").map(|(_, comment)| comment.trim())
}

/// The names of a line's orderings.
pub(crate) fn markers(line: &str) -> Vec<&str> {
    let access = line.contains("memory_order_") && !line.trim_start().starts_with("//");
    let named = access.then(|| comment(line)).flatten().unwrap_or_default();
    let named = named.split(';').next().unwrap_or_default();
    named.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

impl Case {
    /// Reads all tests of a directory.
    pub(crate) fn read_all(directory: &Path) -> Result<Vec<Self>, String> {
        let entries = fs::read_dir(directory).expect("the directory of the tests can be read");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "litmus"));
        paths.sort();
        let case = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).expect("a test can be read");
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8");
            Self::parse(name, &text).map_err(|error| format!("{name}.litmus: {error}"))
        };
        paths.iter().map(case).collect()
    }

    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let (head, rest) = text.split_once("*)").ok_or("the head is a comment")?;
        let (title, head) = head.split_once("(*").ok_or("the head is a comment")?;
        let (first, shows) = title.split_once('\n').ok_or("the second line says what it shows")?;
        if first != format!("C {name}") {
            return Err(format!("the first line is not `C {name}`"));
        }
        let mut case = Self {
            name: name.to_owned(),
            shows: shows.trim().trim_matches('"').to_owned(),
            functions: Vec::new(),
            needs: Vec::new(),
            covered: Vec::new(),
            needs_asymmetric: Vec::new(),
            context: Vec::new(),
            asymmetric_only: false,
            rust_only: false,
            lse_only: false,
            lines: rest.trim().lines().map(String::from).collect(),
        };
        for line in head.lines().map(str::trim) {
            let names = |line: &str| line.split_whitespace().map(String::from).collect::<Vec<_>>();
            if let Some(line) = line.strip_prefix("code ") {
                let (place, orderings) =
                    line.split_once(": ").ok_or("a line `code` has a colon")?;
                let (file, function) = place.split_once(' ').ok_or("`code` names a function")?;
                case.functions.push(Function {
                    file: file.to_owned(),
                    name: function.to_owned(),
                    orderings: names(orderings),
                });
            } else if let Some(line) = line.strip_prefix("needs ") {
                case.needs.extend(names(line));
            } else if let Some(line) = line.strip_prefix("covered ") {
                case.covered.extend(names(line));
            } else if let Some(line) = line.strip_prefix("asymmetric needs ") {
                case.needs_asymmetric.extend(names(line));
            } else if let Some(line) = line.strip_prefix("context ") {
                case.context.extend(names(line));
            } else if line == "asymmetric only" {
                case.asymmetric_only = true;
            } else if line == "rust only" {
                case.rust_only = true;
            } else if line == "lse only" {
                case.lse_only = true;
            }
        }
        Ok(case)
    }

    /// All names that the test needs, at least with asymmetric fences.
    pub(crate) fn needs(&self) -> impl Iterator<Item = &String> {
        self.needs.iter().chain(&self.needs_asymmetric)
    }

    /// Compares the orderings with those of the library. Returns what differs.
    pub(crate) fn compare(&self, sources: &Sources) -> Vec<String> {
        let mut errors = Vec::new();
        for Function { file, name, orderings } in &self.functions {
            match sources.orderings(file, name) {
                Ok(found) if found == *orderings => {}
                Ok(found) => {
                    let found = found.join(" ");
                    errors.push(format!("{file} {name} has: {found}"));
                }
                Err(error) => errors.push(error),
            }
        }
        let mut seen = BTreeSet::new();
        for line in &self.lines {
            let code = line.split("//").next().unwrap_or_default();
            let orderings: Vec<_> = code.split("memory_order_").skip(1).collect();
            let names = markers(line);
            if orderings.len() != names.len() {
                errors.push(format!("a name for each ordering is missing: {line}"));
            }
            for (ordering, name) in orderings.into_iter().zip(names) {
                let end = ordering.find(|c: char| !c.is_alphabetic() && c != '_');
                let ordering = &ordering[..end.unwrap_or(ordering.len())];
                seen.extend(name.split('+'));
                match self.expected(name) {
                    Ok(expected) if expected == ordering => {}
                    Ok(expected) => {
                        errors.push(format!("{name} is {expected} in the code, and not: {line}"));
                    }
                    Err(error) => errors.push(error),
                }
            }
            if let Some(step) = comment(line).and_then(|comment| comment.strip_prefix("without ")) {
                seen.extend(step.split(':').next());
            }
            if let Some(step) = comment(line).and_then(|comment| comment.split("with ").nth(1)) {
                seen.extend(step.split('|'));
            }
        }
        let mutants: Vec<_> = self.needs().chain(&self.covered).chain(&self.context).collect();
        let unknown = mutants.iter().filter(|name| !seen.contains(name.as_str()));
        errors.extend(unknown.map(|name| format!("no line has {name}")));
        let named = seen.iter().filter(|name| name.contains('.') || **name == "light");
        let untested = named.filter(|name| !mutants.iter().any(|mutant| mutant == *name));
        errors.extend(untested.map(|name| format!("{name} is not needed, covered or context")));
        errors.iter().map(|error| format!("{}.litmus: {error}", self.name)).collect()
    }

    /// The ordering that the code has for a name in the comment of a line.
    fn expected(&self, name: &str) -> Result<&'static str, String> {
        let missing = || format!("no line `code` has {name}");
        let all = || self.functions.iter().flat_map(|function| &function.orderings);
        if name == "-" {
            return Ok("relaxed");
        }
        if name == "light" {
            return all().any(|token| token == "light").then_some("seq_cst").ok_or_else(missing);
        }
        if name.contains('+') {
            let mut halves = name.split('+').map(|half| self.expected(half));
            return match (halves.next(), halves.next()) {
                (Some(Ok("acquire")), Some(Ok("release"))) => Ok("acq_rel"),
                _ => Err(format!("{name} is not an Acquire and a Release")),
            };
        }
        if name.contains('.') {
            let mut found = all().filter(|token| name_of(token) == Some(name));
            let token = found.next().ok_or_else(missing)?;
            return match token.split_once('=') {
                // A fence that a model can remove.
                None => Ok("seq_cst"),
                Some((_, ordering)) => spelled(ordering).ok_or_else(missing),
            };
        }
        let (function, nth) = name.split_once('#').unwrap_or((name, "1"));
        let nth: usize = nth.parse().map_err(|_| missing())?;
        let function = self.functions.iter().find(|known| known.name == function);
        let unnamed = function.ok_or_else(missing)?.orderings.iter();
        let mut unnamed = unnamed.filter_map(|token| spelled(token));
        unnamed.nth(nth - 1).ok_or_else(missing)
    }
}

/// The ordering as C spells it.
fn spelled(ordering: &str) -> Option<&'static str> {
    Some(match ordering {
        "Relaxed" => "relaxed",
        "Acquire" => "acquire",
        "Release" => "release",
        "AcqRel" => "acq_rel",
        "SeqCst" | "fence" => "seq_cst",
        _ => return None,
    })
}
