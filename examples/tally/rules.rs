//! What white space is, and what makes a word: the rules of `wc`.
//!
//! `wc` sees bytes in the C locale and characters in a UTF-8 locale, and its versions differ in
//! what they do with control characters and with bytes that are not characters. So there are two
//! choices, [`Charset`] and [`WordStart`], and every character falls into one of three
//! [classes](Class).

use std::array;
use std::env;

use clap::ValueEnum;

/// What makes a word of a run without white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WordStart {
    /// A printable character, as in GNU wc 9.1 and before
    #[default]
    Printable,
    /// Any character, also a control character, as in POSIX and newer GNU wc
    Any,
}

/// What the bytes of a file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Bytes are ASCII characters, or not characters.
    C,
    Utf8,
}

impl Charset {
    /// The one of the locale: the first of the usual variables that is set and not empty decides.
    pub(crate) fn of_environment() -> Self {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .filter_map(env::var_os)
            .find(|value| !value.is_empty())
            .unwrap_or_default();
        Self::of_locale(&locale.to_string_lossy())
    }

    /// The one of a locale such as `en_GB.UTF-8` or `de_DE.utf8@euro`.
    fn of_locale(locale: &str) -> Self {
        let charset = locale.split_once('.').map_or("", |(_, charset)| charset);
        let charset = charset.split('@').next().unwrap_or_default().replace('-', "");
        if charset.eq_ignore_ascii_case("utf8") { Self::Utf8 } else { Self::C }
    }
}

/// What a character does to words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Ends a word.
    Space,
    /// Makes a word of the run it is in.
    Letter,
    /// Neither: the run goes on, and is a word if there is a letter in it.
    Neutral,
}

/// The classes of all characters.
#[derive(Debug)]
pub(crate) struct Rules {
    charset: Charset,
    /// The class of what is not printable, or not a character.
    unprintable: Class,
    /// The classes of single bytes; `None` where more bytes belong to the character.
    bytes: [Option<Class>; 256],
}

/// A run without white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) is_word: bool,
}

impl Rules {
    pub(crate) fn new(charset: Charset, word_start: WordStart) -> Self {
        let unprintable = match word_start {
            WordStart::Printable => Class::Neutral,
            WordStart::Any => Class::Letter,
        };
        let mut bytes = (0..=u8::MAX).map(|byte| match byte {
            b'\t'..=b'\r' | b' ' => Some(Class::Space),
            b'!'..=b'~' => Some(Class::Letter),
            0x80.. if charset == Charset::Utf8 => None,
            _ => Some(unprintable),
        });
        Self { charset, unprintable, bytes: array::from_fn(|_| bytes.next().flatten()) }
    }

    /// All runs of a block, in order.
    pub(crate) fn runs<'a>(&'a self, block: &'a [u8]) -> impl Iterator<Item = Run> + use<'a> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let mut run = None;
            while let Some(&byte) = block.get(at) {
                let (class, len) = match self.bytes[usize::from(byte)] {
                    Some(class) => (class, 1),
                    None => self.decode(&block[at..]),
                };
                if class == Class::Space && run.is_some() {
                    break;
                }
                at += len;
                if class != Class::Space {
                    let run = run.get_or_insert(Run { start: at - len, end: at, is_word: false });
                    run.end = at;
                    run.is_word |= class == Class::Letter;
                }
            }
            run
        })
    }

    /// How much of a block is whole characters, if it goes on: a character that has only begun at
    /// its end does not count.
    pub(crate) fn whole_characters(&self, block: &[u8]) -> usize {
        let begun = |len: &usize| {
            let tail = &block[block.len() - len..];
            utf8_len(tail[0]).is_some_and(|whole| whole > tail.len())
        };
        let cut = match self.charset {
            Charset::C => None,
            Charset::Utf8 => (1..=block.len().min(3)).find(begun),
        };
        block.len() - cut.unwrap_or(0)
    }

    /// The class of the first character, which is not ASCII, and its length.
    fn decode(&self, text: &[u8]) -> (Class, usize) {
        let character = utf8_len(text[0])
            .and_then(|len| text.get(..len))
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .and_then(|text| text.chars().next());
        match character {
            Some(character) => (self.classify(character), character.len_utf8()),
            None => (self.unprintable, 1),
        }
    }

    fn classify(&self, character: char) -> Class {
        if self.unprintable == Class::Neutral && !is_printable(character) {
            Class::Neutral
        } else if is_space(character) {
            Class::Space
        } else {
            Class::Letter
        }
    }
}

/// How long a character is that begins with this byte, and is not ASCII.
fn utf8_len(first: u8) -> Option<usize> {
    match first {
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xf4 => Some(4),
        _ => None,
    }
}

/// White space in the sense of `wc`: with the spaces that do not break, without the control
/// character "next line".
fn is_space(character: char) -> bool {
    character.is_whitespace() && character != '\u{85}' || character == '\u{2060}'
}

/// Whether a character, not ASCII, is printable. Separators of lines and paragraphs are not.
fn is_printable(character: char) -> bool {
    let separator = matches!(character, '\u{2028}' | '\u{2029}');
    !(character.is_control() || separator || is_unassigned(character))
}

/// Characters that do not exist: noncharacters, planes without any, and the gaps in the scripts up
/// to U+07FF. Gaps above are not listed; new versions of Unicode fill them.
fn is_unassigned(character: char) -> bool {
    u32::from(character) & 0xfffe == 0xfffe
        || matches!(
            character,
            '\u{378}'..='\u{379}'
                | '\u{380}'..='\u{383}'
                | '\u{38b}'
                | '\u{38d}'
                | '\u{3a2}'
                | '\u{530}'
                | '\u{557}'..='\u{558}'
                | '\u{58b}'..='\u{58c}'
                | '\u{590}'
                | '\u{5c8}'..='\u{5cf}'
                | '\u{5eb}'..='\u{5ee}'
                | '\u{5f5}'..='\u{5ff}'
                | '\u{70e}'
                | '\u{74b}'..='\u{74c}'
                | '\u{7b2}'..='\u{7bf}'
                | '\u{7fb}'..='\u{7fc}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{40000}'..='\u{dffff}'
                | '\u{e0200}'..='\u{effff}'
        )
}
