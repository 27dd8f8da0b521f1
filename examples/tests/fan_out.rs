//! The digests of `fan_out` are those of `sha256sum`.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

mod common;

/// Files of every sort: empty, large, of all bytes, with all sorts of names, in directories below;
/// and a link, which is none.
fn plant(root: &Path) {
    let (below, target) = (root.join("below"), root.join("target"));
    fs::create_dir(&below).expect("a new directory");
    fs::create_dir(&target).expect("a new directory");
    symlink("empty", root.join("link")).expect("a new link");
    let all_bytes: Vec<u8> = (0..=u8::MAX).collect();
    let large: Vec<u8> = all_bytes.iter().copied().cycle().take(5_000_001).collect();
    let files = [
        (root.join("empty"), Vec::new()),
        (root.join("large"), large),
        (root.join("with a space"), all_bytes),
        (root.join("with\nline break"), b"1".to_vec()),
        (root.join("with\\backslash"), b"2".to_vec()),
        (root.join(OsStr::from_bytes(b"no UTF-8: \xff")), b"3".to_vec()),
        (root.join("below-or-behind"), b"4".to_vec()),
        (below.join("text"), b"one line\n".to_vec()),
        (target.join("not the workspace's"), b"5".to_vec()),
    ];
    for (path, contents) in files {
        fs::write(path, contents).expect("a new file");
    }
    for n in 0..200 {
        fs::write(below.join(n.to_string()), n.to_string()).expect("a new file");
    }
}

fn fan_out(args: &[&dyn AsRef<OsStr>]) -> Output {
    let args = args.iter().map(|&arg| arg.as_ref());
    Command::new(common::example("fan_out")).args(args).output().expect("it was built")
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
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
    assert_eq!(text(&expected.stdout).lines().count(), 209);
    for workers in ["1", "2", "7"] {
        let output = fan_out(&[&"--workers", &workers, &tree.path()]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(text(&output.stdout), text(&expected.stdout));
        assert!(
            output.stdout == expected.stdout,
            "names that are not UTF-8 are printed as they are"
        );
    }
}

#[test]
fn a_link_that_is_given_is_followed() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    plant(tree.path());
    let link = tree.path().join("link");
    let expected = Command::new("sha256sum").arg(&link).output().expect("coreutils are installed");
    let output = fan_out(&[&link]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(text(&output.stdout), text(&expected.stdout));
}

#[test]
fn what_cannot_be_read_is_reported_and_counted() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    let (there, absent) = (tree.path().join("there"), tree.path().join("not"));
    fs::write(&there, "").expect("a new file");
    // Nothing is mapped at its beginning, so not even root can read it.
    let output = fan_out(&[&absent, &"/proc/self/mem", &"/dev/null", &there]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).ends_with("there\n"), "the rest is hashed all the same");
    let errors = text(&output.stderr);
    let expected =
        ["/not: No such file", "/proc/self/mem: ", "/dev/null: neither", "unreadable: 3"];
    for expected in expected {
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
}
