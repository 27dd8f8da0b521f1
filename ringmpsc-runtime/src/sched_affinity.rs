//! The CPUs on which a thread may run: [`sched_setaffinity(2)`], [`sched_getaffinity(2)`].
//!
//! [`sched_setaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html
//! [`sched_getaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_getaffinity.2.html

use std::collections::BTreeSet;
use std::fs;
use std::io;

use libc::pid_t;

use crate::bit_mask::BitMask;

/// The largest mask in bits. No kernel can be built for so many CPUs: `NR_CPUS` is at most 8192.
const MAX_CPUS: usize = 1 << 16;

/// Names the calling thread in the affinity calls.
const CALLING_THREAD: pid_t = 0;

/// Returns the CPUs on which the calling thread may run: [`sched_getaffinity(2)`].
///
/// The list is ascending and never empty. The call works on machines with more than 1024 CPUs.
///
/// # Errors
///
/// The error number that a sandbox chose, if it refuses the call.
///
/// # Progress and cost
///
/// Wait-free: one system call for each doubling of the mask beyond 1024 CPUs, and one allocation.
///
/// [`sched_getaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_getaffinity.2.html
pub fn usable_cpus() -> io::Result<Vec<usize>> {
    let mask = read_growing(|mask| get_mask(CALLING_THREAD, mask))?;
    Ok(mask.iter().collect())
}

/// Returns the CPUs on which at least one thread of the process may run.
///
/// The list is ascending and never empty. It is a snapshot: it may miss a thread that starts or is
/// bound during the call.
///
/// # Errors
///
/// The error of reading `/proc/self/task` if [procfs(5)] is not mounted, or the error number that a
/// sandbox chose if it refuses `sched_getaffinity`.
///
/// # Progress and cost
///
/// One system call for each thread of the process, and a few for the directory.
///
/// [procfs(5)]: https://man7.org/linux/man-pages/man5/proc.5.html
///
/// ```
/// use ringmpsc_runtime::affinity;
///
/// let all = affinity::process_cpus()?;
/// assert!(affinity::usable_cpus()?.iter().all(|cpu| all.contains(cpu)));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn process_cpus() -> io::Result<Vec<usize>> {
    let tasks = fs::read_dir("/proc/self/task")?;
    let others = tasks.map(|task| {
        let name = task?.file_name();
        let thread = name.to_str().and_then(|name| name.parse().ok()).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "the name of an entry of /proc/self/task is not a number",
            )
        })?;
        read_growing(|mask| get_mask(thread, mask))
    });
    union(usable_cpus()?, others)
}

