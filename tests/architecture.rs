//! The imports of each crate run one way, and its texts keep to the house style.
//!
//! A crate is divided into rooms. A room is a module with its submodules. The table below lists the
//! rooms of a crate, from the lowest to the highest. A file uses only files of its own room and of
//! lower rooms. Inside and across rooms, files do not use each other in a circle. A file and its
//! own submodules may.

#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/text.rs"]
mod text;

use std::path::{Path, PathBuf};

use imports::{OTHERS, Source, violations};
use text::Text;

/// A crate, with its rooms from the lowest to the highest.
struct Crate {
    sources: &'static str,
    rooms: &'static [&'static str],
}

const MACROS: Crate = Crate {
    sources: "ringmpsc-macros/src",
    rooms: &["terms", "parse", "model", "codegen", "expand"],
};

const RUNTIME: Crate = Crate {
    sources: "ringmpsc-runtime/src",
    // Each facility is a file. `numa` uses facilities, and `affinity` also uses `numa::Node`.
    rooms: &[OTHERS, "numa", "affinity"],
};

const LIBRARY: Crate = Crate {
    sources: "ringmpsc/src",
    rooms: &[
        "sync",
        "cpus",
        "fork",
        "id",
        "error",
        "fence",
        "metrics",
        "wait",
        "ring",
        "process",
        "producer",
        "consumer",
        "kind",
        "future",
        "traits",
        "blocking",
        "event_loop",
        "advice",
        "unwind",
        "channels",
        "example",
        "pool",
        "private",
    ],
};

#[test]
fn the_library_imports_one_way() {
    check(&LIBRARY);
}

#[test]
fn the_generator_imports_one_way() {
    check(&MACROS);
}

