//! Running a test again in a child process, for effects that last as long as the process.

use std::env;
use std::process::Command;

/// Set in the environment of a child.
const ROLE: &str = "RINGMPSC_RUNTIME_TEST_CHILD";

/// Runs `body` in a child process which runs nothing but the calling test, whose name is `test`.
///
/// The child gets the environment of the parent and `environment`. It gets `RINGMPSC_FENCE` only
/// from `environment`.
pub(crate) fn run(test: &str, environment: &[(&str, &str)], body: impl FnOnce()) {
    if env::var_os(ROLE).is_some() {
        return body();
    }
    let program = env::current_exe().expect("a test has a program");
    let output = Command::new(program)
        .args([test, "--exact", "--nocapture"])
        .env_remove("RINGMPSC_FENCE")
        .envs(environment.iter().copied())
        .env(ROLE, "1")
        .output()
        .expect("the program of a test can be started");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);
    assert!(stdout.contains("1 passed"), "the child did not run {test}:\n{stdout}");
}
