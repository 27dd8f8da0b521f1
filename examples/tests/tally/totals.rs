//! Lines, words and bytes are those of `wc`.

use std::path::Path;

use crate::support::{LOCALES, count, count_in, has_locale, wc_of_cat, wc_of_files, word_rule};
use crate::tree::Tree;

/// What `tally` says, with as many threads and blocks of that size.
fn totals(locale: &str, threads: &str, block_size: &str, path: &Path) -> [u64; 3] {
    let words = word_rule();
    let counted = count_in(
        locale,
        &[&"--threads", &threads, &"--block-size", &block_size, &"--words", &words, &path],
    );
    assert_eq!(counted.code, Some(0), "{}", counted.errors);
    assert_eq!(counted.errors, "");
    counted.totals()
}

#[test]
fn are_those_of_cat_and_wc_with_any_number_of_threads() {
    let tree = Tree::with_everything();
    tree.add_binary();
    let expected = wc_of_cat("C", tree.path());
    assert!(expected.into_iter().all(|total| total > 0));
    for threads in ["1", "2", "4"] {
        assert_eq!(totals("C", threads, "65536", tree.path()), expected, "{threads} threads");
    }
    assert_eq!(wc_of_files("C", tree.path()), expected, "cat joins no words of this tree");
}

#[test]
fn are_those_of_cat_and_wc_in_a_line_of_50_mb() {
    let tree = Tree::with_everything();
    tree.add_binary();
    tree.add_huge();
    let expected = wc_of_cat("C", tree.path());
    assert!(expected[2] > 55_000_000);
    assert_eq!(totals("C", "4", "65536", tree.path()), expected);
}

#[test]
fn are_those_of_the_locale() {
    let tree = Tree::with_everything();
    for locale in LOCALES.into_iter().filter(|locale| has_locale(locale)) {
        let expected = wc_of_cat(locale, tree.path());
        assert_eq!(totals(locale, "1", "65536", tree.path()), expected, "{locale}");
    }
}

#[test]
fn do_not_depend_on_where_blocks_end() {
    let tree = Tree::with_everything();
    for locale in LOCALES.into_iter().filter(|locale| has_locale(locale)) {
        let expected = wc_of_files(locale, tree.path());
        for block_size in 16..48 {
            let block_size = block_size.to_string();
            let counted = totals(locale, "2", &block_size, tree.path());
            assert_eq!(counted, expected, "{locale}, blocks of {block_size}");
        }
    }
}

/// `cat` joins the last word of a file to the first word of the next, if nothing is between them.
/// What `wc` says of the files does not depend on their order, and neither does `tally`.
#[test]
fn are_per_file_where_cat_would_join_words() {
    let tree = Tree::new();
    for name in ["a", "b", "c"] {
        tree.write(name, "one two");
    }
    let counted = totals("C", "2", "65536", tree.path());
    assert_eq!(counted, wc_of_files("C", tree.path()));
    assert_eq!(counted, [0, 6, 21]);
    assert_eq!(wc_of_cat("C", tree.path()), [0, 4, 21], "one twoone twoone two");
}

#[test]
fn are_split_by_extension() {
    let tree = Tree::new();
    tree.write("one.rs", "fn main() {}\n");
    tree.write("deep/two.rs", "mod one;");
    tree.write("archive.tar.gz", "\x1f");
    tree.write("none", "plain\n");
    tree.write(".profile", "a dot at the beginning\n");
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.extension(Some("rs")), Some([2, 1, 5, 21]));
    assert_eq!(counted.extension(Some("gz")), Some([1, 0, 0, 1]));
    assert_eq!(counted.extension(Some("tar")), None);
    assert_eq!(counted.extension(None), Some([2, 2, 6, 29]));
    assert_eq!(counted.number("/total/files"), 5);
    assert_eq!(counted.totals(), [3, 11, 51]);
}

#[test]
fn of_extensions_beyond_the_limit_are_one_number() {
    const LIMIT: usize = 4096;
    const MORE: usize = 100;
    let tree = Tree::new();
    for n in 0..LIMIT + MORE {
        tree.write(format!("file.{n}"), "x\n");
    }
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.json["extensions"].as_array().map(Vec::len), Some(LIMIT));
    assert_eq!(counted.number("/other_extensions/bytes"), 2 * MORE as u64);
    assert_eq!(counted.number("/total/bytes"), 2 * (LIMIT + MORE) as u64);
}

#[test]
fn count_a_file_as_often_as_it_is_given() {
    let tree = Tree::new();
    let file = tree.write("file", "a line\n");
    assert_eq!(count(&[&file, &tree.path()]).totals(), [2, 4, 14]);
}

/// What is neither a file nor a directory is not opened: reading the pipe would never end.
#[test]
fn leave_out_what_find_leaves_out_and_say_so() {
    let tree = Tree::with_everything();
    assert_eq!(count(&[&tree.path()]).number("/skipped"), 4);
    let link = tree.path().join("link-to-directory");
    let counted = count(&[&link]);
    assert_eq!((counted.code, counted.number("/skipped")), (Some(0), 1));
    assert_eq!(counted.totals(), wc_of_cat("C", &link));
    let target = link.join("");
    assert_eq!(count(&[&target]).totals(), wc_of_cat("C", &target));
    assert_ne!(wc_of_cat("C", &target), [0, 0, 0]);
}
