//! Memory that several processes map.

#[path = "support/child.rs"]
mod child;
#[path = "support/fork.rs"]
mod fork;
#[path = "support/seccomp.rs"]
mod seccomp;

use std::fs;
use std::mem::MaybeUninit;
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;

use ringmpsc_runtime::memfd;
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

const SIZE: NonZeroUsize = NonZeroUsize::new(8192).expect("it is not zero");

/// The name of the files, as the list of mappings shows it.
const NAME: &str = "/memfd:ringmpsc-mapping";

fn file() -> OwnedFd {
    memfd::create(c"ringmpsc-mapping", SIZE).expect("there is memory")
}

fn map(file: &OwnedFd, access: Access) -> SharedMapping {
    SharedMapping::new(file.as_fd(), SIZE, access).expect("there is space")
}

/// Returns the permissions of the mappings of the files of this test, such as `rw-s`.
fn mapped() -> Vec<String> {
    let maps = fs::read_to_string("/proc/self/maps").expect("proc is mounted");
    let ours = maps.lines().filter(|line| line.contains(NAME));
    ours.map(|line| line.split(' ').nth(1).expect("a line has permissions").to_owned()).collect()
}

#[test]
fn mappings_of_one_file_share_memory() {
    let file = file();
    let (one, other) = (map(&file, Access::ReadWrite), map(&file, Access::ReadOnly));
    assert_ne!(one.as_ptr(), other.as_ptr());
    assert_eq!((one.size(), other.size()), (SIZE, SIZE));
    for offset in [0, 4095, 4096, 8191] {
        let value = u8::try_from(offset % 251).expect("it is less than 251") | 1;
        let (from, to) = (other.as_ptr().as_ptr(), one.as_ptr().as_ptr());
        // SAFETY: the byte is mapped and writable, and only this test accesses it.
        unsafe { to.wrapping_add(offset).write_volatile(value) };
        // SAFETY: the byte is mapped, and only this test accesses it.
        let read = unsafe { from.wrapping_add(offset).read_volatile() };
        assert_eq!(read, value);
    }
}

#[test]
fn the_access_is_the_requested_one_and_a_drop_unmaps() {
    child::run("the_access_is_the_requested_one_and_a_drop_unmaps", &[], || {
        let file = file();
        for (access, permissions) in [(Access::ReadOnly, "r--s"), (Access::ReadWrite, "rw-s")] {
            let mapping = map(&file, access);
            assert_eq!(mapped(), [permissions]);
            drop(mapping);
            assert_eq!(mapped(), [""; 0]);
        }
    });
}

#[test]
fn the_file_outlives_its_descriptor() {
    let file = file();
    let mapping = map(&file, Access::ReadWrite);
    drop(file);
    // SAFETY: the byte is mapped and writable, and only this test accesses it.
    unsafe { mapping.as_ptr().write_volatile(7) };
}

#[test]
fn what_cannot_be_mapped_is_an_error() {
    let file = file();
    let enormous = NonZeroUsize::new(usize::MAX / 2).expect("it is not zero");
    let error = SharedMapping::new(file.as_fd(), enormous, Access::ReadOnly)
        .expect_err("it is half of all addresses");
    assert_eq!(error.raw_os_error(), Some(libc::ENOMEM));
    let (read, _write) = std::io::pipe().expect("a pipe can be made");
    let error =
        SharedMapping::new(read.as_fd(), SIZE, Access::ReadOnly).expect_err("a pipe has no memory");
    assert_eq!(error.raw_os_error(), Some(libc::ENODEV));
    let null = fs::File::open("/proc/self/exe").expect("a test has a program");
    let error = SharedMapping::new(null.as_fd(), SIZE, Access::ReadWrite)
        .expect_err("it is open for reading only");
    assert_eq!(error.raw_os_error(), Some(libc::EACCES));
}

#[test]
fn a_refused_advice_leaves_no_mapping() {
    child::run("a_refused_advice_leaves_no_mapping", &[], || {
        let file = file();
        seccomp::refuse_argument(libc::SYS_madvise, 2, libc::MADV_DONTFORK, libc::EPERM);
        let error = SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite)
            .expect_err("the advice is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        assert_eq!(mapped(), [""; 0]);
    });
}

