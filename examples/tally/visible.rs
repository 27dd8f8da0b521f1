//! Text from files and file names, made harmless for terminals.

/// The text with control characters escaped.
pub(crate) fn visible(text: &str) -> String {
    let escape = |character: char| match character {
        control if control.is_control() => control.escape_default().to_string(),
        harmless => harmless.to_string(),
    };
    text.chars().map(escape).collect()
}