/// Returns `mine` and the CPUs of the other threads: ascending, without duplicates.
fn union(
    mine: Vec<usize>,
    others: impl Iterator<Item = io::Result<BitMask>>,
) -> io::Result<Vec<usize>> {
    let mut cpus = BTreeSet::from_iter(mine);
    for mask in others {
        match mask {
            Ok(mask) => cpus.extend(mask.iter()),
            // The thread has ended since its directory entry was read.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(cpus.into_iter().collect())
}

/// Binds the calling thread to one CPU: [`sched_setaffinity(2)`].
///
/// The thread runs on `cpu` when the call returns.
///
/// # Errors
///
/// `EINVAL` if the machine has no such CPU, if the CPU is offline, or if the cpuset of the thread
/// forbids it. The affinity is then unchanged.
///
/// # Progress and cost
///
/// One system call, which returns after the kernel has moved the thread.
///
/// [`sched_setaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html
pub fn bind_to_cpu(cpu: usize) -> io::Result<()> {
    bind_to_cpus(&[cpu])
}

/// Binds the calling thread to a set of CPUs: [`sched_setaffinity(2)`]. This also undoes
/// [`bind_to_cpu`].
///
/// The kernel ignores a CPU that does not exist, or that the cpuset of the thread forbids.
///
/// # Errors
///
/// `EINVAL` if no usable CPU is left. The affinity is then unchanged.
///
/// # Progress and cost
///
/// One system call, which returns after the kernel has moved the thread.
///
/// [`sched_setaffinity(2)`]: https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html
pub fn bind_to_cpus(cpus: &[usize]) -> io::Result<()> {
    match mask_of(cpus) {
        Some(mask) => set_mask(&mask),
        None => Err(io::Error::from_raw_os_error(libc::EINVAL)),
    }
}

/// Returns a mask of the CPUs below [`MAX_CPUS`], or `None` if there are none.
fn mask_of(cpus: &[usize]) -> Option<BitMask> {
    let known = || cpus.iter().copied().filter(|cpu| *cpu < MAX_CPUS);
    let mut mask = BitMask::with_bits(known().max()? + 1);
    known().for_each(|cpu| mask.set(cpu));
    Some(mask)
}

/// Calls `read` with a larger mask each time, until the mask is as large as that of the kernel. The
/// kernel answers `EINVAL` to a smaller one.
fn read_growing(mut read: impl FnMut(&mut BitMask) -> io::Result<()>) -> io::Result<BitMask> {
    let mut bits = 1024;
    loop {
        let mut mask = BitMask::with_bits(bits);
        match read(&mut mask) {
            Ok(()) => return Ok(mask),
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) && bits < MAX_CPUS => {
                bits *= 2;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Reads the mask of a thread.
fn get_mask(thread: pid_t, mask: &mut BitMask) -> io::Result<()> {
    // SAFETY: the kernel writes at most `mask.bytes()` bytes to the third argument. The mask has
    // that many bytes, is exclusively borrowed, and consists of `unsigned long`s, as a `cpu_set_t`
    // does.
    let result = unsafe { libc::sched_getaffinity(thread, mask.bytes(), mask.as_mut_ptr().cast()) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Sets the mask of the calling thread.
fn set_mask(mask: &BitMask) -> io::Result<()> {
    // SAFETY: the kernel reads at most `mask.bytes()` bytes from the third argument. The mask has
    // that many bytes, is borrowed, and consists of `unsigned long`s, as a `cpu_set_t` does.
    let result =
        unsafe { libc::sched_setaffinity(CALLING_THREAD, mask.bytes(), mask.as_ptr().cast()) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_grows_until_the_kernel_is_satisfied() {
        let mut asked = Vec::new();
        let mask = read_growing(|mask| {
            asked.push(mask.bits());
            if mask.bits() < 4096 {
                return Err(io::Error::from_raw_os_error(libc::EINVAL));
            }
            mask.set(3000);
            Ok(())
        })
        .expect("the third size suffices");
        assert_eq!(asked, [1024, 2048, 4096]);
        assert_eq!(mask.iter().collect::<Vec<_>>(), [3000]);
    }

    #[test]
    fn a_mask_has_no_cpus_that_no_machine_has() {
        let set = |cpus: &[usize]| Some(mask_of(cpus)?.iter().collect::<Vec<_>>());
        assert_eq!(set(&[MAX_CPUS, 7, usize::MAX, 0]), Some(vec![0, 7]));
        assert_eq!(set(&[MAX_CPUS - 1]), Some(vec![MAX_CPUS - 1]));
        assert_eq!(set(&[MAX_CPUS]), None);
        assert_eq!(set(&[]), None);
    }

    #[test]
    fn the_cpus_of_all_threads_are_a_union() {
        let mask = |cpus: &[usize]| {
            let mut mask = BitMask::with_bits(16);
            for cpu in cpus {
                mask.set(*cpu);
            }
            Ok(mask)
        };
        let error = |errno| Err(io::Error::from_raw_os_error(errno));
        let cpus = union(vec![5], [mask(&[2, 5]), error(libc::ESRCH), mask(&[9])].into_iter());
        assert_eq!(cpus.expect("one thread has ended, the others are known"), [2, 5, 9]);
        let refused = union(vec![5], [mask(&[2]), error(libc::EPERM)].into_iter());
        assert_eq!(refused.expect_err("it is refused").raw_os_error(), Some(libc::EPERM));
    }

    #[test]
    fn the_mask_does_not_grow_for_ever() {
        let mut largest = 0;
        let error = read_growing(|mask| {
            largest = mask.bits();
            Err(io::Error::from_raw_os_error(libc::EINVAL))
        })
        .expect_err("no size suffices");
        assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
        assert_eq!(largest, MAX_CPUS);
    }

    #[test]
    fn other_errors_end_the_growth() {
        let mut calls = 0;
        let error = read_growing(|_| {
            calls += 1;
            Err(io::Error::from_raw_os_error(libc::EPERM))
        })
        .expect_err("it is refused");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        assert_eq!(calls, 1);
    }
}
