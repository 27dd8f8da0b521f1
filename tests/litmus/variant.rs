//! The programs of a litmus test: without an ordering, and with either kind of fence.
//!
//! A light fence is a compiler barrier, and its partner is membarrier(2). The call makes the other
//! thread execute a full fence at some point of its program, as an interrupt does. The point lies
//! between the beginning and the end of the call, so a pair of messages connects them. There is one
//! program for each point. The outcome must be forbidden in all of them.

use crate::case::{Case, comment, markers};

/// Which fences the program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fences {
    /// As they are written: the light fence is a full one.
    Full,
    /// The light fence is a compiler barrier, and the heavy one interrupts the thread.
    Asymmetric,
}

/// A program for herd.
#[derive(Clone)]
pub(crate) struct Variant {
    pub(crate) lines: Vec<String>,
}

const LIGHT: &str = "light";
const HEAVY: [&str; 2] = ["fence.heavy", "process.fence.heavy"];
/// Marks an access that the compiler has moved.
const SWAPPED: &str = " (moved)";
/// What a compiler barrier is called until a program is translated.
pub(crate) const BARRIER: &str = "compiler_barrier();";

fn has(line: &str, name: &str) -> bool {
    markers(line).iter().any(|marker| marker.split('+').any(|half| half == name))
}

fn is_heavy(line: &str) -> bool {
    HEAVY.iter().any(|name| has(line, name))
}

impl Case {
    /// Whether the test has a light fence.
    pub(crate) fn is_asymmetric(&self) -> bool {
        self.lines.iter().any(|line| has(line, LIGHT))
    }

    /// The programs with these fences, without one ordering, fence or step if it is named.
    pub(crate) fn variants(&self, fences: Fences, without: Option<&str>) -> Vec<Variant> {
        let mut lines: Vec<String> = Vec::new();
        let mut swap = None;
        for line in &self.lines {
            let replaced = comment(line).and_then(|comment| comment.strip_prefix("without "));
            if let Some((name, code)) = replaced.and_then(|replaced| replaced.split_once(':')) {
                if without == Some(name) {
                    lines.push(code.to_owned());
                }
                continue;
            }
            let step = comment(line).and_then(|comment| comment.split("with ").nth(1));
            if step.is_some_and(|step| step.split('|').any(|step| Some(step) == without)) {
                continue;
            }
            if has(line, LIGHT) && fences == Fences::Asymmetric {
                swap = (without == Some(LIGHT)).then_some(lines.len()).or(swap);
                lines.push(format!("  {BARRIER}"));
                continue;
            }
            match without.filter(|name| has(line, name)) {
                Some(_) if line.contains("atomic_thread_fence") => {}
                Some(name) => lines.push(weakened(line, name)),
                None => lines.push(line.clone()),
            }
        }
        if let Some(at) = swap {
            // The compiler may swap what the barrier separates.
            lines.swap(at - 1, at + 1);
            lines.remove(at);
            lines[at - 1].push_str(SWAPPED);
        }
        if fences == Fences::Full || !lines.iter().any(|line| is_heavy(line)) {
            return vec![Variant { lines }];
        }
        interrupted(&lines)
    }
}

/// Whether a line reads or writes memory, or is the barrier.
fn is_access(line: &str) -> bool {
    line.contains("memory_order_") || line.trim_start().starts_with('*') || line.contains("= *")
}

/// The line with Relaxed in place of the named ordering.
fn weakened(line: &str, name: &str) -> String {
    let (code, comment) = line.split_once("//").unwrap_or((line, ""));
    let mut parts = code.split("memory_order_");
    let mut weak = parts.next().unwrap_or_default().to_owned();
    for (part, marker) in parts.zip(markers(line)) {
        let end = part.find([',', ')']).unwrap_or(part.len());
        let ordering = match marker.split_once('+') {
            Some((acquire, _)) if acquire == name => "release",
            Some((_, release)) if release == name => "acquire",
            None if marker == name => "relaxed",
            _ => &part[..end],
        };
        weak = format!("{weak}memory_order_{ordering}{}", &part[end..]);
    }
    format!("{weak}//{comment}")
}

/// The programs in which the heavy fence interrupts the thread with the barrier, at each point.
fn interrupted(lines: &[String]) -> Vec<Variant> {
    let is_start = |line: &String| line.starts_with('P') && line.ends_with('{');
    let mut threads = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| is_start(line)) {
        let end = at + lines[at..].iter().position(|line| line == "}").expect("a thread ends");
        threads.push(at..end);
    }
    let with = |has: fn(&String) -> bool| {
        threads.iter().position(|thread| lines[thread.clone()].iter().any(has))
    };
    let heavy = with(|line| is_heavy(line)).expect("a thread has a heavy fence");
    let is_light = |line: &String| line.trim() == BARRIER || line.contains(SWAPPED);
    let light = with(is_light).expect("a thread has a light fence");
    // Between two accesses one point is enough. The first one lies before all accesses.
    let is_point = |at: &usize| *at == threads[light].start || is_access(&lines[*at]);
    threads[light]
        .clone()
        .filter(is_point)
        .map(|point| {
            let mut program = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                let thread = threads.iter().position(|lines_of| lines_of.start == at);
                if thread.is_some_and(|thread| thread == light || thread == heavy) {
                    let open = line.rfind(')').expect("a thread has parameters");
                    program.push(format!(
                        "{}, atomic_int *interrupt, atomic_int *answer) {{",
                        &line[..open]
                    ));
                    program.push("  int mb = 0;".to_owned());
                } else if is_heavy(line) {
                    program.extend(
                        [
                            "  atomic_thread_fence(memory_order_seq_cst);",
                            "  atomic_store_explicit(interrupt, 1, memory_order_relaxed);",
                            "  mb = atomic_load_explicit(answer, memory_order_relaxed);",
                            "  atomic_thread_fence(memory_order_seq_cst);",
                        ]
                        .map(String::from),
                    );
                } else if let Some(condition) = line.strip_prefix("exists") {
                    program.push(format!("filter ({light}:mb=1 /\\ {heavy}:mb=1)"));
                    program.push(format!("exists{condition}"));
                } else {
                    program.push(line.clone());
                }
                if at == point {
                    program.extend(
                        [
                            "  mb = atomic_load_explicit(interrupt, memory_order_relaxed);",
                            "  atomic_thread_fence(memory_order_seq_cst);",
                            "  atomic_store_explicit(answer, 1, memory_order_relaxed);",
                        ]
                        .map(String::from),
                    );
                }
            }
            Variant { lines: program }
        })
        .collect()
}
