//! The pages of a ring between processes: mapped one by one, at once, or locked.

use std::fs;
use std::thread;
use std::time::Duration;

use ringmpsc::process::SharedRing;
use ringmpsc::ring_channel;

/// A page of a large ring. Each test has a size of its own, by which it finds its mappings.
#[ring_channel(kind = spsc, bits = 5, shared)]
pub type Page = [u8; 4096];

/// The same in a channel with the option.
mod with {
    #[ringmpsc::ring_channel(kind = spsc, bits = 6, shared, prefault, name = Pair)]
    #[ringmpsc::ring_channel(kind = spsc, bits = 7, shared, prefault, name = Server)]
    pub(super) type Page = [u8; 4096];
}

/// The size of a page in KiB.
const PAGE: usize = 4;

/// What the kernel says about one mapping of a ring.
#[derive(Debug, PartialEq, Eq)]
struct Mapping {
    /// How many KiB this process has mapped.
    resident: usize,
    locked: usize,
}

/// The mappings of rings with so many KiB. A page for the header comes on top.
fn mappings(kib: usize) -> Vec<Mapping> {
    let smaps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut mappings = Vec::new();
    let mut lines = smaps.lines();
    while let Some(line) = lines.next() {
        if !line.contains("memfd:ringmpsc") {
            continue;
        }
        let mut number = |name: &str| -> usize {
            let line = lines.find(|line| line.starts_with(name)).unwrap();
            line[name.len()..].trim().trim_end_matches(" kB").parse().unwrap()
        };
        let (size, resident, locked) = (number("Size:"), number("Rss:"), number("Locked:"));
        if size == kib + PAGE {
            mappings.push(Mapping { resident, locked });
        }
    }
    mappings
}

#[test]
fn the_pages_of_a_ring_are_mapped_when_it_asks_for_them() {
    let kib = 24 * PAGE;
    let ring = SharedRing::<[u8; 24 * 512]>::create(3).unwrap();
    let before = mappings(kib);
    assert!(before.len() == 1 && before[0].resident < kib / 2, "{before:?}");
    ring.prefault().unwrap();
    assert_eq!(mappings(kib), [Mapping { resident: kib + PAGE, locked: 0 }]);
    // The other process, as it were, has a mapping of its own.
    let file = ring.fd().try_clone_to_owned().unwrap();
    let other = SharedRing::<[u8; 24 * 512]>::attach(file).unwrap();
    assert_eq!(mappings(kib).iter().filter(|one| one.resident == kib + PAGE).count(), 1);
    // The kernel divides the locked pages by the number of their mappings.
    drop(ring);
    other.lock().unwrap();
    assert_eq!(mappings(kib), [Mapping { resident: kib + PAGE, locked: kib + PAGE }]);
}

#[test]
fn the_option_maps_both_ends() {
    let kib = 32 * PAGE;
    let pair = PageShared::pair().unwrap();
    let found = mappings(kib);
    assert!(found.len() == 1 && found[0].resident < kib / 2, "without it: {found:?}");
    drop(pair);

    let kib = 64 * PAGE;
    let _pair = with::PairShared::pair().unwrap();
    assert_eq!(mappings(kib), [Mapping { resident: kib + PAGE, locked: 0 }]);

    let kib = 128 * PAGE;
    let folder = std::env::temp_dir().join(format!("ringmpsc-prefault-{}", std::process::id()));
    fs::create_dir(&folder).unwrap();
    let server = with::ServerShared::listen(folder.join("socket")).unwrap();
    thread::scope(|scope| {
        let connecting = scope.spawn(|| with::ServerShared::connect(folder.join("socket")));
        let session = server.accept_timeout(Duration::from_secs(60)).unwrap();
        let other = connecting.join().unwrap().unwrap();
        let found = mappings(kib);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|one| one.resident == kib + PAGE), "{found:?}");
        drop((session, other));
    });
    drop(server);
    fs::remove_dir(&folder).unwrap();
}
