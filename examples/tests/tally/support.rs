//! Running `tally`, and running `wc`.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::common::example;

/// The locales that `tally` knows.
pub(crate) const LOCALES: [&str; 2] = ["C", "C.UTF-8"];

/// The example.
pub(crate) fn tally() -> Command {
    let mut command = Command::new(example("tally"));
    command.env("LC_ALL", "C");
    command
}

/// What came out of `tally --json`.
pub(crate) struct Counted {
    pub(crate) json: Value,
    pub(crate) errors: String,
    pub(crate) code: Option<i32>,
}

/// Runs `tally --json` with arguments.
pub(crate) fn count(args: &[&dyn AsRef<OsStr>]) -> Counted {
    count_in("C", args)
}

/// Runs `tally --json` in a locale.
pub(crate) fn count_in(locale: &str, args: &[&dyn AsRef<OsStr>]) -> Counted {
    let mut command = tally();
    let args = args.iter().map(|&arg| arg.as_ref());
    let output = run(command.env("LC_ALL", locale).arg("--json").args(args));
    let errors = text(output.stderr);
    let json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {:?}, {errors}", text(output.stdout)));
    Counted { json, errors, code: output.status.code() }
}

impl Counted {
    /// Lines, words, bytes, as `wc` gives them.
    pub(crate) fn totals(&self) -> [u64; 3] {
        ["lines", "words", "bytes"].map(|unit| self.number(&format!("/total/{unit}")))
    }

    /// A number in the report.
    pub(crate) fn number(&self, pointer: &str) -> u64 {
        let number = self.json.pointer(pointer).and_then(Value::as_u64);
        number.unwrap_or_else(|| panic!("no number at {pointer} in {:#}", self.json))
    }

    /// The most frequent words.
    pub(crate) fn frequent_words(&self) -> Vec<(&str, u64)> {
        let words = self.json["frequent_words"].as_array().expect("a list of words");
        words
            .iter()
            .map(|entry| (entry["word"].as_str(), entry["count"].as_u64()))
            .map(|(word, count)| (word.expect("a word"), count.expect("a count")))
            .collect()
    }

    /// Files, lines, words and bytes of an extension.
    pub(crate) fn extension(&self, extension: Option<&str>) -> Option<[u64; 4]> {
        let rows = self.json["extensions"].as_array().expect("a list of extensions");
        let row = rows.iter().find(|row| row["extension"].as_str() == extension)?;
        Some(["files", "lines", "words", "bytes"].map(|unit| row[unit].as_u64().expect("a count")))
    }
}

/// `find PATH -type f | xargs cat | wc -lwc`, for any file names.
pub(crate) fn wc_of_cat(locale: &str, path: &Path) -> [u64; 3] {
    wc(locale, path, r#"find "$1" -type f -print0 | xargs -0 cat | wc -lwc"#)
}

/// The sum of what `wc` says of each file.
pub(crate) fn wc_of_files(locale: &str, path: &Path) -> [u64; 3] {
    let sum = r#"find "$1" -type f -print0 | wc -lwc --files0-from=- | tail -n 1"#;
    wc(locale, path, sum)
}

fn wc(locale: &str, path: &Path, script: &str) -> [u64; 3] {
    let output = run(Command::new("sh").args(["-c", script, "sh"]).arg(path).env("LC_ALL", locale));
    assert!(output.status.success(), "{}", text(output.stderr));
    let counts = text(output.stdout);
    let mut counts = counts.split_whitespace().map(|count| count.parse().expect("a number"));
    [(); 3].map(|()| counts.next().expect("three numbers"))
}

/// The value of `--words` that the installed `wc` goes by.
pub(crate) fn word_rule() -> &'static str {
    match wc_option("C", "-w", b"\x01") {
        0 => "printable",
        _ => "any",
    }
}

/// Whether the system has this locale; if it has not, `wc` falls back to C.
pub(crate) fn has_locale(locale: &str) -> bool {
    locale == "C" || wc_option(locale, "-m", "é".as_bytes()) == 1
}

fn wc_option(locale: &str, option: &str, input: &[u8]) -> u64 {
    let mut wc = Command::new("wc")
        .arg(option)
        .env("LC_ALL", locale)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("wc is installed");
    let mut stdin = wc.stdin.take().expect("it is piped");
    stdin.write_all(input).expect("wc reads");
    drop(stdin);
    let output = wc.wait_with_output().expect("wc ends");
    text(output.stdout).trim().parse().expect("a number")
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error: io::Error| panic!("{command:?}: {error}"))
}

/// Text that a command wrote.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// The directory of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("a package of a workspace").to_owned()
}
