//! Reads the texts of the repository: its sources and its pages.

use std::fs;
use std::path::Path;

/// The columns of a line.
const WIDTH: usize = 100;

/// Words that hide the actor of a sentence.
const HIDDEN_ACTORS: [&str; 4] = ["who", "whoever", "nobody", "somebody"];

/// A source or a page.
pub(crate) struct Text {
    /// Its path below the root.
    pub(crate) path: String,
    text: String,
}

impl Text {
    /// All sources and pages below `root`, except what a build or the version control has put
    /// there.
    pub(crate) fn read_all(root: &Path) -> Vec<Self> {
        let mut texts = Vec::new();
        let mut directories = vec![root.to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(&directory).expect("a directory can be read") {
                let path = entry.expect("an entry can be read").path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if path.is_dir() {
                    if name != "target" && !name.starts_with('.') {
                        directories.push(path);
                    }
                } else if path.extension().is_some_and(|it| it == "rs" || it == "md") {
                    let text = fs::read_to_string(&path).expect("a text can be read");
                    let below = path.strip_prefix(root).expect("the path is below the root");
                    texts.push(Self::new(below.to_str().expect("a path is UTF-8"), &text));
                }
            }
        }
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        texts
    }

    /// The text of the file `path`.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn is_source(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == "rs")
    }

    /// Whether the text contains `part`.
    pub(crate) fn contains(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    /// The number of lines.
    pub(crate) fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// The number of lines before the unit tests. They stand at the end of a file.
    pub(crate) fn lines_without_tests(&self) -> usize {
        let opens_tests =
            |line: &str| line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(all(test, ");
        let lines: Vec<_> = self.text.lines().collect();
        let tests = lines
            .windows(2)
            .position(|pair| opens_tests(pair[0]) && pair[1].starts_with("mod tests"));
        tests.unwrap_or(lines.len())
    }

    /// The lines that are too long, each with its place.
    pub(crate) fn long_lines(&self) -> Vec<String> {
        let lines = (1..).zip(self.text.lines());
        let long = lines.filter(|(_, line)| self.is_too_long(line));
        long.map(|(nth, line)| format!("{}:{nth}: {} columns", self.path, columns(line))).collect()
    }

    /// Two kinds of lines may be longer. A row of a table cannot be broken. A link cannot either:
    /// its target does not count.
    fn is_too_long(&self, line: &str) -> bool {
        let markdown = if self.is_source() { doc_comment(line) } else { Some(line) };
        let Some(markdown) = markdown.map(str::trim) else {
            return columns(line) > WIDTH;
        };
        let is_row = markdown.starts_with('|') && markdown.ends_with('|');
        let targets: usize = targets(markdown).map(columns).sum();
        !is_row && columns(line) - targets > WIDTH
    }

    /// The words of [`HIDDEN_ACTORS`] in prose, each with its place.
    pub(crate) fn hidden_actors(&self) -> Vec<String> {
        let prose = if self.is_source() { prose(&self.text) } else { self.text.clone() };
        let mut found = Vec::new();
        for (nth, line) in (1..).zip(prose.lines()) {
            let words = line.split(|character: char| !character.is_alphanumeric());
            let is_hidden = |word: &&str| HIDDEN_ACTORS.contains(&word.to_lowercase().as_str());
            let words = words.filter(is_hidden);
            found.extend(words.map(|word| format!("{}:{nth}: {word}", self.path)));
        }
        found
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text of a line that is a documentation comment.
fn doc_comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
}

/// The targets of the links in a line: `](target)`, `[label]: target` and bare addresses.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let definition =
        line.strip_prefix('[').and_then(|rest| rest.split_once(']')?.1.strip_prefix(": "));
    let bare = line.split([' ', '<', '>']).filter(|word| word.starts_with("https://"));
    let alone = definition.is_none();
    inline.chain(definition).chain(bare.filter(move |_| alone))
}

/// The comments and strings of a source. Everything else is blank.
fn prose(source: &str) -> String {
    enum Place {
        Code,
        Comment,
        String,
    }
    let mut place = Place::Code;
    let mut prose = String::with_capacity(source.len());
    let mut before = ' ';
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let is_prose = !matches!(place, Place::Code);
        match (&place, character) {
            (Place::Code, '/') if next == Some('/') => place = Place::Comment,
            // The character `"` is a literal of its own.
            (Place::Code, '"') if before != '\'' || next != Some('\'') => place = Place::String,
            (Place::Comment, '\n') | (Place::String, '"') => place = Place::Code,
            (Place::String, '\\') => {
                prose.extend(characters.next().map(|it| if it == '\n' { it } else { ' ' }));
            }
            _ => {}
        }
        prose.push(if is_prose || character == '\n' { character } else { ' ' });
        before = character;
    }
    prose
}
