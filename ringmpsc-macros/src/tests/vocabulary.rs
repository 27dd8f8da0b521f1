//! The advice of the error texts is correct, and the suggestions are close.

use std::collections::BTreeSet;

use darling::Error;
use proc_macro2::{Delimiter, Group};
use quote::quote;

use super::errors::mistakes;
use crate::parse::{Options, Setting};
use crate::terms::Placement;
use crate::terms::availability::tested::FUTURES;
use crate::terms::synonyms::{SIZES, SYNONYMS, Synonyms};
use crate::terms::vocabulary::{OPTIONS, VALUES, closest, option, option_names, option_of_value};

fn options(attribute: &str) -> Result<Options, Error> {
    let mut errors = Error::accumulator();
    let options = Options::parse(attribute.parse().unwrap(), &mut errors);
    errors.finish_with(options)
}

#[test]
fn every_recommended_spelling_can_be_read() {
    let usages = OPTIONS.iter().map(|(_, usage)| usage);
    for usage in usages.chain(VALUES.iter().map(|(_, _, usage)| usage)) {
        assert!(options(usage).is_ok(), "{usage}");
    }
}

#[test]
fn every_option_is_read_into_its_field() {
    let all: Vec<_> = OPTIONS.iter().map(|(_, usage)| *usage).collect();
    let options = options(&all.join(", ")).unwrap();
    // A field that is not read is `Absent`.
    assert!(!format!("{options:?}").contains("Absent"), "{options:?}");
}

#[test]
fn numbers_may_be_spelt_like_any_integer() {
    for (spelling, number) in [("1_0", 10), ("0b11", 3), ("16u32", 16), ("0x1eusize", 30)] {
        let options = options(&format!("bits = {spelling}")).unwrap();
        assert_eq!(options.bits.value().unwrap().0, number, "{spelling}");
    }
}

#[test]
fn crate_takes_every_path() {
    for path in ["crate", "self", "super::channels", "::channels", "channels::ring"] {
        let options = options(&format!("crate = {path}")).unwrap();
        assert!(matches!(options.library, Setting::Given(_)), "{path}");
    }
}

#[test]
fn a_comma_may_end_the_attribute() {
    assert!(options("kind = mpsc, bits = 4,").is_ok());
}

/// `$bits:expr` and `$option:meta` arrive in invisible groups.
#[test]
fn fragments_of_macro_rules_are_transparent() {
    let fragment = |text: &str| Group::new(Delimiter::None, text.parse().unwrap());
    let (option, bits, node) = (fragment("kind = mpsc"), fragment("6"), fragment("3"));
    let mut errors = Error::accumulator();
    let options = Options::parse(quote!(#option, bits = #bits, numa(node = #node)), &mut errors);
    errors.finish().unwrap();
    assert_eq!(options.kind.value().unwrap().word(), "mpsc");
    assert_eq!(options.bits.value().unwrap().0, 6);
    assert_eq!(options.numa.value(), Some(&Placement::Node(3)));
}

/// Each word has one explanation, and the advice can be written.
#[test]
fn every_word_of_other_channels_is_explained() {
    FUTURES.set(true);
    let mut seen = BTreeSet::new();
    let mut report = |word: &str| {
        assert!(seen.insert(word.to_owned()), "`{word}` is there twice");
        assert!(option(word).is_none() && option_of_value(word).is_none(), "`{word}` is taken");
        let mistakes = mistakes(&format!("#[ring_channel(kind = mpmc, {word})]"));
        let [mistake] = mistakes.as_slice() else { panic!("{word}: {mistakes:?}") };
        mistake.to_string()
    };
    for size in SIZES.split_whitespace() {
        let text = report(size);
        assert!(text.starts_with(&format!("`{size}` is not an option: ")), "{text}");
        assert!(text.ends_with("write `bits = 16` for 65536 slots"), "{text}");
    }
    for entry in SYNONYMS {
        let Synonyms { instead, usage, .. } = entry;
        let advice = match usage {
            // It is for spsc.
            Some("shared") | None => "remove it".to_owned(),
            Some(usage) => {
                assert!(options(usage).is_ok(), "{usage}");
                format!("write `{usage}`")
            }
        };
        for word in entry.words() {
            assert_eq!(report(word), format!("`{word}` is not an option: {instead}; {advice}"));
        }
    }
}

#[test]
fn guesses() {
    let guess = |written| closest(written, option_names());
    assert_eq!(guess("metrcs"), Some("metrics"));
    assert_eq!(guess("Kind"), Some("kind"));
    assert_eq!(guess("max_producer"), Some("max_producers"));
    assert_eq!(guess("maxconsumers"), Some("max_consumers"));
    assert_eq!(guess("contnetion"), Some("contention"));
    assert_eq!(guess("krate"), Some("crate"));
    assert_eq!(guess("capacity"), None);
    assert_eq!(guess("slots"), None);
    assert_eq!(guess("blocking"), None);
}
