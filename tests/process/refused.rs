//! Limits, sandboxes, and a server that goes to the background.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use ringmpsc::process::fd::{self, FdServer, Users};
use ringmpsc::process::{AttachError, Connection, RecvError, SendError, SharedRing};
use ringmpsc::ring_channel;

use crate::Options;
use crate::forked::in_child;

#[path = "../../ringmpsc-runtime/tests/support/seccomp.rs"]
#[allow(dead_code, reason = "there is more in it than is used here")]
mod seccomp;

pub(crate) fn run(_: &Options) {
    // A file system of the peer could answer statfs(2) late, so only a file in memory is asked.
    in_child(|| {
        seccomp::refuse(libc::SYS_fstatfs, libc::EACCES);
        let file = File::open("/dev/null").unwrap();
        let error = SharedRing::<u64>::attach(file.into()).unwrap_err();
        assert!(matches!(error, AttachError::NotMemory), "{error}");
    });
    // A server that cannot ask whether another one listens must not say that one does.
    in_folder("limit", |path| {
        let server = FdServer::listen(path).unwrap();
        in_child(|| {
            let mut all = Vec::new();
            while let Ok(file) = File::open("/dev/null") {
                assert!(all.len() < 100_000, "no limit");
                all.push(file);
            }
            let error = FdServer::listen(path).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EMFILE), "{error}");
        });
        drop(server);
    });
}

/// A ring with the option `prefault`.
#[ring_channel(kind = spsc, bits = 4, shared, prefault)]
type Price = i64;

/// The option must not be without effect in silence.
pub(crate) fn prefault(_: &Options) {
    drop(PriceShared::pair().unwrap());
    in_child(|| {
        let (advice, populate_write) = (2, 23);
        seccomp::refuse_argument(libc::SYS_madvise, advice, populate_write, libc::EPERM);
        let error = PriceShared::pair().unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        let ring = SharedRing::<u64>::create(4).unwrap();
        assert_eq!(ring.prefault().unwrap_err().raw_os_error(), Some(libc::EPERM));
        // The ring is usable.
        let (mut producer, mut consumer) = ring.split().unwrap();
        producer.try_send(1).unwrap();
        assert_eq!(consumer.try_recv(), Ok(1));
    });
}

/// A sandbox that refuses poll(2) does not hide the death of the peer.
pub(crate) fn no_poll(_: &Options) {
    let is_gone = |leave_a_message: bool| {
        in_child(|| {
            let (here, there) = Connection::pair().unwrap();
            let ring = SharedRing::<u64>::create(1).unwrap();
            if leave_a_message {
                fd::send_fd(&here, ring.fd()).unwrap();
            }
            for call in POLLS {
                seccomp::refuse(*call, libc::EPERM);
            }
            assert!(!here.is_peer_gone().unwrap());
            drop(there);
            assert!(here.is_peer_gone().unwrap());
            let mut consumer = ring.into_consumer().unwrap().watch(here);
            let end = consumer.recv_timeout(Duration::from_secs(60));
            assert_eq!(end, Err(RecvError::PeerGone { delivered: 0 }));
        });
    };
    is_gone(false);
    is_gone(true);
}

/// All calls of which the C libraries make poll(2).
#[cfg(target_arch = "x86_64")]
const POLLS: &[libc::c_long] = &[libc::SYS_ppoll, libc::SYS_poll];
#[cfg(not(target_arch = "x86_64"))]
const POLLS: &[libc::c_long] = &[libc::SYS_ppoll];

/// An end works in a sandbox that permits what `docs/shared-ring.md` lists for an open ring, and
/// nothing else.
pub(crate) fn sandbox(_: &Options) {
    // A sanitizer makes calls of its own, for its memory and at the end.
    if option_env!("RUSTFLAGS").is_some_and(|flags| flags.contains("sanitizer")) {
        println!("  left out: the program is built with a sanitizer");
        return;
    }
    in_child(|| {
        let (here, there) = Connection::pair().unwrap();
        let ring = SharedRing::<u64>::create(1).unwrap();
        let other = SharedRing::<u64>::attach(ring.fd().try_clone_to_owned().unwrap()).unwrap();
        let mut producer = ring.into_producer().unwrap().watch(here);
        let mut consumer = other.into_consumer().unwrap().watch(there);
        seccomp::allow_only(OPEN_RING);
        let soon = Duration::from_millis(150);
        for number in 0..20_000 {
            producer.send(number).unwrap();
            assert_eq!(consumer.recv(), Ok(number));
        }
        // Both sleep longer than a slice, and check their peers.
        assert_eq!(consumer.recv_timeout(soon), Err(RecvError::TimedOut));
        assert_eq!(producer.send_slice(&[1, 2]), Ok(2));
        assert_eq!(producer.send_timeout(3, soon), Err(SendError::TimedOut));
        assert_eq!(consumer.is_peer_alive(), Some(true));
        producer.close();
        assert_eq!(consumer.consume_batch(drop), Ok(2));
        assert_eq!(consumer.recv(), Err(RecvError::Closed));
        drop((producer, consumer));
    });
}

