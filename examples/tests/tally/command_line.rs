//! Options, output and exit codes.

use std::process::Stdio;

use crate::support::{count, run, tally, text, workspace};
use crate::tree::Tree;

#[test]
fn help_tells_what_is_counted_and_what_the_exit_codes_mean() {
    let output = run(tally().arg("--help"));
    assert_eq!(output.status.code(), Some(0));
    let help = text(output.stdout);
    for part in ["[PATH]...", "--threads", "--block-size", "--words", "--json", "Exit codes:"] {
        assert!(help.contains(part), "no {part} in {help}");
    }
}

#[test]
fn mistakes_make_the_exit_code_2() {
    for args in [["--threads", "0"], ["--block-size", "1"], ["--words", "few"], ["--unknown", "x"]]
    {
        let output = run(tally().args(args));
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn without_paths_it_counts_the_workspace() {
    let counted = count(&[]);
    assert_eq!(counted.code, Some(0), "{}", counted.errors);
    let workspace = workspace();
    assert_eq!(counted.json["paths"][0].as_str(), workspace.to_str());
    assert_eq!(counted.json["excluded"][0], "target");
    let [files, ..] = counted.extension(Some("rs")).expect("Rust");
    assert!(files > 10);
    let given = count(&[&workspace.join("Cargo.toml")]);
    assert_eq!(given.json["excluded"].as_array().map(Vec::len), Some(0));
}

/// The directory is excluded directly below the workspace only, and not where a path is given.
#[test]
fn given_paths_are_counted_as_they_are() {
    let tree = Tree::new();
    tree.write("target/debug/file", "a line\n");
    tree.write(".git/HEAD", "ref\n");
    assert_eq!(count(&[&tree.path()]).totals(), [2, 3, 11]);
}

/// One record per block, and one for the end of the file, where it is not in the last block.
#[test]
fn the_snapshot_tells_what_went_through_the_channel() {
    let tree = Tree::new();
    for (name, len) in [("empty", 0), ("part", 99), ("full", 100), ("three", 201)] {
        tree.write(name, vec![b'x'; len]);
    }
    let counted = count(&[&"--block-size", &"100", &"--threads", &"3", &tree.path()]);
    let records = 1 + 1 + 2 + 3;
    assert_eq!(counted.number("/channel/sent"), records);
    assert_eq!(counted.number("/channel/received"), records);
    assert_eq!(counted.number("/channel/pending"), 0);
    assert_eq!(counted.number("/channel/producers"), 0);
    assert_eq!(counted.json["channel"]["closed"], true);
    assert_eq!(counted.number("/threads"), 3);
    assert!(counted.number("/channel/batches") >= 1);
    assert!((1..=records).contains(&counted.number("/channel/largest_batch")));
}

#[test]
fn tables_have_the_same_numbers() {
    let tree = Tree::new();
    tree.write("file.txt", "word ".repeat(1234) + "\n");
    tree.write("bell.\x07", "");
    let output = run(tally().arg(tree.path()));
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "no progress bar where there is no terminal");
    let tables = text(output.stdout);
    let rows: Vec<Vec<&str>> = tables
        .lines()
        .filter_map(|line| line.strip_prefix("│ ")?.strip_suffix(" │"))
        .map(|row| row.split('┆').map(str::trim).collect())
        .collect();
    for row in [
        vec!["txt", "1", "1", "1,234", "6,171"],
        vec!["\\u{7}", "1", "0", "0", "0"],
        vec!["total", "2", "1", "1,234", "6,171"],
        vec!["word", "1,234"],
        vec!["sent", "2"],
        vec!["received", "2"],
    ] {
        assert!(rows.contains(&row), "no {row:?} in {tables}");
    }
    assert!(tables.contains("/s, "), "throughput");
}

/// `tally | head` must not panic.
#[test]
fn a_reader_that_leaves_is_no_error() {
    let tree = Tree::new();
    let mut tally = tally();
    let child = tally.arg(tree.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(output.stderr)), (Some(0), String::new()));
}
