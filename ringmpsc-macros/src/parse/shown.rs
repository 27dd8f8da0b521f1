//! Tokens as a person writes them, for the messages.

use quote::ToTokens;

/// What the printing of tokens puts a space into, and what it is without.
const SPACED: [(&str, &str); 14] = [
    (" :: ", "::"),
    (":: ", "::"),
    (" :", ":"),
    (" ,", ","),
    (" ;", ";"),
    (" < ", "<"),
    ("< ", "<"),
    (" >", ">"),
    ("? ", "?"),
    ("& ", "&"),
    (" ()", "()"),
    ("Fn (", "Fn("),
    ("FnMut (", "FnMut("),
    ("FnOnce (", "FnOnce("),
];

/// The tokens as text.
pub(super) fn shown(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    SPACED.iter().fold(text, |text, (spaced, tight)| text.replace(spaced, tight))
}
