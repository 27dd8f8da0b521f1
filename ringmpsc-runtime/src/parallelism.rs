//! How many CPUs the process may keep busy at once: `sched_getaffinity(2)`, cgroups(7).
//!
//! Fewer than the machine has, where a cpuset or taskset(1) leaves the process only some, or where a
//! container gives its cgroup only a quota of CPU time. Which matters to whoever spins: where only
//! one thread runs at a time, nobody will change what it spins on until it stops.
//!
//! ```
//! use ringmpsc_runtime::parallelism::parallelism;
//!
//! let may_spin = parallelism().get() > 1;
//! # let _ = may_spin;
//! ```

use std::ffi::OsStr;
use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use crate::affinity;

/// How many CPUs this process may keep busy at once; at least 1.
///
/// See [`from_root`] for what counts, with `/` for the root. The answer is fixed by the first call,
/// which reads a handful of small files; later calls are a load and a comparison. Concurrent first
/// calls wait for one another.
///
/// One of the limits is the affinity of the thread that makes the first call. So make it before
/// threads are bound to CPUs, or from a thread that is not.
///
/// ```
/// use ringmpsc_runtime::parallelism::parallelism;
///
/// assert!(parallelism().get() >= 1);
/// assert_eq!(parallelism(), parallelism());
/// ```
pub fn parallelism() -> NonZeroUsize {
    static ANSWER: OnceLock<NonZeroUsize> = OnceLock::new();
    *ANSWER.get_or_init(|| from_root(Path::new("/")))
}

/// The same with a directory that plays `/`, and asked anew at each call: the smallest of
///
/// * the number of [CPUs on which the calling thread may run](affinity::usable_cpus), which is not
///   read from `root`;
/// * the quota of each cgroup to which the process belongs, directly or by an ancestor, rounded up
///   to whole CPUs. A quota of 150 ms in a period of 100 ms makes 2.
///
/// The process belongs to those in `proc/self/cgroup`. Their quotas are in `cpu.max` below
/// `sys/fs/cgroup` or `sys/fs/cgroup/unified` (version 2), and in `cpu.cfs_quota_us` and
/// `cpu.cfs_period_us` below `sys/fs/cgroup/cpu` or a directory which is named after all the
/// controllers of the hierarchy, such as `sys/fs/cgroup/cpu,cpuacct` (version 1). The root of each
/// is an ancestor: in a container without a cgroup namespace it is the only one that can be found,
/// and the one that has the quota of the container.
///
/// A file that is missing, unreadable or malformed is no limit, and neither is an affinity which a
/// sandbox does not tell. Without any limit the answer is 1: nothing is guessed.
///
/// ```
/// use ringmpsc_runtime::{affinity, parallelism};
/// use std::path::Path;
///
/// let without_cgroups = parallelism::from_root(Path::new("/nonexistent"));
/// assert_eq!(without_cgroups.get(), affinity::usable_cpus()?.len());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn from_root(root: &Path) -> NonZeroUsize {
    let usable = affinity::usable_cpus().ok();
    let usable = usable.and_then(|cpus| NonZeroUsize::new(cpus.len()));
    usable.into_iter().chain(quota(root)).min().unwrap_or(NonZeroUsize::MIN)
}

/// The smallest quota of all cgroups of the process.
fn quota(root: &Path) -> Option<NonZeroUsize> {
    let groups = fs::read(root.join("proc/self/cgroup")).ok()?;
    let hierarchies = root.join("sys/fs/cgroup");
    let lines = groups.split(|byte| *byte == b'\n');
    let memberships = lines.filter_map(Membership::parse);
    memberships.filter_map(|membership| membership.quota(&hierarchies)).min()
}

/// A line of `/proc/self/cgroup`: the cgroup of the process in one of the hierarchies.
struct Membership<'a> {
    /// Separated by commas; empty for version 2.
    controllers: &'a OsStr,
    /// Relative to where the hierarchy is mounted.
    group: &'a Path,
}

impl<'a> Membership<'a> {
    /// `hierarchy-ID:controller-list:cgroup-path`, if the path tells where the cgroup is.
    fn parse(line: &'a [u8]) -> Option<Self> {
        let mut fields = line.splitn(3, |byte| *byte == b':');
        let _hierarchy = fields.next()?;
        let controllers = OsStr::from_bytes(fields.next()?);
        let path = Path::new(OsStr::from_bytes(fields.next()?));
        let group = path.strip_prefix("/").ok()?;
        // Above the root of the cgroup namespace of the process: neither the cgroup nor an ancestor
        // is mounted.
        let is_outside = group.components().any(|part| part == Component::ParentDir);
        (!is_outside).then_some(Self { controllers, group })
    }

