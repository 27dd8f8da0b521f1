//! What the attribute refuses, as the compiler shows it: one rule a file.
//!
//! `TRYBUILD=overwrite` writes the expected output of new files.

#[test]
fn every_mistake_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
