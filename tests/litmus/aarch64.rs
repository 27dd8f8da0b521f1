//! Litmus tests in the instructions that rustc emits for `AArch64`.
//!
//! Each thread of a program becomes a function in Rust. The compiler that builds the library
//! compiles it for a processor. Its instructions, as they are, become the thread of the test for
//! herd. A value that the outcome names goes to a word of its own at the end of the function.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::variant::{BARRIER, Variant};

/// A processor to compile for.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Whether a read-modify-write is one instruction.
    pub(crate) has_lse: bool,
    flags: &'static [&'static str],
}

/// Without LSE instructions, the compiler emits calls of helpers. At run time they use either kind
/// of instructions, depending on the processor. So there are two tests for `generic`.
pub(crate) const TARGETS: [Target; 4] = [
    Target {
        name: "generic",
        has_lse: false,
        flags: &["-Ctarget-cpu=generic", "-Ctarget-feature=-outline-atomics"],
    },
    Target {
        name: "generic-lse",
        has_lse: true,
        flags: &["-Ctarget-cpu=generic", "-Ctarget-feature=+lse"],
    },
    Target { name: "neoverse-n1", has_lse: true, flags: &["-Ctarget-cpu=neoverse-n1"] },
    Target { name: "apple-m1", has_lse: true, flags: &["-Ctarget-cpu=apple-m1"] },
];

/// A program whose threads are functions.
struct Program {
    name: String,
    /// The initial values of the words.
    words: BTreeMap<String, String>,
    /// The parameters of each thread.
    threads: Vec<Vec<String>>,
    /// The lines with the outcome.
    outcome: String,
}

/// Compiles programs, and returns them in herd's language for `AArch64`.
pub(crate) fn compile(
    programs: &[(String, Variant)],
    target: &Target,
    scratch: &Path,
) -> Result<Vec<(String, String)>, String> {
    let mut source = include_str!("minimal_core.rs").to_owned();
    let mut parsed = Vec::new();
    for (name, variant) in programs {
        parsed.push(translate(name, variant, &mut source)?);
    }
    fs::create_dir_all(scratch).expect("the directory for programs can be made");
    let path = scratch.join(format!("{}.rs", target.name));
    let assembly = scratch.join(format!("{}.s", target.name));
    fs::write(&path, source).expect("a source can be written");
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.env("RUSTC_BOOTSTRAP", "1").args(target.flags).args([
        "--target=aarch64-unknown-linux-gnu",
        "-Copt-level=3",
        "-Cpanic=abort",
        "-Zmerge-functions=disabled",
        "--emit=asm",
        "-o",
    ]);
    let output = command.arg(&assembly).arg(&path).output().expect("rustc can be run");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let functions = functions(&fs::read_to_string(assembly).expect("rustc wrote the assembly"));
    Ok(parsed.iter().map(|program| (program.name.clone(), program.text(&functions))).collect())
}

