//! Files in memory, and their seals.

#[path = "support/child.rs"]
mod child;
#[path = "support/descriptors.rs"]
mod descriptors;
#[path = "support/seccomp.rs"]
mod seccomp;

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::Path;

use libc::c_int;
use ringmpsc_runtime::memfd;
use ringmpsc_runtime::seals::{self, Seals};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

const SIZE: NonZeroUsize = NonZeroUsize::new(3 * 4096 + 5).expect("it is not zero");

/// `F_SEAL_EXEC`, which `MFD_NOEXEC_SEAL` implies.
const F_SEAL_EXEC: c_int = 0x20;

/// `MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL`
const ALL_FLAGS: c_int = 1 | 2 | 8;

fn file() -> OwnedFd {
    memfd::create(c"ringmpsc-test", SIZE).expect("there is memory")
}

fn assert_errno<T>(result: io::Result<T>, errno: c_int) {
    let error = result.err().expect("the call must fail");
    assert_eq!(error.raw_os_error(), Some(errno), "{error}");
}

#[test]
fn a_new_file_has_its_size_and_zeros() {
    let file = file();
    assert_eq!(memfd::size(file.as_fd()).expect("it can be asked"), 3 * 4096 + 5);
    assert!(descriptors::is_close_on_exec(&file));
    let name = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).expect("it is open");
    assert_eq!(name.to_str(), Some("/memfd:ringmpsc-test (deleted)"));
    let mut bytes = Vec::new();
    File::from(file).read_to_end(&mut bytes).expect("it can be read");
    assert_eq!(bytes, [0; SIZE.get()]);
}

/// The memory is there before the first access.
#[test]
fn all_of_its_memory_is_allocated() {
    use std::os::unix::fs::MetadataExt;
    let file = File::from(file());
    assert_eq!(file.metadata().expect("it can be asked").blocks() * 512, 4 * 4096);
}

/// The kernel would send `SIGXFSZ`, which ends the process.
#[test]
fn a_size_beyond_the_limit_of_files_is_an_error() {
    child::run("a_size_beyond_the_limit_of_files_is_an_error", &[], || {
        let limit = libc::rlimit { rlim_cur: 4096, rlim_max: 4096 };
        // SAFETY: the kernel reads one `rlimit` from the second argument, which points to one.
        let result = unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) };
        assert_eq!(result, 0, "{}", io::Error::last_os_error());
        assert_errno(memfd::create(c"ringmpsc-test", SIZE), libc::EFBIG);
        let page = NonZeroUsize::new(4096).expect("it is not zero");
        memfd::create(c"ringmpsc-test", page).expect("it is within the limit");
    });
}

/// It is allocated in several steps.
#[test]
fn all_of_a_large_file_is_allocated() {
    use std::os::unix::fs::MetadataExt;
    let size = NonZeroUsize::new((5 << 20) / 2 + 4096).expect("it is not zero");
    let file = File::from(memfd::create(c"ringmpsc-test", size).expect("there is memory"));
    let metadata = file.metadata().expect("it can be asked");
    assert_eq!(metadata.len(), size.get() as u64);
    assert_eq!(metadata.blocks() * 512, size.get() as u64);
}

#[test]
fn seals_forbid_a_change_of_the_size() {
    let file = file();
    let fixed = Seals::SHRINK | Seals::GROW;
    seals::add(file.as_fd(), fixed).expect("it can be sealed");
    assert!(seals::get(file.as_fd()).expect("it can be asked").contains(fixed));
    let duplicate = File::from(file.try_clone().expect("a descriptor is free"));
    assert_errno(duplicate.set_len(4096), libc::EPERM);
    assert_errno(duplicate.set_len(1 << 20), libc::EPERM);
    assert_eq!(memfd::size(file.as_fd()).expect("it can be asked"), 3 * 4096 + 5);
}

#[test]
fn seals_can_forbid_seals() {
    let file = file();
    seals::add(file.as_fd(), Seals::GROW).expect("it can be sealed");
    seals::add(file.as_fd(), Seals::SEAL).expect("it can be sealed");
    assert_errno(seals::add(file.as_fd(), Seals::SHRINK), libc::EPERM);
    let seals = seals::get(file.as_fd()).expect("it can be asked");
    assert!(seals.contains(Seals::GROW | Seals::SEAL), "{seals:?}");
    assert!(!seals.intersects(Seals::SHRINK | Seals::WRITE), "{seals:?}");
}

#[test]
fn a_write_seal_needs_a_file_that_no_process_can_write() {
    let file = file();
    let mapping =
        SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite).expect("there is memory");
    assert_errno(seals::add(file.as_fd(), Seals::WRITE), libc::EBUSY);
    drop(mapping);
    seals::add(file.as_fd(), Seals::WRITE).expect("no mapping is left");
    assert_errno(SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite), libc::EPERM);
    SharedMapping::new(file.as_fd(), SIZE, Access::ReadOnly).expect("reads are permitted");
}