    /// The smallest quota of the cgroup and its ancestors.
    fn quota(&self, hierarchies: &Path) -> Option<NonZeroUsize> {
        let mut controllers = self.controllers.as_bytes().split(|byte| *byte == b',');
        if self.controllers.is_empty() {
            let mounts = [hierarchies.to_owned(), hierarchies.join("unified")];
            self.quota_by(&mounts, read_version_2)
        } else if controllers.any(|controller| controller == b"cpu") {
            let mounts = [hierarchies.join("cpu"), hierarchies.join(self.controllers)];
            self.quota_by(&mounts, read_version_1)
        } else {
            None
        }
    }

    /// The same, where the hierarchy is one of `mounts`, and `read` reads the quota of one cgroup.
    fn quota_by(
        &self,
        mounts: &[PathBuf],
        read: impl Fn(&Path) -> Option<NonZeroUsize>,
    ) -> Option<NonZeroUsize> {
        let groups = mounts.iter().flat_map(|mount| {
            // The last ancestor of a relative path is the empty one.
            self.group.ancestors().map(|group| mount.join(group))
        });
        groups.filter_map(|group| read(&group)).min()
    }
}

/// `cpu.max`: quota and period in microseconds, where the quota may be `max`.
fn read_version_2(group: &Path) -> Option<NonZeroUsize> {
    let text = fs::read_to_string(group.join("cpu.max")).ok()?;
    let mut numbers = text.split_whitespace();
    cpus(numbers.next()?, numbers.next()?)
}

/// `cpu.cfs_quota_us` and `cpu.cfs_period_us`, where the quota may be -1 for none.
fn read_version_1(group: &Path) -> Option<NonZeroUsize> {
    let quota = fs::read_to_string(group.join("cpu.cfs_quota_us")).ok()?;
    let period = fs::read_to_string(group.join("cpu.cfs_period_us")).ok()?;
    cpus(quota.trim(), period.trim())
}

