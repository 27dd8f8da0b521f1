//! The page `docs/litmus.md`: the tests and their verdicts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::Case;

const HEAD: &str = "\
# Litmus tests

Written by `.ci/litmus --bless`, and compared by `.ci/litmus`.

Each test in [tests/litmus](../tests/litmus) has the accesses of the library that an ordering or a
pair of fences connects, and an outcome that must not be. herd7 tries all executions. As the code
is, the memory model of Rust forbids each outcome below, and each data race. Without any one of the
named orderings, fences or steps it allows the outcome, or a data race. `cargo test` compares the
orderings in the tests with those of the functions that they name, and the names with those of the
models.

A light fence is a compiler barrier, and its partner is membarrier(2). A test with a light fence is
judged with full fences on both sides, and with the interrupt that membarrier(2) causes, at each
point of the interrupted program.

`.ci/litmus --aarch64` compiles the threads with rustc, and judges the instructions by the model of
Arm: for `generic` with pairs of exclusives and with LSE instructions, `neoverse-n1` and `apple-m1`.
It forbids each outcome there too, and prints what the outcome needs: a processor may have an
ordering where the code asks for none. Some tests take herd minutes there. Their entries say so.
";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/litmus.md")
}

/// Writes the page.
pub(crate) fn bless(text: &str) {
    fs::write(path(), text).expect("the page can be written");
}

/// Compares the page.
pub(crate) fn compare(text: &str) -> Option<String> {
    let written = fs::read_to_string(path()).unwrap_or_default();
    (written != text).then(|| "docs/litmus.md is out of date: .ci/litmus --bless".to_owned())
}

/// The text of the page.
pub(crate) fn page(cases: &[Case], not_shown: &[(&str, &str)]) -> String {
    let mut page = format!("{HEAD}\n## The tests\n\n");
    for case in cases {
        let needs = list(&case.needs);
        let mut text = format!("- `{}`: {} Needs {needs}.", case.name, case.shows);
        if case.asymmetric_only {
            text += " With light fences only.";
        }
        if !case.needs_asymmetric.is_empty() {
            text += " With light fences also ";
            text += &list(&case.needs_asymmetric);
            text += ".";
        }
        if case.rust_only {
            text += " Not judged on AArch64.";
        }
        if case.lse_only {
            text += " On AArch64 with LSE instructions only.";
        }
        wrap(&mut page, &text, "  ");
    }
    page += "\n## Names of the models that no memory model can show\n\n";
    for (name, reason) in not_shown {
        wrap(&mut page, &format!("- `{name}`: {reason}."), "  ");
    }
    page
}

/// Names, as a list in a sentence.
fn list(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Adds a paragraph in lines of at most 100 columns.
fn wrap(page: &mut String, text: &str, indent: &str) {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.len() + word.len() >= 100 {
            *page += &line;
            *page += "\n";
            indent.clone_into(&mut line);
            line += word;
        } else {
            line += if line.is_empty() { "" } else { " " };
            line += word;
        }
    }
    *page += &line;
    *page += "\n";
}