/// Adds the functions of a program to `source`.
fn translate(name: &str, variant: &Variant, source: &mut String) -> Result<Program, String> {
    let mut initial = BTreeMap::new();
    for value in variant.lines[0].trim_matches(['{', '}', ' ']).split(';') {
        if let Some((word, value)) = value.split_once('=') {
            initial.insert(word.trim(), value.trim());
        }
    }
    let is_outcome = |line: &str| line.starts_with("exists") || line.starts_with("filter");
    let outcome = variant.lines.iter().map(String::as_str).filter(|line| is_outcome(line));
    let (outcome, observed) = name_registers(&outcome.collect::<Vec<_>>().join("\n"));
    let mut words: BTreeMap<String, String> =
        observed.iter().map(|seen| (seen.word.clone(), "0".to_owned())).collect();
    let mut threads: Vec<Vec<String>> = Vec::new();
    let lines = variant.lines[1..].iter().map(|line| line.split("//").next().unwrap_or_default());
    for line in lines.map(str::trim_end).filter(|line| !is_outcome(line) && !line.is_empty()) {
        let thread = threads.len();
        let of = |thread| observed.iter().filter(move |seen| seen.thread == thread);
        if line.starts_with('P') {
            let all = line.split(['(', ')']).nth(1).unwrap_or_default().split(',');
            let all = all.filter_map(|parameter| parameter.split('*').nth(1)).map(str::trim);
            // The expected value of an exchange is a constant in Rust.
            let is_expected = |word: &str| word.len() > 1 && word[1..].parse::<u32>().is_ok();
            let mut all: Vec<_> = all.filter(|word| !is_expected(word)).map(String::from).collect();
            for word in &all {
                let value = initial.get(word.as_str()).copied().unwrap_or("0");
                words.insert(word.clone(), value.to_owned());
            }
            all.extend(of(thread).map(|seen| seen.word.clone()));
            let parameters: Vec<_> = all.iter().map(|word| format!("{word}: *mut u32")).collect();
            let (symbol, parameters) = (symbol(name, thread), parameters.join(", "));
            let start = format!("pub unsafe extern \"C\" fn {symbol}({parameters}) {{\n");
            *source += "#[no_mangle]\n";
            *source += &start;
            threads.push(all);
        } else if line == "}" {
            for Observed { word, register, .. } in of(thread - 1) {
                let store = format!("*{word} = {register};\n");
                *source += &store;
            }
            *source += "}\n";
        } else {
            let statement = statement(line.trim(), &initial);
            *source += &statement.ok_or_else(|| format!("{name}: {line}"))?;
            *source += "\n";
        }
    }
    if threads.iter().any(|parameters| parameters.len() > 8) {
        return Err(format!("{name} has a thread with more than eight parameters"));
    }
    Ok(Program { name: name.to_owned(), words, threads, outcome })
}

fn symbol(name: &str, thread: usize) -> String {
    format!("{}_p{thread}", name.replace('-', "_"))
}

/// A register that the outcome names, and the word to which the thread stores it.
struct Observed {
    thread: usize,
    register: String,
    word: String,
}

/// Replaces each register `0:r` by a word `o0r`.
fn name_registers(outcome: &str) -> (String, Vec<Observed>) {
    let mut text = String::new();
    let mut observed: BTreeMap<String, Observed> = BTreeMap::new();
    let mut rest = outcome;
    while let Some(at) = rest.find(':') {
        let (before, after) = (&rest[..at - 1], &rest[at + 1..]);
        let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        let (thread, register) = (&rest[at - 1..at], &after[..end]);
        let word = format!("o{thread}{register}");
        text = text + before + &word;
        let thread = thread.parse().expect("a thread is a digit");
        let register = register.to_owned();
        observed.insert(word.clone(), Observed { thread, register, word });
        rest = &after[end..];
    }
    (text + rest, observed.into_values().collect())
}

