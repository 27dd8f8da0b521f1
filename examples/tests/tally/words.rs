//! The most frequent words, and what a word is.

use crate::corpus;
use crate::support::{count, count_in};
use crate::tree::Tree;

#[test]
fn the_ten_most_frequent_are_right() {
    let tree = Tree::new();
    corpus::write(&tree);
    // Blocks of 16 bytes cut most words in two.
    for block_size in ["16", "65536"] {
        for threads in ["1", "4"] {
            let args: [&str; 4] = ["--block-size", block_size, "--threads", threads];
            let counted = count(&[&args[0], &args[1], &args[2], &args[3], &tree.path()]);
            assert_eq!(counted.frequent_words(), corpus::MOST_FREQUENT, "{args:?}");
            assert_eq!(counted.number("/frequent_words_uncertainty"), 0);
        }
    }
}

#[test]
fn count_by_default_if_they_have_a_printable_character() {
    let tree = Tree::new();
    let file = tree.write("file", b"\x01 \x80\xff a\x01 \x7f\n");
    assert_eq!(count(&[&file]).totals(), [1, 1, 10]);
    assert_eq!(count(&[&file]).frequent_words(), [("a\u{1}", 1)]);
    let any = count(&[&"--words", &"any", &file]);
    assert_eq!(any.totals(), [1, 4, 10]);
}

#[test]
fn are_separated_by_what_the_locale_calls_white_space() {
    let tree = Tree::new();
    let file = tree.write("file", "no\u{a0}break – wide\u{3000}space\n");
    let words = |locale| count_in(locale, &[&file]).totals()[1];
    assert_eq!(words("C"), 2);
    assert_eq!(words("POSIX"), 2);
    for utf8 in ["C.UTF-8", "en_GB.utf8", "de_DE.UTF-8@euro"] {
        assert_eq!(words(utf8), 5, "{utf8}");
    }
}

/// "Next line" is a control character, and not white space to `wc`; a line separator is not
/// printable.
#[test]
fn follow_both_rules_beyond_ascii() {
    let tree = Tree::new();
    let file = tree.write("file", "a\u{85}b a\u{2028}b \u{1}\n");
    let words = |rule: &str| count_in("C.UTF-8", &[&"--words", &rule, &file]).totals()[1];
    assert_eq!(words("printable"), 2);
    assert_eq!(words("any"), 4);
}

#[test]
fn are_told_apart_by_64_bytes() {
    let tree = Tree::new();
    let common = "x".repeat(64);
    tree.write("long", format!("{common}1 {common}2 {common} {}", &common[1..]));
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.totals()[1], 4);
    assert_eq!(counted.frequent_words(), [(&*common, 3), (&common[1..], 1)]);
}

/// More different words than there are counters. What is frequent must stay, with nearly its count.
#[test]
fn stay_if_they_are_frequent_among_very_many() {
    const DIFFERENT: u64 = 1_200_000;
    const FREQUENT: u64 = DIFFERENT / 10;
    let tree = Tree::new();
    let lines =
        (0..DIFFERENT).map(|n| if n % 10 == 0 { format!("{n}\nmany\n") } else { format!("{n}\n") });
    tree.write("words", lines.collect::<String>());
    let counted = count(&[&tree.path()]);
    assert_eq!(counted.totals()[1], DIFFERENT + FREQUENT);
    let uncertainty = counted.number("/frequent_words_uncertainty");
    assert!((1..10).contains(&uncertainty), "{uncertainty}");
    let [(word, times), ..] = counted.frequent_words()[..] else { panic!("no words") };
    assert_eq!(word, "many");
    assert!((FREQUENT - uncertainty..=FREQUENT).contains(&times), "{times}");
}
