//! The digests of `fan_out` are those of `sha256sum`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

mod common;

/// Files of every sort: empty, large, of all bytes, with a space in its name, in a directory below.
fn plant(root: &Path) {
    let below = root.join("below");
    fs::create_dir(&below).expect("a new directory");
    let all_bytes: Vec<u8> = (0..=u8::MAX).collect();
    let large: Vec<u8> = all_bytes.iter().copied().cycle().take(5_000_001).collect();
    let files = [
        (root.join("empty"), Vec::new()),
        (root.join("large"), large),
        (root.join("with a space"), all_bytes),
        (below.join("text"), b"one line\n".to_vec()),
    ];
    for (path, contents) in files {
        fs::write(path, contents).expect("a new file");
    }
    for n in 0..200 {
        fs::write(below.join(n.to_string()), n.to_string()).expect("a new file");
    }
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn digests_are_those_of_sha256sum() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    plant(tree.path());
    let expected = Command::new("sh")
        .arg("-c")
        .arg("find \"$0\" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum")
        .arg(tree.path())
        .output()
        .expect("coreutils and findutils are installed");
    assert!(expected.status.success(), "{expected:?}");
    assert_eq!(printed(&expected).lines().count(), 204);
    for workers in ["1", "2", "7"] {
        let output = Command::new(common::example("fan_out"))
            .args(["--workers", workers])
            .arg(tree.path())
            .output()
            .expect("it was built");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(printed(&output), printed(&expected));
    }
}

#[test]
fn what_is_not_there_is_reported_and_counted() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    fs::write(tree.path().join("there"), "").expect("a new file");
    let output = Command::new(common::example("fan_out"))
        .args([tree.path().join("there"), tree.path().join("not")])
        .output()
        .expect("it was built");
    assert!(!output.status.success());
    assert!(printed(&output).ends_with("there\n"), "the rest is hashed all the same");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("No such file") && errors.contains("unreadable: 1"), "{errors}");
}
