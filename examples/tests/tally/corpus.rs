//! Text of which it is known how often each word occurs.

use crate::tree::Tree;

/// The ten most frequent words: the most frequent first, and equals in the order of bytes.
pub(crate) const MOST_FREQUENT: [(&str, u64); 10] = [
    ("the", 700),
    ("ring", 500),
    ("Ring", 300),
    ("ring,", 300),
    ("a-word-longer-than-a-block-of-16-bytes", 200),
    ("für", 150),
    ("of", 120),
    ("{", 90),
    ("}", 90),
    ("alpha", 50),
];

/// Less frequent ones; "beta" is as frequent as "alpha", and comes after it.
const LESS_FREQUENT: [(&str, u64); 4] =
    [("beta", 50), ("gamma", 49), ("delta", 10), ("epsilon", 1)];

/// Spreads the words over files.
pub(crate) fn write(tree: &Tree) {
    let words = || MOST_FREQUENT.into_iter().chain(LESS_FREQUENT);
    let mut files = vec![String::new(); 7];
    let mut next = 0;
    for round in 0..700 {
        for (word, times) in words() {
            if round < times {
                files[next % 7] += word;
                files[next % 7] += if next.is_multiple_of(5) { "\n" } else { " " };
                next += 1;
            }
        }
    }
    for (n, text) in files.iter().enumerate() {
        tree.write(format!("{n}.txt"), text);
    }
}