/// How many CPUs it takes to use up the quota.
fn cpus(quota: &str, period: &str) -> Option<NonZeroUsize> {
    let quota: u64 = quota.parse().ok()?;
    let period: u64 = period.parse().ok()?;
    if period == 0 {
        return None;
    }
    // The kernel allows no quota of 0: it would be no limit, but malformed.
    NonZeroUsize::new(usize::try_from(quota.div_ceil(period)).ok()?)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A directory that plays `/`, where the process belongs to `memberships`.
    struct Root(TempDir);

    impl Root {
        fn with(memberships: &str) -> Self {
            let root = Self(tempfile::tempdir().expect("a temporary directory can be made"));
            root.file("proc/self/cgroup", memberships)
        }

        fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
            let path = self.0.path().join(path);
            let directory = path.parent().expect("a file is in a directory");
            fs::create_dir_all(directory).expect("a directory can be made");
            fs::write(&path, contents).expect("a file can be written");
            self
        }

        /// A cgroup of version 1 below `sys/fs/cgroup`.
        fn version_1(self, group: &str, quota: &str, period: &str) -> Self {
            self.file(&format!("sys/fs/cgroup/{group}/cpu.cfs_quota_us"), quota)
                .file(&format!("sys/fs/cgroup/{group}/cpu.cfs_period_us"), period)
        }

        fn quota(&self) -> Option<usize> {
            quota(self.0.path()).map(NonZeroUsize::get)
        }
    }

    /// The quota of a cgroup with that `cpu.max`.
    fn quota_of(cpu_max: &str) -> Option<usize> {
        Root::with("0::/a\n").file("sys/fs/cgroup/a/cpu.max", cpu_max).quota()
    }

    #[test]
    fn quotas_are_rounded_up() {
        assert_eq!(quota_of("1 100000\n"), Some(1));
        assert_eq!(quota_of("100000 100000\n"), Some(1));
        assert_eq!(quota_of("100001 100000\n"), Some(2));
        assert_eq!(quota_of("150000 100000\n"), Some(2));
        assert_eq!(quota_of("200000 50000\n"), Some(4));
    }

    #[test]
    fn what_makes_no_sense_is_no_limit() {
        let malformed = ["", "\n", "100000\n", "-1 100000\n", "100000 0\n", "0 100000\n", "a b\n"];
        for cpu_max in malformed {
            assert_eq!(quota_of(cpu_max), None, "{cpu_max:?}");
        }
        assert_eq!(quota_of("max 100000\n"), None);
    }

    #[test]
    fn without_files_there_is_no_limit() {
        assert_eq!(quota(Path::new("/nonexistent")), None);
        assert_eq!(Root::with("0::/a\n").quota(), None);
        for memberships in ["", "\n", "0:\n", "0::\n", "0::a\n", "nonsense"] {
            let root = Root::with(memberships).file("sys/fs/cgroup/a/cpu.max", "100000 100000");
            assert_eq!(root.quota(), None, "{memberships:?}");
        }
    }

    #[test]
    fn ancestors_count() {
        let nested = |root_quota, a, b, c| {
            Root::with("0::/a/b/c\n")
                .file("sys/fs/cgroup/cpu.max", root_quota)
                .file("sys/fs/cgroup/a/cpu.max", a)
                .file("sys/fs/cgroup/a/b/cpu.max", b)
                .file("sys/fs/cgroup/a/b/c/cpu.max", c)
                .file("sys/fs/cgroup/other/cpu.max", "100000 100000")
                .quota()
        };
        assert_eq!(nested("max 100000", "max 100000", "max 100000", "max 100000"), None);
        assert_eq!(
            nested("300000 100000", "max 100000", "500000 100000", "400000 100000"),
            Some(3)
        );
        assert_eq!(
            nested("max 100000", "300000 100000", "500000 100000", "400000 100000"),
            Some(3)
        );
        assert_eq!(nested("max 100000", "max 100000", "300000 100000", "400000 100000"), Some(3));
        assert_eq!(nested("max 100000", "max 100000", "400000 100000", "300000 100000"), Some(3));
    }

    #[test]
    fn a_group_that_is_not_there_has_ancestors_that_are() {
        let root = Root::with("0::/docker/0123 (deleted)\n");
        assert_eq!(root.file("sys/fs/cgroup/cpu.max", "300000 100000").quota(), Some(3));
    }

    #[test]
    fn a_group_outside_of_the_namespace_is_not_taken_for_another() {
        let root = Root::with("0::/../a\n")
            .file("sys/fs/cgroup/cpu.max", "300000 100000")
            .file("sys/fs/a/cpu.max", "300000 100000")
            .file("sys/fs/cgroup/a/cpu.max", "300000 100000");
        assert_eq!(root.quota(), None);
    }

    #[test]
    fn names_of_groups_are_bytes_and_may_have_colons() {
        let root = Root::with("0::/a:b\n").file("sys/fs/cgroup/a:b/cpu.max", "300000 100000");
        assert_eq!(root.quota(), Some(3));
        let root = Root::with("").file("proc/self/cgroup", b"1:pids:/\xff\n0::/a\n");
        assert_eq!(root.file("sys/fs/cgroup/a/cpu.max", "300000 100000").quota(), Some(3));
    }

    #[test]
    fn version_1() {
        let limited = |group: &str, memberships: &str| {
            Root::with(memberships)
                .version_1("cpu/outer", "-1\n", "100000\n")
                .version_1(group, "250000\n", "100000\n")
                .quota()
        };
        assert_eq!(limited("cpu/outer/inner", "1:cpu:/outer/inner\n"), Some(3));
        assert_eq!(limited("cpu/outer", "1:cpu:/outer/inner\n"), Some(3));
        assert_eq!(limited("cpu", "1:cpu:/outer/inner\n"), Some(3));
        assert_eq!(limited("cpu/other", "1:cpu:/outer/inner\n"), None);
        assert_eq!(limited("cpu,cpuacct/a", "4:cpu,cpuacct:/a\n"), Some(3));
        assert_eq!(limited("cpuacct,cpu/a", "4:cpuacct,cpu:/a\n"), Some(3));
        assert_eq!(limited("cpu/a", "4:cpu,cpuacct:/a\n"), Some(3));
        assert_eq!(limited("cpu/a", "4:cpuset:/a\n3:cpuacct:/a\n"), None);
    }

    #[test]
    fn version_1_needs_both_files() {
        let quota_only =
            Root::with("1:cpu:/\n").file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
        assert_eq!(quota_only.quota(), None);
        let period_only =
            Root::with("1:cpu:/\n").file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        assert_eq!(period_only.quota(), None);
    }

    #[test]
    fn the_smallest_of_both_versions() {
        let both = |version_1, version_2| {
            Root::with("2:cpuset:/\n1:cpu:/a\n0::/b\n")
                .version_1("cpu/a", version_1, "100000")
                .file("sys/fs/cgroup/unified/b/cpu.max", version_2)
                .quota()
        };
        assert_eq!(both("300000", "max 100000"), Some(3));
        assert_eq!(both("-1", "300000 100000"), Some(3));
        assert_eq!(both("300000", "400000 100000"), Some(3));
        assert_eq!(both("400000", "300000 100000"), Some(3));
    }
}
