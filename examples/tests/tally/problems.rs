//! What cannot be read is reported and counted, and the rest is counted all the same.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::support::count;
use crate::tree::Tree;

#[test]
fn a_path_that_does_not_exist_makes_the_exit_code_1() {
    let tree = Tree::new();
    let file = tree.write("file", "a line\n");
    let missing = tree.path().join("missing");
    let counted = count(&[&missing, &file]);
    assert_eq!(counted.code, Some(1));
    assert_eq!(counted.totals(), [1, 2, 7]);
    assert_eq!(counted.number("/unreadable"), 1);
    assert_eq!(counted.number("/unreadable_paths"), 1);
    let [line] = counted.errors.lines().collect::<Vec<_>>()[..] else {
        panic!("{}", counted.errors)
    };
    assert!(line.starts_with("tally: ") && line.contains("missing: No such file"), "{line}");
}

/// This file can be opened, but there is no memory at its beginning, which is an I/O error even for
/// root.
#[test]
fn a_file_that_fails_while_it_is_read_is_unreadable() {
    let tree = Tree::new();
    let file = tree.write("file", "a line\n");
    let counted = count(&[&"/proc/self/mem", &file]);
    assert_eq!(counted.code, Some(1));
    assert_eq!(counted.number("/unreadable"), 1);
    assert_eq!(counted.number("/total/files"), 1);
    assert_eq!(counted.totals(), [1, 2, 7]);
    assert!(counted.errors.contains("/proc/self/mem: "), "{}", counted.errors);
}

/// A directory so deep that its name is longer than the system takes.
#[test]
fn inside_a_path_do_not_change_the_exit_code() {
    let tree = Tree::new();
    tree.write("file", "a line\n");
    let levels = |name: &str| vec![name.repeat(200); 12].iter().collect::<PathBuf>();
    // Each half has a name that the system takes.
    let (upper, lower) = (tree.path().join(levels("a")), tree.path().join(levels("b")));
    for half in [&upper, &lower] {
        fs::create_dir_all(half).expect("a directory");
    }
    let top = tree.path().join("b".repeat(200));
    fs::rename(top, upper.join("b")).expect("one half goes into the other");
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.code, Some(0), "{}", counted.errors);
    assert_eq!(counted.number("/unreadable"), 1);
    assert_eq!(counted.number("/unreadable_paths"), 0);
    assert_eq!(counted.totals(), [1, 2, 7]);
    assert!(counted.errors.contains("File name too long"), "{}", counted.errors);
}

#[test]
fn files_without_permission_are_unreadable() {
    let tree = Tree::new();
    tree.write("file", "a line\n");
    let secret = tree.write("secret", "nobody's business\n");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("it is ours");
    // Root may read everything.
    let unreadable = u64::from(fs::read(&secret).is_err());
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.code, Some(0));
    assert_eq!(counted.number("/unreadable"), unreadable);
    assert_eq!(counted.number("/total/files"), 2 - unreadable);
}

#[test]
fn names_cannot_write_to_the_terminal() {
    let tree = Tree::new();
    let counted = count(&[&tree.path().join("\x1b[31mred\n")]);
    assert!(
        counted.errors.ends_with("/\\u{1b}[31mred\\n: No such file or directory (os error 2)\n")
    );
}