/// A statement of C in Rust.
fn statement(line: &str, initial: &BTreeMap<&str, &str>) -> Option<String> {
    if line == BARRIER {
        return Some("atomic_singlethreadfence::<{ O::SeqCst }>();".to_owned());
    }
    if line == "}" {
        return Some("} _ => {} }".to_owned());
    }
    if let Some(condition) = line.strip_prefix("if (") {
        let condition = condition.strip_suffix(") {")?;
        return Some(match condition.split_once(" == ") {
            Some((register, value)) => format!("match {register} {{ {value} => {{"),
            None => format!("match {} {{ 1.. => {{", condition.strip_suffix(" != 0")?),
        });
    }
    let line = line.strip_suffix(';')?;
    let (target, value) = match line.split_once(" = ") {
        Some((target, value)) => (target.to_owned(), value),
        None => (String::new(), line),
    };
    let target = match target.strip_prefix("int ") {
        Some(register) => format!("let mut {register}: u32 = "),
        None if target.is_empty() => target,
        None => format!("{target} = "),
    };
    let Some((call, arguments)) = value.split_once('(') else {
        return Some(format!("{target}{value};"));
    };
    let arguments: Vec<&str> = arguments.strip_suffix(')')?.split(", ").collect();
    let ordering = |argument: &str| {
        Some(match argument.strip_prefix("memory_order_")? {
            "relaxed" => "O::Relaxed",
            "acquire" => "O::Acquire",
            "release" => "O::Release",
            "acq_rel" => "O::AcqRel",
            "seq_cst" => "O::SeqCst",
            _ => return None,
        })
    };
    Some(match (call, &arguments[..]) {
        ("atomic_thread_fence", [o]) => format!("atomic_fence::<{{ {} }}>();", ordering(o)?),
        ("atomic_load_explicit", [word, o]) => {
            format!("{target}atomic_load::<u32, {{ {} }}>({word});", ordering(o)?)
        }
        ("atomic_store_explicit", [word, value, o]) => {
            format!("atomic_store::<u32, {{ {} }}>({word}, {value});", ordering(o)?)
        }
        ("atomic_exchange_explicit", [word, value, o]) => {
            format!("{target}atomic_xchg::<u32, {{ {} }}>({word}, {value});", ordering(o)?)
        }
        ("atomic_compare_exchange_strong_explicit", [word, expected, value, success, failure]) => {
            let expected = initial.get(expected).copied().unwrap_or("0");
            let (success, failure) = (ordering(success)?, ordering(failure)?);
            format!(
                "{target}match atomic_cxchg::<u32, {{ {success} }}, {{ {failure} }}>({word}, \
                 {expected}, {value}) {{ (_, true) => 1, (_, false) => 0 }};"
            )
        }
        (call, [word, value, o]) => {
            let intrinsic = match call {
                "atomic_fetch_add_explicit" => "atomic_xadd",
                "atomic_fetch_sub_explicit" => "atomic_xsub",
                "atomic_fetch_and_explicit" => "atomic_and",
                "atomic_fetch_or_explicit" => "atomic_or",
                _ => return None,
            };
            format!("{target}{intrinsic}::<u32, u32, {{ {} }}>({word}, {value});", ordering(o)?)
        }
        _ => return None,
    })
}

/// The instructions of each function, with labels.
fn functions(assembly: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions = BTreeMap::new();
    let mut name = None;
    for line in assembly.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        if let Some(label) = line.strip_suffix(':') {
            if label.starts_with(".Lfunc_end") {
                name = None;
            } else if !label.starts_with('.') {
                name = Some(label.to_owned());
                functions.insert(label.to_owned(), Vec::new());
                continue;
            }
        }
        let is_instruction = line.ends_with(':') || !line.starts_with('.') && !line.is_empty();
        if let Some(lines) = name.as_ref().filter(|_| is_instruction) {
            let lines: &mut Vec<String> = functions.get_mut(lines).expect("it was inserted");
            lines.push(in_herd(line));
        }
    }
    functions
}

/// An instruction as herd spells it.
fn in_herd(line: &str) -> String {
    // It clears the exclusive monitor, which herd does not have: it pairs the instructions itself.
    if line == "clrex" {
        return "nop".to_owned();
    }
    let line = line.replace(".L", "L").replace('\t', " ");
    let Some((before, number)) = line.split_once("#0x") else { return line };
    let number = u32::from_str_radix(number, 16).expect("a number in hexadecimal is the last one");
    format!("{before}#{number}")
}

impl Program {
    /// The test for herd.
    fn text(&self, functions: &BTreeMap<String, Vec<String>>) -> String {
        let mut text = format!("AArch64 {}\n{{\n", self.name);
        for (word, value) in &self.words {
            text = text + "uint32_t " + word + " = " + value + ";\n";
        }
        let mut columns = Vec::new();
        for (thread, parameters) in self.threads.iter().enumerate() {
            for (register, word) in parameters.iter().enumerate() {
                let cell = format!("{thread}:X{register} = {word};\n");
                text += &cell;
            }
            let end = format!("LEND{thread}");
            let mut lines = vec![format!("P{thread}")];
            for line in &functions[&symbol(&self.name, thread)] {
                lines.push(if line == "ret" { format!("b {end}") } else { line.clone() });
            }
            lines.extend([format!("{end}:"), "nop".to_owned()]);
            columns.push(lines);
        }
        text += "}\n";
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..rows {
            let cells = columns.iter().map(|lines| lines.get(row).map_or("", String::as_str));
            text = text + &cells.collect::<Vec<_>>().join(" | ") + " ;\n";
        }
        text + &self.outcome + "\n"
    }
}
