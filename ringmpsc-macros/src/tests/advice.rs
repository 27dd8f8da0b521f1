//! A user who follows the advice of the error texts gets a channel, and no error about it.

use std::{iter, mem};

use darling::Error;
use proc_macro2::{TokenStream, TokenTree};

use super::errors::{FILE, mistakes, parse};
use crate::terms::vocabulary;

/// An attribute and its item during the correction.
#[derive(Clone, Debug)]
struct Correction {
    entries: Vec<Entry>,
    item: String,
}

#[derive(Clone, Debug)]
struct Entry {
    text: String,
    /// The part of the entry that comes from an advice.
    advised: Advised,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Advised {
    Nothing,
    Name,
    All,
}

/// One advice of an error text.
#[derive(Debug)]
enum Advice {
    /// Write this entry.
    Write(String),
    /// Give the option this name.
    Rename(String),
    /// Remove the entry.
    Remove,
    /// Insert a comma.
    Comma,
    /// Write this item.
    Item(String),
}

#[test]
fn it_leads_to_a_channel() {
    for line in FILE.lines().filter(|line| line.starts_with("#[")) {
        let corrections = Correction::parse(line).correct(line, 0);
        assert!(corrections > 0, "{line}");
    }
}

impl Correction {
    fn parse(line: &str) -> Self {
        let (attribute, item) = parse(line);
        let entry = |text: &str| Entry { text: text.to_owned(), advised: Advised::Nothing };
        let commas = commas(attribute.clone());
        let (start, end) = if attribute.is_empty() {
            (0, 0)
        } else {
            ("#[ring_channel(".len(), line.find(")]").unwrap())
        };
        let starts = iter::once(start).chain(commas.iter().map(|comma| comma + 1));
        let ends = commas.iter().copied().chain([end]);
        let entries = starts.zip(ends).map(|(start, end)| entry(line[start..end].trim()));
        Correction { entries: entries.collect(), item: item.to_string() }
    }

    fn line(&self) -> String {
        let entries: Vec<_> = self.entries.iter().map(|entry| entry.text.as_str()).collect();
        format!("#[ring_channel({})] {}", entries.join(", "), self.item)
    }

    /// Follows every advice until there is no error. Returns the number of channels.
    fn correct(&self, origin: &str, steps: usize) -> usize {
        let line = self.line();
        assert!(steps < 9, "{origin}\n became {line}, and no end");
        let mut mistakes = mistakes(&line);
        if mistakes.is_empty() {
            return 1;
        }
        // Without its comma, an entry is a part of the one before it.
        if let Some(comma) = mistakes.iter().position(is_about_a_comma) {
            mistakes = vec![mistakes.swap_remove(comma)];
        }
        let mut channels = 0;
        for mistake in &mistakes {
            let at = entry_of(mistake, &line);
            let is_new = at.is_none_or(|at| match self.entries[at].advised {
                Advised::Nothing => true,
                Advised::Name => !mistake_is_in_name(mistake, &line, &self.entries[at].text),
                Advised::All => false,
            });
            assert!(is_new, "{origin}\n became {line},\n and that: {mistake}");
            for advice in advice(&mistake.to_string()) {
                channels += self.apply(&advice, at, mistake).correct(origin, steps + 1);
            }
        }
        channels
    }

