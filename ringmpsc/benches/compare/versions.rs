//! Which versions of the contestants were built.

/// What cargo resolved.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// The crates of the contestants.
const CRATES: [&str; 19] = [
    "async-channel",
    "bytes",
    "crossbeam-channel",
    "crossbeam-queue",
    "crossfire",
    "disruptor",
    "flume",
    "iceoryx2",
    "ipc-channel",
    "kanal",
    "object-pool",
    "ringbuf",
    "ringmpsc",
    "rtrb",
    "shaq",
    "sharded-slab",
    "shmem-ipc",
    "thingbuf",
    "tokio",
];

/// Names and versions.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    let lines = || LOCK.lines().zip(LOCK.lines().skip(1));
    let value = |line: &'static str, key| line.strip_prefix(key)?.strip_suffix('"');
    let version = |name| {
        lines().find_map(|(first, second)| {
            (value(first, "name = \"") == Some(name)).then(|| value(second, "version = \""))?
        })
    };
    CRATES.into_iter().filter_map(|name| Some((name, version(name)?))).collect()
}
