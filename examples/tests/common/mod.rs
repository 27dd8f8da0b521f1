//! Where the examples are.

use std::env;
use std::path::PathBuf;

/// An example; `cargo test` builds it, and leaves it beside the directory of the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test is a file");
    let profile = test.ancestors().nth(2).expect("a test is in target/<profile>/deps");
    let path = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(path.exists(), "no {}: run `cargo test` without naming a test target", path.display());
    path
}
