//! Prints tokens for the error texts, spaced as a person writes them.

use quote::ToTokens;

/// Token text as the compiler prints it, and the same text without superfluous spaces.
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
pub(super) fn display_tokens(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    SPACED.iter().fold(text, |text, (spaced, tight)| text.replace(spaced, tight))
}
