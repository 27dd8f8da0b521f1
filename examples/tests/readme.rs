//! The excerpts of an expansion in `README.md` are lines of that expansion.

const README: &str = include_str!("../README.md");
const EXPANSION: &str = include_str!("../event_notifier/expansion.rs");

#[test]
fn excerpts_are_lines_of_the_expansion() {
    let blocks = README.split("```").filter_map(|block| block.strip_prefix("rust\n"));
    // The first block is the input.
    let mut checked = 0;
    for line in blocks.skip(1).flat_map(str::lines).map(str::trim) {
        checked += 1;
        assert!(EXPANSION.lines().any(|other| other.trim() == line), "not expanded: {line}");
    }
    assert!(checked > 20, "{checked} lines");
}
