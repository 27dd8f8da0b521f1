//! Reads the imports of a crate from its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The names in a path: `crate::a::B` is `["a", "B"]`.
type Names = Vec<String>;

/// The room of all files that are in no other room of the table.
pub(crate) const OTHERS: &str = "*";

/// A source file.
pub(crate) struct Source {
    /// Its path below the root of the sources.
    path: String,
    /// Its module, from the root of the crate.
    module: Names,
    /// The paths that it uses. An import also has the name by which the file uses it.
    uses: Vec<(Names, Option<String>)>,
}

impl Source {
    /// All sources below `root`, except the unit tests.
    pub(crate) fn read_all(root: &Path) -> Vec<Self> {
        let mut sources = Vec::new();
        let mut directories = vec![root.to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(&directory).expect("a directory of sources can be read") {
                let path = entry.expect("an entry can be read").path();
                if path.is_dir() {
                    directories.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).expect("a source can be read");
                    let below = path.strip_prefix(root).expect("the path is below the root");
                    sources.push(Source::new(below.to_str().expect("a path is UTF-8"), &text));
                }
            }
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// The source `text` in the file `path`.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let stem = path.strip_suffix(".rs").expect("a source ends in .rs");
        let mut module: Names = stem.split('/').map(String::from).collect();
        module.pop_if(|last| last == "mod" || last == "lib");
        let code = code(text);
        let mut uses = Vec::new();
        for statement in code.split_inclusive(';') {
            let (before, tree) = import(statement).unwrap_or((statement, ""));
            uses.extend(inline_paths(before).map(|path| (path, None)));
            if !tree.is_empty() {
                expand(&[], tree, &mut uses);
            }
        }
        Source { path: path.to_owned(), module, uses }
    }

    fn is_test(&self) -> bool {
        self.module.iter().any(|name| name == "tests")
    }
}

/// The text without comments, and without a module of unit tests at its end.
fn code(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut code = String::new();
    while let Some(line) = lines.next() {
        let is_test = line.starts_with("#[cfg(") && line.contains("test");
        let is_module = |next: &&str| next.contains("mod ") && next.ends_with('{');
        if is_test && lines.peek().is_some_and(is_module) {
            break;
        }
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// The text before the import at the end of a statement, and the tree behind its `use`.
fn import(statement: &str) -> Option<(&str, &str)> {
    let statement = statement.strip_suffix(';')?;
    let is_use = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("pub").map_or(line, |rest| {
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, r)| r)
        });
        line.trim_start().starts_with("use ")
    };
    let line = statement.lines().find(|line| is_use(line))?;
    let start = statement.find(line)?;
    Some((&statement[..start], &statement[start + line.find("use ")? + "use ".len()..]))
}

/// Adds the paths of an import tree behind `prefix`: `a::{b, c as d}` is `a::b` and `a::c`.
fn expand(prefix: &[String], tree: &str, uses: &mut Vec<(Names, Option<String>)>) {
    let tree = tree.trim();
    let (head, group) = match tree.split_once('{') {
        Some((head, rest)) => (head, rest.rsplit_once('}').map(|(group, _)| group)),
        None => (tree, None),
    };
    let (head, alias) = match head.split_once(" as ") {
        Some((head, alias)) => (head, Some(alias.trim())),
        None => (head, None),
    };
    let names = head.split("::").map(str::trim).filter(|name| !name.is_empty() && *name != "*");
    let mut path: Names = prefix.iter().cloned().chain(names.map(String::from)).collect();
    if let Some(group) = group {
        for tree in entries(group) {
            expand(&path, tree, uses);
        }
        return;
    }
    if path.len() > 1 {
        path.pop_if(|last| last == "self");
    }
    let name = alias.map(String::from).or_else(|| path.last().cloned());
    uses.push((path, name));
}

/// The entries of a group, cut at the commas outside inner groups.
fn entries(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut entries) = (0, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    entries.push(&group[start..]);
    entries.into_iter().filter(|entry| !entry.trim().is_empty()).collect()
}

/// The paths that begin with `crate::` or `super::`.
fn inline_paths(code: &str) -> impl Iterator<Item = Names> {
    let is_of_path = |character: char| character.is_alphanumeric() || "_:$".contains(character);
    code.split(move |character| !is_of_path(character))
        .filter(|word| word.starts_with("crate::") || word.starts_with("super::"))
        .map(|word| word.split("::").filter(|name| !name.is_empty()).map(String::from).collect())
}

