//! Reading `/sys/devices/system/node`: see [`sysfs-devices-node`] and [numa(7)].
//!
//! [`sysfs-devices-node`]: https://www.kernel.org/doc/Documentation/ABI/stable/sysfs-devices-node
//! [numa(7)]: https://man7.org/linux/man-pages/man7/numa.7.html

use std::fs;
use std::path::{Path, PathBuf};

use super::id_list;
use super::node::{Distance, Node};
use super::problem::Problem;

/// The directory `/sys/devices/system/node`, or a substitute for it.
pub(super) struct NodeTree<'a> {
    directory: PathBuf,
    problems: &'a mut Vec<Problem>,
}

impl<'a> NodeTree<'a> {
    /// Opens the tree below `root`, which replaces `/sys`. Files that cannot be read go to
    /// `problems`.
    pub(super) fn new(root: &Path, problems: &'a mut Vec<Problem>) -> Self {
        Self { directory: root.join("devices/system/node"), problems }
    }

    /// Returns all online nodes in the order of their ids, or none if the tree has none.
    pub(super) fn nodes(&mut self) -> Vec<Node> {
        let online = self.online();
        online.iter().map(|&id| self.node(id, &online)).collect()
    }

    /// Returns the ids of the online nodes: those in the file `online`, or without that file, those
    /// that have a directory.
    fn online(&mut self) -> Vec<u32> {
        let path = self.directory.join("online");
        let listed = self.read(&path, |text| match id_list::parse(text)?.as_slice() {
            [] => Err("no node is online"),
            ids => Ok(ids.iter().copied().map(u32::from).collect()),
        });
        listed.unwrap_or_else(|| self.directories())
    }

    /// Returns the ids of the nodes that have a directory.
    fn directories(&mut self) -> Vec<u32> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(Problem::unreadable(&self.directory, &error));
                return Vec::new();
            }
        };
        let mut ids = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => ids.extend(entry.file_name().to_str().and_then(id_of_directory)),
                Err(error) => self.problems.push(Problem::unreadable(&self.directory, &error)),
            }
        }
        ids.sort_unstable();
        ids
    }

    /// Reads one node, without the files that cannot be read.
    fn node(&mut self, id: u32, online: &[u32]) -> Node {
        let directory = self.directory.join(format!("node{id}"));
        let cpus = self.read(&directory.join("cpulist"), parse_cpus);
        let memory_bytes = self.read(&directory.join("meminfo"), parse_memory);
        let distances =
            self.read(&directory.join("distance"), |text| parse_distances(text, online));
        Node {
            id,
            cpus: cpus.unwrap_or_default(),
            memory_bytes,
            distances: distances.unwrap_or_default(),
        }
    }

    /// Reads and parses one file. A failure becomes one more problem.
    fn read<T>(
        &mut self,
        path: &Path,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                self.problems.push(Problem::unreadable(path, &error));
                return None;
            }
        };
        match parse(&text) {
            Ok(parsed) => Some(parsed),
            Err(what) => {
                self.problems.push(Problem::Malformed { path: path.to_owned(), what });
                None
            }
        }
    }
}

/// Returns the id in a name such as `node12`, or `None` for a name such as `power` or `has_cpu`.
fn id_of_directory(name: &str) -> Option<u32> {
    let id = id_list::parse_id(name.strip_prefix("node")?).ok()?;
    Some(u32::from(id))
}

/// Parses `cpulist`: the online CPUs of the node.
fn parse_cpus(text: &str) -> Result<Vec<usize>, &'static str> {
    let ids = id_list::parse(text)?;
    Ok(ids.into_iter().map(usize::from).collect())
}

/// Parses `meminfo`: lines such as `Node 0 MemTotal:  123 kB`. The first number of a line is the id
/// of the node, not a size.
fn parse_memory(text: &str) -> Result<u64, &'static str> {
    let total = text.lines().find_map(|line| line.split_once("MemTotal:"));
    let (_, amount) = total.ok_or("there is no MemTotal")?;
    let kilobytes = amount.trim().strip_suffix("kB").ok_or("MemTotal is not in kB")?;
    let kilobytes: u64 = kilobytes.trim().parse().map_err(|_| "MemTotal is not a number")?;
    kilobytes.checked_mul(1024).ok_or("MemTotal is out of range")
}

/// Parses `distance`: one number for each online node, in the order of their ids.
fn parse_distances(text: &str, online: &[u32]) -> Result<Vec<Distance>, &'static str> {
    let distances: Result<Vec<u32>, _> = text.split_whitespace().map(str::parse).collect();
    let distances = distances.map_err(|_| "a distance is not a number")?;
    if distances.len() != online.len() {
        return Err("there is not one distance for each online node");
    }
    let entries = online.iter().zip(distances);
    Ok(entries.map(|(&node, distance)| Distance { node, distance }).collect())
}
