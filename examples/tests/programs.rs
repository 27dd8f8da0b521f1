//! Runs the small examples. Each checks its own result, and fails if it is wrong; here it is seen
//! to end, and to say what it is about.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

mod common;

/// Runs an example, and requires that it succeeds, soon, and prints these texts.
fn run(name: &str, expected: &[&str]) {
    // One that does not end is killed, and fails.
    let output = Command::new("timeout")
        .args(["--signal=KILL", "60"])
        .arg(common::example(name))
        .output()
        .expect("coreutils are installed");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {}\n{printed}{errors}", output.status);
    for text in expected {
        assert!(printed.contains(text), "{name} does not say {text:?}:\n{printed}");
    }
}

#[test]
fn blocking() {
    run("blocking", &["timed out waiting for a message", "in the end: 33860 primes"]);
}

#[test]
fn event_notifier() {
    let expected = ["tick 3: ", "answer 3: ", "in the end: 40 samples, mean 20"];
    run("event_notifier", &expected);
}

#[test]
fn event_loop() {
    let expected = [
        "3000 payments were booked",
        "the handler of an event loop has panicked: account 7 is overdrawn",
        "a second loop books 400 cents",
    ];
    run("event_loop", &expected);
}

#[test]
fn two_processes() {
    run("two_processes", &["1000000 orders in"]);
}

#[test]
fn reservations() {
    run("reservations", &["200 pictures of 20 lines, brightness "]);
}

#[test]
fn frames() {
    run("frames", &["500 frames of 230400 bytes were checked: 16 slabs, 3600 KiB"]);
}

#[test]
fn measured() {
    run("measured", &["40000 readings in ", "a batch took "]);
}

#[test]
fn ready_made() {
    run("ready_made", &["22 words, of which 18 are different"]);
}

#[test]
fn graceful_shutdown() {
    run(
        "graceful_shutdown",
        &["signal 15: closing", " = received ", "refused 3, and returned: 0-"],
    );
}

#[test]
fn backpressure() {
    run("backpressure", &[" dropped", "send: 50 accepted", " given up", "send_all: 50 accepted"]);
}

#[test]
fn async_tokio() {
    let expected = [
        "40 readings came through the file descriptor",
        "120 readings went from a stream into a sink",
        "in the end: 160 readings, sum 3280",
    ];
    run("async_tokio", &expected);
}

#[test]
fn work_stealing() {
    run("work_stealing", &["lost races", "sent 222200, received 222200, pending 0"]);
}

/// A peer in another language follows `docs/shared-ring.md`, and nothing else.
#[test]
fn a_reader_in_python() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/reader.py");
    let mut reader = Command::new("timeout")
        .args(["--signal=KILL", "60", "python3", script])
        .arg(directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("coreutils are installed");
    // It listens as soon as it can.
    let feed = || {
        Command::new(common::example("two_processes"))
            .arg("--feed")
            .arg(directory.path())
            .args(["--orders", "20000"])
            .output()
            .expect("it was built")
    };
    let mut ended = feed();
    while !ended.status.success() && reader.try_wait().expect("it is a child").is_none() {
        thread::sleep(Duration::from_millis(50));
        ended = feed();
    }
    let output = reader.wait_with_output().expect("it is a child");
    assert!(output.status.success(), "python3 is installed, and reads: {output:?}");
    let total: i64 = (0..20_000).map(|n| (100 - n % 200) * (n % 10 + 1)).sum();
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed.trim(), format!("20000 orders, {total} in all"));
}