#[test]
fn a_future_write_seal_keeps_the_mappings_that_exist() {
    let file = file();
    let mapping =
        SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite).expect("there is memory");
    seals::add(file.as_fd(), Seals::FUTURE_WRITE).expect("it can be sealed");
    assert_errno(SharedMapping::new(file.as_fd(), SIZE, Access::ReadWrite), libc::EPERM);
    // SAFETY: the byte is mapped and writable, and only this test accesses it.
    unsafe { mapping.as_ptr().write_volatile(7) };
    let reader = SharedMapping::new(file.as_fd(), SIZE, Access::ReadOnly).expect("it is allowed");
    // SAFETY: the byte is mapped, and only this test accesses it.
    assert_eq!(unsafe { reader.as_ptr().read_volatile() }, 7);
}

#[test]
fn a_file_that_is_not_in_memory_has_no_seals() {
    let program = File::open("/proc/self/stat").expect("proc is mounted");
    assert_errno(seals::get(program.as_fd()), libc::EINVAL);
}

/// A file of a tmpfs, such as `/dev/shm`, has only the seal that forbids seals.
#[test]
fn a_file_with_a_name_cannot_be_sealed() {
    let wanted = Seals::SHRINK | Seals::GROW;
    for directory in [Path::new("/dev/shm"), &env::temp_dir()] {
        let Ok(file) = tempfile::tempfile_in(directory) else {
            eprintln!("skipped: {} does not exist", directory.display());
            continue;
        };
        match seals::get(file.as_fd()) {
            Ok(seals) => {
                assert!(!seals.intersects(wanted), "{seals:?}");
                assert_errno(seals::add(file.as_fd(), wanted), libc::EPERM);
            }
            Err(error) => {
                assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
                assert_errno(seals::add(file.as_fd(), wanted), libc::EINVAL);
            }
        }
    }
}

#[test]
fn a_size_that_no_file_has_is_an_error() {
    assert_errno(memfd::create(c"ringmpsc-test", NonZeroUsize::MAX), libc::EFBIG);
}

/// The filter makes the test harmless: without the check in `create`, the call would take all
/// memory of the machine.
#[test]
fn a_size_beyond_the_memory_of_the_machine_is_an_error() {
    child::run("a_size_beyond_the_memory_of_the_machine_is_an_error", &[], || {
        seccomp::refuse(libc::SYS_fallocate, libc::EPERM);
        let size = NonZeroUsize::new(1 << 60).expect("it is not zero");
        assert_errno(memfd::create(c"ringmpsc-test", size), libc::ENOMEM);
        // Without the check there is no error before the filter.
        seccomp::refuse(libc::SYS_sysinfo, libc::ENOSYS);
        assert_errno(memfd::create(c"ringmpsc-test", size), libc::EPERM);
    });
}

#[test]
fn a_name_may_have_249_bytes() {
    let name = |len: usize| std::ffi::CString::new("x".repeat(len)).expect("there is no zero");
    memfd::create(&name(249), SIZE).expect("it fits");
    assert_errno(memfd::create(&name(250), SIZE), libc::EINVAL);
}

#[test]
fn too_many_open_files_are_an_error() {
    child::run("too_many_open_files_are_an_error", &[], || {
        descriptors::limit(1);
        let one = file();
        assert_errno(memfd::create(c"ringmpsc-test", SIZE), libc::EMFILE);
        drop(one);
        file();
    });
}

#[test]
fn a_kernel_without_the_noexec_flag() {
    child::run("a_kernel_without_the_noexec_flag", &[], || {
        let before = seals::get(file().as_fd()).expect("it can be asked");
        seccomp::refuse_argument(libc::SYS_memfd_create, 1, ALL_FLAGS, libc::EINVAL);
        let file = file();
        let after = seals::get(file.as_fd()).expect("it can be asked");
        assert_eq!(after, Seals::NONE);
        seals::add(file.as_fd(), Seals::SHRINK | Seals::GROW).expect("it can be sealed");
        eprintln!("with the flag: {before:?}, which is {F_SEAL_EXEC:#x} since Linux 6.3");
    });
}

#[test]
fn a_refused_call_leaves_no_descriptor() {
    child::run("a_refused_call_leaves_no_descriptor", &[], || {
        let before = descriptors::count();
        let refused = [
            (libc::SYS_fallocate, libc::ENOSPC),
            (libc::SYS_ftruncate, libc::EPERM),
            (libc::SYS_memfd_create, libc::ENOSYS),
        ];
        // Each call comes before the previous one of the list.
        for (call, errno) in refused {
            seccomp::refuse(call, errno);
            assert_errno(memfd::create(c"ringmpsc-test", SIZE), errno);
            assert_eq!(descriptors::count(), before);
        }
    });
}
