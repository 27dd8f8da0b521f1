//! Tests that need a process to themselves.

use std::env;
use std::process::Command;

const ALONE: &str = "RINGMPSC_TEST_ALONE";

/// Runs the body of the test `name` in a process of its own, where it may measure memory and set
/// limits. Channels have asymmetric fences there.
///
/// # Panics
///
/// If the body fails.
pub fn alone(name: &str, body: impl FnOnce()) {
    if env::var_os(ALONE).is_some_and(|value| value == *name) {
        return body();
    }
    let test = env::current_exe().expect("a test is a file");
    let output = Command::new(test)
        .args([name, "--exact", "--test-threads=1"])
        .env_remove("RINGMPSC_FENCE")
        .env(ALONE, name)
        .output()
        .expect("a test can be started");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("1 passed"), "there is no test {name}");
}
