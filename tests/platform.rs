//! For a target that is not supported there is one error, which says what is.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What stands before everything in the lowest crate, on which the others depend.
const SUPPORTED: &str = r#"#[cfg(all(target_os = "linux", target_pointer_width = "64"))]"#;

/// Targets that lack something each: the system, the width, both.
const ELSEWHERE: [&str; 5] = [
    "x86_64-pc-windows-gnu",
    "aarch64-apple-darwin",
    "i686-unknown-linux-gnu",
    "wasm32-unknown-unknown",
    "thumbv7em-none-eabi",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ringmpsc-runtime/src/lib.rs")
}

fn rustc(arguments: &[&str]) -> Output {
    Command::new("rustc").args(arguments).output().expect("rustc runs")
}

/// This needs no other target: whatever the crate contains has the condition.
#[test]
fn elsewhere_the_error_is_the_whole_crate() {
    let text = std::fs::read_to_string(root()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let is_item = |line: &str| {
        let mut words = line.split_whitespace();
        let word = words.find(|word| !word.starts_with("pub"));
        word.is_some_and(|word| ["mod", "use", "fn", "const", "static", "type"].contains(&word))
    };
    let items: Vec<_> = (1..lines.len()).filter(|k| is_item(lines[*k])).collect();
    assert!(items.len() > 9, "the facilities: {items:?}");
    for item in items {
        let mut above = lines[..item].iter().rev().take_while(|line| line.starts_with("#["));
        assert!(above.any(|line| *line == SUPPORTED), "{} has no condition", lines[item]);
    }
}

/// With a target whose standard library is installed, the compiler says so, once.
#[test]
fn there_is_one_error_and_it_says_what_is_supported() {
    let root = root();
    let root = root.to_str().unwrap();
    for target in ELSEWHERE {
        let libraries = rustc(&["--print", "target-libdir", "--target", target]).stdout;
        let libraries = String::from_utf8(libraries).unwrap();
        if !Path::new(libraries.trim()).is_dir() {
            println!("{target} is not installed");
            continue;
        }
        let compiled = ["--target", target, "--edition", "2024", "--crate-type", "lib"];
        let output = [&compiled[..], &["--emit", "metadata", "-o", "/dev/null", root]].concat();
        let errors = String::from_utf8(rustc(&output).stderr).unwrap();
        let errors: Vec<_> = errors.lines().filter(|line| line.starts_with("error")).collect();
        println!("{target}: {errors:#?}");
        let [error, aborting] = errors.as_slice() else { panic!("{target}: {errors:#?}") };
        assert!(error.contains("ringmpsc runs on Linux with 64-bit pointers"), "{error}");
        assert!(aborting.contains("aborting due to 1 previous error"), "{aborting}");
    }
}
