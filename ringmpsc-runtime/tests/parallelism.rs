//! How many CPUs the process may keep busy. The quotas of cgroups are tested in the module.

#[path = "support/child.rs"]
mod child;

use std::fs;
use std::path::Path;

use ringmpsc_runtime::affinity;
use ringmpsc_runtime::parallelism::{from_root, parallelism};
use tempfile::TempDir;

/// A directory that plays `/`, where the process has a quota.
fn root_with(cpu_max: &str) -> TempDir {
    let root = tempfile::tempdir().expect("a temporary directory can be made");
    for (directory, file, contents) in
        [("proc/self", "cgroup", "0::/\n"), ("sys/fs/cgroup", "cpu.max", cpu_max)]
    {
        let directory = root.path().join(directory);
        fs::create_dir_all(&directory).expect("a directory can be made");
        fs::write(directory.join(file), contents).expect("a file can be written");
    }
    root
}

#[test]
fn the_smaller_of_affinity_and_quota() {
    child::run("the_smaller_of_affinity_and_quota", &[], || {
        let usable = affinity::usable_cpus().expect("tests may ask");
        let none = Path::new("/nonexistent");
        let (small, large) = (root_with("50000 100000\n"), root_with("9000000000 100000\n"));
        assert_eq!(from_root(none).get(), usable.len());
        assert_eq!(from_root(large.path()).get(), usable.len());
        assert_eq!(from_root(small.path()).get(), 1);
        affinity::bind_to_cpu(usable[0]).expect("it is usable");
        assert_eq!(from_root(none).get(), 1);
        assert_eq!(from_root(large.path()).get(), 1);
    });
}

#[test]
fn the_first_answer_is_kept() {
    child::run("the_first_answer_is_kept", &[], || {
        let usable = affinity::usable_cpus().expect("tests may ask");
        affinity::bind_to_cpu(usable[0]).expect("it is usable");
        assert_eq!(parallelism().get(), 1);
        affinity::bind_to_cpus(&usable).expect("they are usable");
        assert_eq!(parallelism().get(), 1);
    });
}

/// The files of this machine can be read, whatever they say.
#[test]
fn this_machine() {
    let usable = affinity::usable_cpus().expect("tests may ask");
    assert!((1..=usable.len()).contains(&parallelism().get()));
}
