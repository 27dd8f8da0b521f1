//! What the attribute refuses, as the compiler shows it: one rule a file.
//!
//! `TRYBUILD=overwrite` writes the expected output of new files.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_mistake_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

/// What a program does wrong with a channel: the text names the reason, and what to write.
#[test]
fn every_mistake_in_use_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/in_use/*.rs");
}

/// A call of a method whose option is off says so, because the library has that method in `advice`.
#[test]
fn every_method_of_an_option_has_its_advice() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: String| fs::read_to_string(root.join(path)).expect("it can be read");
    let mut checked = 0;
    for kind in ["spsc", "mpmc"] {
        let plain = read(format!("ringmpsc-macros/src/tests/snapshots/{kind}.rs"));
        let full = read(format!("ringmpsc-macros/src/tests/snapshots/{kind}_with_everything.rs"));
        for (end, file) in
            [("Producer", "producer"), ("Consumer", "consumer"), ("Channel", "handle")]
        {
            let advice = methods(&read(format!("ringmpsc/src/advice/{file}.rs")));
            let plain = methods(block(&plain, &format!("impl Order{end} {{")));
            for method in methods(block(&full, &format!("impl Market{end} {{"))) {
                if !plain.contains(&method) {
                    checked += 1;
                    assert!(advice.contains(&method), "{end}::{method} of {kind} has no advice");
                }
            }
        }
    }
    assert!(checked > 40, "{checked} methods");
}

/// The item that begins with `start`, in a formatted file.
fn block<'a>(text: &'a str, start: &str) -> &'a str {
    let begin = text.find(start).expect("the item is there");
    let end = text[begin..].find("\n    }\n\n    impl").unwrap_or(text.len() - begin);
    &text[begin..begin + end]
}

/// The names of the public methods.
fn methods(text: &str) -> Vec<String> {
    let name = |rest: &str| {
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(String::from)
    };
    text.split("pub fn ").skip(1).filter_map(name).collect()
}

/// What is wrong for some arguments of a generic message is found where a channel is opened for
/// them. The compiler only looks there if it makes code, which it does for all cases if one of them
/// passes.
#[test]
fn arguments_are_checked_when_a_channel_is_opened() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/opened/ring_too_large*.rs");
    cases.pass("ui/opened/ring_fits.rs");
}

/// The compiler shows lines of the standard library where its source is installed, and leaves them
/// out where it is not. So no expected output may point there.
#[test]
fn no_text_depends_on_the_source_of_the_standard_library() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let files = |directory: PathBuf| {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some())
    };
    let texts = files(directory.clone())
        .chain(files(directory.join("opened")))
        .chain(files(directory.join("in_use")));
    let texts: Vec<_> = texts.filter(|path| path.extension().unwrap() == "stderr").collect();
    assert!(texts.len() > 80, "{}", texts.len());
    for path in texts {
        let text = fs::read_to_string(&path).unwrap();
        for place in ["$RUST", "/rustc/", "/library/"] {
            assert!(!text.contains(place), "{} points at {place}", path.display());
        }
    }
}
