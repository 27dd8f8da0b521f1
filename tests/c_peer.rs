//! A peer in C, with the header `docs/ringmpsc_shared.h`. Needs a C compiler: `CC`, or `cc`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ringmpsc::process::{RecvError, SharedRing};

/// The message of `tests/c_peer/peer.c`.
type Message = [u64; 2];

const COUNT: u64 = 20_000;
const MINUTE: Duration = Duration::from_secs(60);

/// The peer, compiled.
struct Peer(PathBuf);

impl Peer {
    fn compile(name: &str) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let program = env::temp_dir().join(format!("ringmpsc-c-{name}-{}", std::process::id()));
        let compiler = env::var_os("CC").unwrap_or_else(|| OsString::from("cc"));
        let output = Command::new(&compiler)
            .args(["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-I"])
            .arg(tests.join("../docs"))
            .arg(tests.join("c_peer/peer.c"))
            .arg("-o")
            .arg(&program)
            .output()
            .unwrap_or_else(|error| {
                panic!("a C compiler is needed, {}: {error}", compiler.display())
            });
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self(program)
    }

    /// Starts it with the ring at its standard input.
    fn start(&self, role: &str, ring: &SharedRing<Message>) -> Child {
        Command::new(&self.0)
            .args([role, &COUNT.to_string()])
            .stdin(ring.fd().try_clone_to_owned().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

fn assert_succeeded(child: Child) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), COUNT.to_string());
}

/// Both sides sleep now and then.
fn rest(number: u64) {
    if number.is_multiple_of(4000) {
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_producer_in_c() {
    let peer = Peer::compile("producer");
    let ring = SharedRing::<Message>::create(3).unwrap();
    let child = peer.start("send", &ring);
    let mut consumer = ring.into_consumer().unwrap();
    for number in 0..COUNT {
        rest(number);
        assert_eq!(consumer.recv_timeout(MINUTE), Ok([number, !number]));
    }
    assert_eq!(consumer.recv_timeout(MINUTE), Err(RecvError::Closed));
    assert_succeeded(child);
}

#[test]
fn a_consumer_in_c() {
    let peer = Peer::compile("consumer");
    let ring = SharedRing::<Message>::create(3).unwrap();
    let child = peer.start("recv", &ring);
    let mut producer = ring.into_producer().unwrap();
    for number in 0..COUNT {
        rest(number);
        producer.send_timeout([number, !number], MINUTE).unwrap();
    }
    producer.close();
    assert_succeeded(child);
}

#[test]
fn a_peer_in_c_refuses_what_it_does_not_know() {
    let peer = Peer::compile("refusal");
    let ring = SharedRing::<[u64; 3]>::create(3).unwrap();
    let output = Command::new(&peer.0)
        .args(["recv", "1"])
        .stdin(ring.fd().try_clone_to_owned().unwrap())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "open: Protocol error\n");
}