/// The child maps other memory at the same address, drops the mapping of its parent, and uses its
/// own.
#[test]
fn a_forked_child_neither_has_the_memory_nor_unmaps_it() {
    child::run("a_forked_child_neither_has_the_memory_nor_unmaps_it", &[], || {
        let file = file();
        let mut mapping = Some(map(&file, Access::ReadWrite));
        assert!(mapping.as_ref().is_some_and(SharedMapping::is_mapped_here));
        let mut child = fork::Child::new(|| {
            let Some(inherited) = mapping.take() else { return 1 };
            if inherited.is_mapped_here() {
                return 2;
            }
            let address = inherited.as_ptr().as_ptr();
            // SAFETY: the call maps memory only if the range is free.
            let own = unsafe {
                libc::mmap(
                    address.cast(),
                    SIZE.get(),
                    libc::PROT_READ | libc::PROT_WRITE,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED_NOREPLACE,
                    -1,
                    0,
                )
            };
            if !ptr::eq(own.cast(), address) {
                return 3;
            }
            drop(inherited);
            // SAFETY: the child has just mapped this byte. If the drop has unmapped it, the child
            // dies by SIGSEGV.
            unsafe { address.write_volatile(7) };
            0
        });
        assert_eq!(child.reap(), 0);
        let mapping = mapping.expect("only the child has taken it");
        assert!(mapping.is_mapped_here());
        // SAFETY: the byte is mapped, and only this test accesses it.
        assert_eq!(unsafe { mapping.as_ptr().read_volatile() }, 0);
    });
}

/// Both are the first process of a PID namespace, so both have the id 1.
#[test]
fn a_forked_child_with_the_id_of_its_parent_does_not_have_the_memory() {
    let name = "a_forked_child_with_the_id_of_its_parent_does_not_have_the_memory";
    child::run(name, &[], || {
        /// The next child is the first process of a new PID namespace: unshare(2).
        fn isolate() -> bool {
            // SAFETY: the call takes an integer.
            unsafe { libc::unshare(libc::CLONE_NEWPID) == 0 }
        }

        let file = file();
        if !isolate() {
            eprintln!("skipped: {}", std::io::Error::last_os_error());
            return;
        }
        let mut parent = fork::Child::new(|| {
            let mapping = map(&file, Access::ReadWrite);
            if std::process::id() != 1 || !mapping.is_mapped_here() || !isolate() {
                return 1;
            }
            let mut child = fork::Child::new(|| match std::process::id() {
                1 => i32::from(mapping.is_mapped_here()),
                _ => 2,
            });
            i32::from(child.reap() != 0) * 3
        });
        assert_eq!(parent.reap(), 0);
    });
}

#[test]
fn it_may_go_to_other_threads() {
    fn assert_send_and_sync<T: Send + Sync>() {}
    assert_send_and_sync::<SharedMapping>();
}

/// Returns the page faults of this thread while it runs `f`.
fn page_faults(f: impl FnOnce()) -> i64 {
    fn count() -> i64 {
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the kernel writes one `rusage` to live, exclusively borrowed memory for one.
        assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) }, 0);
        // SAFETY: the call has succeeded, so it has written the `rusage`.
        unsafe { usage.assume_init() }.ru_minflt
    }
    let before = count();
    f();
    count() - before
}

/// Writes to each page, or reads from it.
fn touch(mapping: &SharedMapping, access: Access) {
    for offset in (0..mapping.size().get()).step_by(4096) {
        let byte = mapping.as_ptr().as_ptr().wrapping_add(offset);
        if access == Access::ReadWrite {
            // SAFETY: the byte is mapped and writable, and only this test accesses it.
            unsafe { byte.write_volatile(1) };
        } else {
            // SAFETY: the byte is mapped, and only this test accesses it.
            unsafe { byte.read_volatile() };
        }
    }
}

/// A mapping of 64 pages.
fn large(access: Access) -> SharedMapping {
    let size = NonZeroUsize::new(64 * 4096).unwrap();
    let file = memfd::create(c"ringmpsc-mapping", size).expect("there is memory");
    SharedMapping::new(file.as_fd(), size, access).expect("there is space")
}

#[test]
fn a_populated_mapping_causes_no_page_faults() {
    for access in [Access::ReadOnly, Access::ReadWrite] {
        let bare = large(access);
        assert!(page_faults(|| touch(&bare, access)) >= 4, "the kernel maps 16 pages at once");
        let populated = large(access);
        populated.populate().unwrap();
        assert_eq!(page_faults(|| touch(&populated, access)), 0);
        let locked = large(access);
        locked.lock().unwrap();
        assert_eq!(page_faults(|| touch(&locked, access)), 0);
    }
}

#[test]
fn an_older_kernel_reads_each_page() {
    child::run("an_older_kernel_reads_each_page", &[], || {
        let mapping = large(Access::ReadWrite);
        seccomp::refuse(libc::SYS_madvise, libc::EINVAL);
        mapping.populate().unwrap();
        assert_eq!(page_faults(|| touch(&mapping, Access::ReadWrite)), 0);
    });
}

#[test]
fn a_lack_of_memory_is_reported() {
    child::run("a_lack_of_memory_is_reported", &[], || {
        let mapping = large(Access::ReadWrite);
        seccomp::refuse(libc::SYS_madvise, libc::ENOMEM);
        let error = mapping.populate().unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::ENOMEM));
    });
}
