//! Counts lines, words and bytes of many files.
fn main() {}