    fn apply(&self, advice: &Advice, at: Option<usize>, mistake: &Error) -> Self {
        let mut after = self.clone();
        match (advice, at) {
            (Advice::Item(item), _) => after.item.clone_from(item),
            (Advice::Write(text), _) => {
                after.put(at, Entry { text: text.clone(), advised: Advised::All });
            }
            (Advice::Rename(name), Some(at)) => {
                let rest = after.entries[at].text.trim_start_matches(is_of_a_word);
                let text = format!("{name}{rest}");
                after.put(Some(at), Entry { text, advised: Advised::Name });
            }
            (Advice::Comma, Some(at)) => {
                let word = mistake.to_string().split('`').nth(3).unwrap().to_owned();
                let text = after.entries[at].text.clone();
                let cut = text.rfind(&word).unwrap();
                let entry = |text: &str| Entry { text: text.to_owned(), advised: Advised::Nothing };
                let (before, behind) = (text[..cut].trim_end_matches([' ', ';']), &text[cut..]);
                after.entries.splice(at..=at, [entry(before), entry(behind)]);
            }
            (Advice::Remove, Some(at)) => _ = after.entries.remove(at),
            (_, None) => unreachable!("{advice:?} is about an entry: {mistake}"),
        }
        after
    }

    /// Replaces the entry `at`, and any other entry of the same option.
    fn put(&mut self, at: Option<usize>, entry: Entry) {
        let old = mem::take(&mut self.entries).into_iter().enumerate();
        let kept =
            old.filter(|(k, old)| Some(*k) != at && option(&old.text) != option(&entry.text));
        self.entries = kept.map(|(_, old)| old).collect();
        self.entries.push(entry);
    }
}

/// The index of the entry with the mistake.
fn entry_of(mistake: &Error, line: &str) -> Option<usize> {
    let column = mistake.explicit_span()?.start().column;
    let end = line.find(")] ").unwrap();
    let commas = commas(parse(line).0);
    (1..=end).contains(&column).then(|| commas.iter().filter(|comma| **comma < column).count())
}

/// The columns of the commas between entries.
fn commas(attribute: TokenStream) -> Vec<usize> {
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    attribute.into_iter().filter(comma).map(|comma| comma.span().start().column).collect()
}

fn is_of_a_word(character: char) -> bool {
    character.is_alphanumeric() || "_#".contains(character)
}

/// The name at the start of an entry.
fn option(entry: &str) -> &str {
    entry.split(|character| !is_of_a_word(character)).next().unwrap_or_default()
}

fn mistake_is_in_name(mistake: &Error, line: &str, entry: &str) -> bool {
    let column = mistake.explicit_span().map(|span| span.start().column);
    column == line.find(entry)
}

fn is_about_a_comma(mistake: &Error) -> bool {
    mistake.to_string().starts_with("expected `,`")
}

/// All advice in an error text.
fn advice(message: &str) -> Vec<Advice> {
    let advice = ["; ", "did you mean ", "expected "].into_iter().find_map(|start| {
        let at = message.rfind(start)?;
        Some(&message[at..])
    });
    let advice = advice.expect("every message has advice");
    let quoted: Vec<_> = advice.split('`').skip(1).step_by(2).collect();
    let mut all = Vec::new();
    if advice.contains("remove it") || advice.contains("keep one") || advice.contains("options are")
    {
        all.push(Advice::Remove);
    }
    if advice.starts_with("expected") {
        all.push(Advice::Comma);
    } else if message.starts_with("unknown option") && advice.contains("mean") {
        all.push(Advice::Rename(quoted[0].to_owned()));
    } else if advice.contains("put it on") {
        all.push(Advice::Item(String::from("struct Order;")));
    } else if advice.contains("write") || advice.contains("mean") || advice.contains("own") {
        all.extend(quoted.into_iter().filter_map(|text| {
            let whole =
                text.strip_prefix("#[ring_channel(").and_then(|text| text.strip_suffix(")]"));
            let entry = whole.unwrap_or(text);
            if text.starts_with("type ") {
                Some(Advice::Item(text.to_owned()))
            } else if text.contains(": Box<") {
                Some(Advice::Item(format!("struct Order {{ {text} }}")))
            } else if text.contains("Box<") {
                Some(Advice::Item(format!("struct Order({text});")))
            } else {
                vocabulary::option(option(entry)).map(|_| Advice::Write(entry.to_owned()))
            }
        }));
    }
    assert!(!all.is_empty(), "{message}");
    all
}
