//! Trees of files to count.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::run;

/// A directory that is removed in the end.
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a temporary directory"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the directories above it.
    pub(crate) fn write(&self, name: impl AsRef<OsStr>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name.as_ref());
        fs::create_dir_all(path.parent().expect("it is below the tree")).expect("a directory");
        fs::write(&path, content).expect("a file");
        path
    }

    /// Makes a symbolic link.
    pub(crate) fn link(&self, name: &str, target: impl AsRef<Path>) -> PathBuf {
        let path = self.path().join(name);
        symlink(target, &path).expect("a link");
        path
    }

    /// Makes a named pipe, which nobody ever writes to.
    pub(crate) fn pipe(&self, name: &str) {
        let made = run(Command::new("mkfifo").arg(self.path().join(name)));
        assert!(made.status.success());
    }

    /// Everything that a tree can have, except files that `cat` would join: all end in white space.
    pub(crate) fn with_everything() -> Self {
        let tree = Self::new();
        tree.write("empty", "");
        tree.write("nested/empty.txt", "");
        tree.write("nested/three/levels/lib.rs", "fn main() {\n    let x = 1;\n}\n");
        tree.write("only-newlines.txt", "\n\n\n");
        tree.write("no-final-newline.txt", "two lines,\nand no newline at the end ");
        tree.write(".hidden", "not visible\n");
        tree.write("with space.txt", "a name with a space\n");
        tree.write("with\nnewline.txt", "a name with a newline\n");
        tree.write(OsStr::from_bytes(b"caf\xe9.\xff"), "a name that is not UTF-8\n");
        tree.write("characters.txt", characters());
        let neutral = "\x01".repeat(50);
        tree.write("one-letter-in-words.txt", format!("a{neutral} {neutral}b {neutral}\n"));
        tree.link("link-to-file", "only-newlines.txt");
        tree.link("link-to-directory", "nested");
        tree.link("link-to-nothing", "nowhere");
        tree.pipe("pipe");
        tree
    }

    /// Adds bytes that are no text in any encoding.
    pub(crate) fn add_binary(&self) {
        let all: Vec<u8> = (0..=u8::MAX).chain(*b"\n").collect();
        self.write("all-bytes.bin", all);
        // A linear congruential generator, the one of Numerical Recipes.
        let random = std::iter::successors(Some(1_u32), |seed| {
            Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223))
        });
        let random: Vec<u8> =
            random.skip(1).take(300_000).map(|seed| seed.to_be_bytes()[0]).chain(*b"\n").collect();
        self.write("nested/random.bin", random);
    }

    /// Adds a line, and a word, that are larger than any buffer.
    pub(crate) fn add_huge(&self) {
        let words = "counting words in one very long line — 50 MB of it ";
        self.write("line.txt", words.repeat(50_000_000 / words.len()) + "\n");
        self.write("word.txt", "x".repeat(5_000_000) + "\n");
    }
}

/// Characters, and what only looks like characters, each between spaces and within a word.
fn characters() -> Vec<u8> {
    const CASES: [&[u8]; 24] = [
        b"ascii",
        b"\x00",
        b"\x01\x02",
        b"\x7f",
        "é".as_bytes(),
        "–".as_bytes(),
        "語".as_bytes(),
        "🦀".as_bytes(),
        // A combining accent, a soft hyphen, a joiner, and a character for private use.
        "\u{301}".as_bytes(),
        "\u{ad}".as_bytes(),
        "\u{200d}".as_bytes(),
        "\u{e000}".as_bytes(),
        // Spaces: wide ones, and those that do not break.
        "\u{2003}\u{3000}".as_bytes(),
        "\u{a0}\u{202f}\u{2060}".as_bytes(),
        // Control characters and separators.
        "\u{80}\u{85}\u{9f}".as_bytes(),
        "\u{2028}\u{2029}".as_bytes(),
        // No characters at all: gaps, and a plane without any.
        "\u{378}\u{530}".as_bytes(),
        "\u{ffff}\u{50000}".as_bytes(),
        // No UTF-8: bytes without a beginning or an end, detours, surrogates, and too large a
        // number.
        b"\x80\xbf",
        b"\xc3",
        b"\xe2\x80",
        b"\xc0\x80\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80\xff",
    ];
    let mut text = Vec::new();
    for case in CASES {
        text.extend_from_slice(case);
        text.extend_from_slice(b" a");
        text.extend_from_slice(case);
        text.extend_from_slice(b"b\t\x0b");
        text.extend_from_slice(case);
        text.extend_from_slice(case);
        text.extend_from_slice(b"\r\n");
    }
    text
}