/// The calls of an open ring, and `exit_group` for the end of the test. A system without a vDSO
/// calls the kernel for the clock. With debug assertions, the standard library calls `fcntl` before
/// `close`.
const OPEN_RING: &[libc::c_long] = &[
    libc::SYS_futex,
    libc::SYS_membarrier,
    libc::SYS_sched_yield,
    libc::SYS_ppoll,
    libc::SYS_clock_gettime,
    libc::SYS_close,
    libc::SYS_fcntl,
    libc::SYS_munmap,
    libc::SYS_exit_group,
];

/// A connection needs two descriptors: one to talk, and one to learn of the death of the peer.
pub(crate) fn no_descriptor(_: &Options) {
    in_folder("descriptor", |path| {
        let server = FdServer::listen(path).unwrap();
        in_child(|| {
            let mut all = Vec::new();
            while let Ok(file) = File::open("/dev/null") {
                assert!(all.len() < 100_000, "no limit");
                all.push(file);
            }
            drop(all.pop());
            let error = fd::connect_unix(path).unwrap_err();
            assert_eq!(error.raw_os_error(), Some(libc::EMFILE), "{error}");
            drop(all.pop());
            drop(fd::connect_unix(path).unwrap());
        });
        drop(server);
    });
}

/// The file has its permissions from the beginning, whatever the umask is. No call names the file,
/// which another process may have replaced.
pub(crate) fn permissions(_: &Options) {
    for (users, expected) in [(Users::Same, 0o600), (Users::Any, 0o666)] {
        for umask in [0, 0o022, 0o077] {
            in_folder("permissions", |path| {
                in_child(|| {
                    // SAFETY: the call takes an integer.
                    unsafe { libc::umask(umask) };
                    if users == Users::Same {
                        for call in CHMODS {
                            seccomp::refuse(*call, libc::EPERM);
                        }
                    }
                    let server = FdServer::listen_for(path, users).unwrap();
                    let mode = fs::symlink_metadata(path).unwrap().permissions().mode();
                    assert_eq!(mode & 0o7777, expected, "umask {umask:o}");
                    drop(server);
                });
            });
        }
    }
}

/// All calls that change the permissions of a path.
#[cfg(target_arch = "x86_64")]
const CHMODS: &[libc::c_long] = &[libc::SYS_fchmodat, libc::SYS_chmod];
#[cfg(not(target_arch = "x86_64"))]
const CHMODS: &[libc::c_long] = &[libc::SYS_fchmodat];

/// A drop removes the file even if the directory of the process is another one by then.
pub(crate) fn relative(_: &Options) {
    in_folder("relative", |path| {
        in_child(|| {
            std::env::set_current_dir(path.parent().unwrap()).unwrap();
            let server = FdServer::listen("socket").unwrap();
            std::env::set_current_dir("/").unwrap();
            drop(server);
        });
    });
}

/// A server listens, forks, and ends. Its child serves.
pub(crate) fn daemon(_: &Options) {
    in_folder("daemon", |path| {
        let (done, is_done) = io::pipe().unwrap();
        let mut is_done = Some(is_done);
        in_child(|| {
            let server = FdServer::listen(path).unwrap();
            // SAFETY: this program has one thread here, so the child may do anything.
            let pid = unsafe { libc::fork() };
            assert!(pid >= 0, "fork");
            if pid == 0 {
                drop(is_done.take());
                let connection = server.accept().unwrap();
                let ring = SharedRing::<u64>::create(1).unwrap();
                fd::send_fd(&connection, ring.fd()).unwrap();
                let mut producer = ring.into_producer().unwrap().watch(connection);
                // Until the parent has closed its end of the pipe.
                io::copy(&mut &done, &mut io::sink()).unwrap();
                producer.try_send(7).unwrap();
                drop(producer);
                // SAFETY: ends the child without running what belongs to the parent.
                unsafe { libc::_exit(0) };
            }
            std::mem::forget(server);
        });
        let connection = fd::connect_unix(path).unwrap();
        let ring = SharedRing::<u64>::attach(fd::recv_fd(&connection).unwrap()).unwrap();
        let mut consumer = ring.into_consumer().unwrap().watch(connection);
        assert_eq!(consumer.is_peer_alive(), Some(true));
        drop(is_done.take());
        assert_eq!(consumer.recv_timeout(Duration::from_secs(60)), Ok(7));
        fs::remove_file(path).unwrap();
    });
}

/// Runs `work` with a path in a new folder.
fn in_folder(name: &str, work: impl FnOnce(&std::path::Path)) {
    let folder = format!("ringmpsc-process-{name}-{}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    fs::create_dir(&folder).unwrap();
    work(&folder.join("socket"));
    fs::remove_dir(&folder).expect("nothing is left in it");
}
