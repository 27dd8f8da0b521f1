//! What the attribute refuses, as the compiler shows it: one rule a file.
//!
//! `TRYBUILD=overwrite` writes the expected output of new files.

#[test]
fn every_mistake_is_explained() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

/// What is wrong for some arguments of a generic message is found where a channel is opened for them. The
/// compiler only looks there if it makes code, which it does for all cases if one of them passes.
#[test]
fn arguments_are_checked_when_a_channel_is_opened() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/opened/ring_too_large*.rs");
    cases.pass("ui/opened/ring_fits.rs");
}