#[test]
fn the_runtime_imports_one_way() {
    check(&RUNTIME);
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn check(subject: &Crate) {
    let root = root().join(subject.sources);
    let sources = Source::read_all(&root);
    assert!(sources.len() > 3, "there are no sources in {}", root.display());
    let violations = violations(&sources, subject.rooms);
    assert!(violations.is_empty(), "{}:\n{}", subject.sources, violations.join("\n"));
}

/// The violations of a crate with these files, and with the rooms `low` and `high`.
fn of(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    violations(&sources, &["low", "high"])
}

#[test]
fn an_arrow_to_a_lower_room_is_right() {
    let low = ("low.rs", "pub struct A;");
    assert_eq!(of(&[low, ("high.rs", "use crate::low::A;")]), [""; 0]);
}

#[test]
fn an_arrow_that_runs_back_is_found() {
    let expected = ["low.rs uses high.rs, which is in a higher room"];
    let high = ("high.rs", "pub struct A;");
    for back in [
        "use crate::high::A;",
        "pub(crate) use super::high::{self, A as B};",
        "use crate::{\n    high::A,\n};",
        "fn f() {\n    crate::high::f();\n}",
    ] {
        assert_eq!(of(&[("low.rs", back), high]), expected, "{back}");
    }
}

#[test]
fn a_reexport_leads_to_the_file_that_defines_the_name() {
    let files = [
        ("low/mod.rs", "mod a;\npub use a::A;"),
        ("low/a.rs", "use crate::low::b::B;"),
        ("low/b.rs", "use super::A;"),
    ];
    assert_eq!(of(&files), ["a circle: low/a.rs → low/b.rs → low/a.rs"]);
}

#[test]
fn a_circle_of_files_is_found() {
    let files = [
        ("low/a.rs", "use super::b::B;"),
        ("low/b.rs", "use super::c::C;"),
        ("low/c.rs", "use super::a::A;"),
    ];
    assert_eq!(of(&files), ["a circle: low/a.rs → low/b.rs → low/c.rs → low/a.rs"]);
}

#[test]
fn a_file_and_its_own_submodules_may_use_each_other() {
    let files = [("low/mod.rs", "mod a;\nuse a::A;"), ("low/a.rs", "use super::B;")];
    assert_eq!(of(&files), [""; 0]);
}

#[test]
fn a_file_outside_the_rooms_is_found() {
    assert_eq!(of(&[("other.rs", "")]), ["other.rs is in no space"]);
}

#[test]
fn a_table_can_put_all_other_files_into_one_room() {
    let files = [("high.rs", "use super::x::X;"), ("x.rs", ""), ("y.rs", "use crate::high::A;")];
    let sources = files.map(|(path, text)| Source::new(path, text));
    let expected = ["y.rs uses high.rs, which is in a higher room"];
    assert_eq!(violations(&sources, &[OTHERS, "high"]), expected);
}

#[test]
fn tests_and_comments_do_not_count() {
    let low = "//! [`A`](crate::high::A)\n#[cfg(test)]\nmod tests {\n    use crate::high::A;\n}";
    let files = [("low/mod.rs", low), ("low/tests.rs", "use crate::high::A;"), ("high.rs", "")];
    assert_eq!(of(&files), [""; 0]);
}

/// All texts of the repository.
fn texts() -> Vec<Text> {
    let texts = Text::read_all(&root());
    assert!(texts.iter().any(|text| text.path == "README.md"), "there is no README");
    assert!(texts.len() > 300, "only {} texts", texts.len());
    texts
}

#[test]
fn no_line_is_longer_than_100_columns() {
    // `cargo expand` indents the documentation of a generated method by twelve columns.
    let written = |text: &&Text| !text.path.ends_with("/expansion.rs");
    let long: Vec<_> = texts().iter().filter(written).flat_map(Text::long_lines).collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn sentences_name_the_actor() {
    let in_scope = |text: &&Text| {
        let path = text.path.as_str();
        path.contains("/src/") && !path.starts_with("tests/")
            || path == "README.md"
            || path.starts_with("docs/")
    };
    let texts = texts();
    let found: Vec<_> = texts.iter().filter(in_scope).flat_map(Text::hidden_actors).collect();
    assert!(found.len() <= 10, "{} words:\n{}", found.len(), found.join("\n"));
}

/// The lines of a source of the three crates, without its unit tests.
const LINES_OF_A_FILE: usize = 350;

#[test]
fn no_source_is_longer_than_350_lines() {
    let in_scope = |text: &&Text| {
        let path = text.path.as_str();
        let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
        // `error.rs` is a list of types with one pattern.
        path.contains("/src/") && !is_test && path != "ringmpsc/src/error.rs"
    };
    let texts = texts();
    let sources: Vec<_> = texts.iter().filter(in_scope).collect();
    assert!(sources.len() > 100, "only {} sources", sources.len());
    let is_long = |text: &&&Text| text.lines_without_tests() > LINES_OF_A_FILE;
    let long: Vec<_> = sources.iter().filter(is_long).map(|text| &text.path).collect();
    assert!(long.is_empty(), "longer than {LINES_OF_A_FILE} lines: {long:?}");
}

#[test]
fn unit_tests_do_not_count_as_lines_of_a_file() {
    let lines = |text| Text::new("a.rs", text).lines_without_tests();
    assert_eq!(lines("fn f() {}\n\nfn g() {}\n"), 3);
    assert_eq!(lines("fn f() {}\n#[cfg(test)]\nmod tests {\n}\n"), 1);
    assert_eq!(lines("fn f() {}\n#[cfg(all(test, not(loom)))]\nmod tests;\n"), 1);
    assert_eq!(lines("    #[cfg(test)]\n    fn f() {}\n"), 2, "a helper in a type");
}

/// The largest length of the shortest expansion in `examples/`, in lines.
const SHORTEST_EXPANSION: usize = 200;

#[test]
fn the_index_of_the_expansions_has_their_lengths() {
    let texts = texts();
    let index = texts.iter().find(|text| text.path == "examples/README.md").expect("an index");
    let is_expansion =
        |text: &&Text| text.path.starts_with("examples/") && text.path.ends_with("/expansion.rs");
    let expansions: Vec<_> = texts.iter().filter(is_expansion).collect();
    assert!(expansions.len() > 5, "only {} expansions", expansions.len());
    for expansion in &expansions {
        let path = expansion.path.strip_prefix("examples/").expect("an example");
        let cell = format!("| [`expansion.rs`]({path}) | {} |", expansion.lines());
        assert!(index.contains(&cell), "the index lacks the cell {cell}");
    }
    let shortest = expansions.iter().map(|text| text.lines()).min();
    assert!(shortest < Some(SHORTEST_EXPANSION), "the shortest one has {shortest:?} lines");
}

#[test]
fn a_long_line_is_found() {
    let long = |path, line: &str| Text::new(path, line).long_lines();
    let (fits, too_long) = ("x".repeat(100), "x".repeat(101));
    for path in ["a.md", "a.rs"] {
        assert_eq!(long(path, &fits), [""; 0]);
        assert_eq!(long(path, &format!("\n{too_long}\n")), [format!("{path}:2: 101 columns")]);
    }
    // Columns are characters, not bytes.
    assert_eq!(long("a.md", &"—".repeat(100)), [""; 0]);
}

#[test]
fn rows_and_targets_of_links_may_be_longer() {
    let is_long = |path, line: &str| !Text::new(path, line).long_lines().is_empty();
    let (word, fits) = ("x".repeat(90), "x".repeat(99));
    let target = format!("https://{word}");
    for (prefix, path) in [("", "a.md"), ("//! ", "a.rs"), ("    /// ", "a.rs")] {
        let line = |text: &str| is_long(path, &format!("{prefix}{text}"));
        assert!(!line(&format!("| {fits} |")));
        assert!(line(&format!("| {fits}")), "not a whole row");
        assert!(!line(&format!("[text]({target})")));
        assert!(!line(&format!("[text]: {target}")));
        assert!(!line(&format!("<{target}>")));
        assert!(line(&format!("[text]({target}) {fits}")), "the rest is too long");
        assert!(line(&format!("[text] and [text]: {fits}")), "a sentence, and no definition");
    }
    // In code, and in a comment that is no documentation, there are no tables and no links.
    for text in [format!("| {fits} |"), format!("\"[text]({target})\""), format!("// | {fits} |")] {
        assert!(is_long("a.rs", &text), "{text}");
    }
}

#[test]
fn a_hidden_actor_is_found_in_prose_only() {
    let found = |path, text| Text::new(path, text).hidden_actors();
    assert_eq!(
        found("a.md", "Nobody waits.\nThe one who waits."),
        ["a.md:1: Nobody", "a.md:2: who"]
    );
    let source = "let who = 1; // Somebody\n/// whoever\n\"a \\\" \\\n nobody\"; who('\"', who)";
    assert_eq!(found("a.rs", source), ["a.rs:1: Somebody", "a.rs:2: whoever", "a.rs:4: nobody"]);
    assert_eq!(found("a.rs", "// the whole"), [""; 0]);
}