/// The files of a crate by their modules.
struct Files<'a>(BTreeMap<&'a [String], &'a Source>);

impl Files<'_> {
    /// The path from the root of the crate. `None` if it leads to another crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let (_, parent) = module.split_last()?;
                let supers = rest.iter().take_while(|name| *name == "super").count();
                let parent = &parent[..parent.len().checked_sub(supers)?];
                Some([parent, &rest[supers..]].concat())
            }
            _ => {
                let child = [module, &path[..1]].concat();
                self.0.contains_key(child.as_slice()).then(|| [module, path].concat())
            }
        }
    }

    /// The file that defines the item at an absolute path, through any re-exports.
    fn defining(&self, path: &[String], steps: usize) -> Option<&Source> {
        let prefixes = (0..=path.len()).rev().map(|len| path.split_at(len));
        let (file, rest) =
            { prefixes }.find_map(|(module, rest)| Some((*self.0.get(module)?, rest)))?;
        let Some((name, rest)) = rest.split_first() else {
            return Some(file);
        };
        let reexport = file.uses.iter().find(|(_, alias)| alias.as_ref() == Some(name));
        let target = reexport.and_then(|(path, _)| self.absolute(&file.module, path));
        match target {
            Some(target) if steps > 0 => self.defining(&[&target, rest].concat(), steps - 1),
            _ => Some(file),
        }
    }

    /// The other files that a file uses.
    fn used_by(&self, file: &Source) -> Vec<&Source> {
        let paths = file.uses.iter().filter_map(|(path, _)| self.absolute(&file.module, path));
        let used: BTreeMap<_, _> = paths
            .filter_map(|path| self.defining(&path, 9))
            .filter(|used| used.path != file.path && !used.is_test())
            .map(|used| (used.path.as_str(), used))
            .collect();
        used.into_values().collect()
    }
}

/// All imports that do not run one way, as text. The rooms go from the lowest to the highest.
pub(crate) fn violations(sources: &[Source], rooms: &[&str]) -> Vec<String> {
    let sources: Vec<_> = sources.iter().filter(|source| !source.is_test()).collect();
    let files = Files(sources.iter().map(|file| (file.module.as_slice(), *file)).collect());
    let room = |file: &Source| {
        let module = file.module.join("::");
        let is_in = |room: &str| {
            room == OTHERS
                || module
                    .strip_prefix(room)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let rooms = rooms.iter().enumerate().filter(|(_, room)| is_in(room));
        rooms.max_by_key(|(_, room)| room.len()).map(|(rank, _)| rank)
    };
    let mut violations = Vec::new();
    let mut arrows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in sources.iter().filter(|file| !file.module.is_empty()) {
        let Some(rank) = room(file) else {
            violations.push(format!("{} is in no space", file.path));
            continue;
        };
        for used in files.used_by(file) {
            if room(used).is_some_and(|used| used > rank) {
                let text = format!("{} uses {}, which is in a higher room", file.path, used.path);
                violations.push(text);
            }
            let (a, b) = (&file.module, &used.module);
            if !a.starts_with(b) && !b.starts_with(a) {
                arrows.entry(&file.path).or_default().push(&used.path);
            }
        }
    }
    violations.extend(circle(&arrows));
    violations
}

/// One circle of arrows.
fn circle(arrows: &BTreeMap<&str, Vec<&str>>) -> Option<String> {
    let mut done = BTreeSet::new();
    arrows.keys().find_map(|file| follow(&mut vec![file], arrows, &mut done))
}

/// Follows the arrows from the end of the trail, until one leads back to the trail.
fn follow<'a>(
    trail: &mut Vec<&'a str>,
    arrows: &BTreeMap<&'a str, Vec<&'a str>>,
    done: &mut BTreeSet<&'a str>,
) -> Option<String> {
    let last = *trail.last()?;
    if done.contains(last) {
        return None;
    }
    for next in arrows.get(last).into_iter().flatten() {
        if let Some(start) = trail.iter().position(|file| file == next) {
            let circle = [&trail[start..], &[*next]].concat();
            return Some(format!("a circle: {}", circle.join(" → ")));
        }
        trail.push(next);
        let found = follow(trail, arrows, done);
        if found.is_some() {
            return found;
        }
        trail.pop();
    }
    done.insert(last);
    None
}
