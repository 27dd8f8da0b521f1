//! The orderings in the text of the library's functions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The sources of the library by their path below `ringmpsc/src`, without comments.
pub(crate) struct Sources(BTreeMap<String, String>);

impl Sources {
    /// Reads all sources below `root`.
    pub(crate) fn read(root: &Path) -> Self {
        let mut sources = BTreeMap::new();
        let mut directories = vec![root.to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(&directory).expect("a directory of sources can be read") {
                let path = entry.expect("an entry can be read").path();
                if path.is_dir() {
                    directories.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).expect("a source can be read");
                    let below = path.strip_prefix(root).expect("the path is below the root");
                    let below = below.to_str().expect("a path is UTF-8").to_owned();
                    sources.insert(below, without_comments(&text));
                }
            }
        }
        Self(sources)
    }

    /// The orderings of the function `name` or `Type::name`, in the order of the text.
    pub(crate) fn orderings(&self, file: &str, function: &str) -> Result<Vec<String>, String> {
        let text = self.0.get(file).ok_or(format!("there is no file {file}"))?;
        let body = match function.split_once("::") {
            Some((of, name)) => blocks(text, "impl")
                .filter(|(header, _)| words(header).any(|word| word == of))
                .find_map(|(_, body)| body_of(body, name)),
            None => body_of(text, function),
        };
        Ok(tokens(body.ok_or(format!("{file} has no function {function}"))?))
    }

    /// All names of orderings, fences and steps in the library, each with its number of uses.
    pub(crate) fn names(&self) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        let files = self.0.iter().filter(|(file, _)| !file.starts_with("sync/"));
        for token in files.flat_map(|(_, text)| tokens(text)) {
            if let Some(name) = name_of(&token) {
                *names.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        names
    }

    /// The names in the list `EDGES` of the models.
    pub(crate) fn edges_of_models(&self) -> Vec<String> {
        let text = &self.0["sync/loom/mod.rs"];
        let start = text.find("const EDGES").expect("the models have a list of edges");
        let list = &text[start..];
        let list = &list[..list.find("];").expect("the list ends")];
        list.split('"').skip(1).step_by(2).map(String::from).collect()
    }
}

/// The name in a token such as `tail.publish=Release` or `fence.full?`.
pub(crate) fn name_of(token: &str) -> Option<&str> {
    token.split(['=', '?']).next().filter(|name| name.contains('.'))
}

fn without_comments(text: &str) -> String {
    let line = |line: &str| {
        let mut in_string = false;
        let mut last = ' ';
        for (at, c) in line.char_indices() {
            match c {
                '"' if last != '\\' && last != '\'' => in_string = !in_string,
                '/' if last == '/' && !in_string => return line[..at - 1].to_owned(),
                _ => {}
            }
            last = c;
        }
        line.to_owned()
    };
    text.lines().map(line).fold(String::new(), |text, line| text + &line + "\n")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The blocks that begin with this word: the text up to the brace, and that between the braces.
fn blocks<'a>(text: &'a str, word: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let starts: Vec<usize> = text
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !part(before) && !part(after)
        })
        .collect();
    starts.into_iter().filter_map(move |at| {
        let text = &text[at..];
        let open = text.find(['{', ';'])?;
        if text[open..].starts_with(';') {
            return None;
        }
        let mut depth = 0;
        for (at, c) in text[open..].char_indices() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if depth == 0 {
                return Some((&text[..open], &text[open + 1..open + at]));
            }
        }
        None
    })
}

fn body_of<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    // A constant parameter has braces before those of the body. No such function is named here.
    blocks(text, "fn").find(|(header, _)| words(header).nth(1) == Some(name)).map(|(_, body)| body)
}

/// Calls that stand for an ordering or a fence, with what the token says of them.
const CALLS: [(&str, &str); 11] = [
    ("compiler_fence(Ordering::SeqCst", "light"),
    ("acquire_loads_before(", "Acquire"),
    ("store_late(", "Release"),
    ("clear_late(", "biased.claimed=Release"),
    ("fence_after_rmw(", "fence"),
    ("fence(Ordering::SeqCst", "fence"),
    ("fence_after_listening(", "fence_after_listening"),
    ("fence_notifying(", "fence_notifying"),
    ("light(", "light"),
    ("heavy(", "heavy"),
    ("full(", "full"),
];

/// The orderings, fences and steps of a text.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at_word = text[..text.len() - rest.len()]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let string = |rest: &str| rest.split('"').nth(1).unwrap_or_default().to_owned();
        let mut skip = first.len_utf8();
        if !at_word {
        } else if let Some(after) = rest.strip_prefix("edge(\"") {
            let name = string(rest);
            let ordering = words(&after[name.len()..]).nth(1).unwrap_or_default();
            tokens.push(format!("{name}={ordering}"));
            skip = rest.find(ordering).map_or(skip, |at| at + ordering.len());
        } else if rest.starts_with("edges(\"") {
            let mut names = rest.split('"').skip(1).step_by(2);
            for ordering in ["Acquire", "Release"] {
                tokens.push(format!("{}={ordering}", names.next().unwrap_or_default()));
            }
        } else if rest.starts_with("present(\"") {
            tokens.push(format!("{}?", string(rest)));
        } else if let Some((call, says)) = CALLS.iter().find(|(call, _)| rest.starts_with(call)) {
            skip = call.len();
            match *call {
                "acquire_loads_before(" | "store_late(" => {
                    tokens.push(format!("{}={says}", string(rest)));
                }
                _ => tokens.push((*says).to_owned()),
            }
        } else if let Some(after) = rest.strip_prefix("Ordering::") {
            let ordering = words(after).next().unwrap_or_default();
            if ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"].contains(&ordering) {
                tokens.push(ordering.to_owned());
            }
        }
        rest = &rest[skip..];
    }
    tokens
}
