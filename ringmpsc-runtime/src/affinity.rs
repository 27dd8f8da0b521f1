//! On which CPUs a thread may run, and on which it runs now: `sched_setaffinity(2)`,
//! `sched_getaffinity(2)`, getcpu(2).
//!
//! Everything here is about the calling thread, but for [`process_cpus`]. CPU numbers are those of the kernel: they may have
//! gaps, and a container, a cpuset or `isolcpus=` may leave a thread only some of them. Take them
//! from [`usable_cpus`] or from [`numa::Topology`](crate::numa::Topology); `0..n` is a guess.
//!
//! ```
//! use ringmpsc_runtime::affinity;
//!
//! let before = affinity::usable_cpus()?;
//! affinity::bind_to_cpu(before[0])?;
//! assert_eq!(affinity::current_cpu()?, before[0]);
//! affinity::bind_to_cpus(&before)?;
//! # Ok::<(), std::io::Error>(())
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ptr;

use libc::{c_uint, pid_t};

use crate::Refusal;
use crate::bit_mask::BitMask;
use crate::numa::Node;

/// Larger than any `NR_CPUS` the kernel can be built with (8192); bounds the masks.
const MAX_CPUS: usize = 1 << 16;

/// In the affinity calls, the thread that makes the call.
const CALLING_THREAD: pid_t = 0;

/// The CPUs on which the calling thread may run, ascending; never empty.
///
/// Works on machines with more than 1024 CPUs.
pub fn usable_cpus() -> io::Result<Vec<usize>> {
    let mask = read_growing(|mask| get_mask(CALLING_THREAD, mask))?;
    Ok(mask.iter().collect())
}

/// The CPUs on which some thread of the process may run, ascending; never empty.
///
/// A snapshot: threads that are started or bound meanwhile may be missing.
///
/// # Errors
///
/// Where procfs(5) is not mounted, or a sandbox refuses `sched_getaffinity`.
pub fn process_cpus() -> io::Result<Vec<usize>> {
    let tasks = fs::read_dir("/proc/self/task")?;
    let others = tasks.map(|task| {
        let name = task?.file_name();
        let thread = name.to_str().and_then(|name| name.parse().ok()).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "a task of procfs is not a number")
        })?;
        read_growing(|mask| get_mask(thread, mask))
    });
    union(usable_cpus()?, others)
}

/// `mine`, and the CPUs of the other threads, ascending, each once.
fn union(
    mine: Vec<usize>,
    others: impl Iterator<Item = io::Result<BitMask>>,
) -> io::Result<Vec<usize>> {
    let mut cpus = BTreeSet::from_iter(mine);
    for mask in others {
        match mask {
            Ok(mask) => cpus.extend(mask.iter()),
            // The thread has ended.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(cpus.into_iter().collect())
}

/// Lets the calling thread run on `cpu` and nowhere else. It runs there when the call returns.
///
/// # Errors
///
/// `EINVAL` if the machine has no such CPU, it is offline, or the cpuset of the thread forbids it.
pub fn bind_to_cpu(cpu: usize) -> io::Result<()> {
    bind_to_cpus(&[cpu])
}

/// Lets the calling thread run on `cpus` and nowhere else, for instance to undo [`bind_to_cpu`].
///
/// The kernel silently leaves out CPUs which the cpuset of the thread forbids or which do not
/// exist.
///
/// # Errors
///
/// `EINVAL` if none is left.
pub fn bind_to_cpus(cpus: &[usize]) -> io::Result<()> {
    match mask_of(cpus) {
        Some(mask) => set_mask(&mask),
        None => Err(io::Error::from_raw_os_error(libc::EINVAL)),
    }
}

/// The mask of those of `cpus` that a machine may have, `None` if there are none.
fn mask_of(cpus: &[usize]) -> Option<BitMask> {
    let known = || cpus.iter().copied().filter(|cpu| *cpu < MAX_CPUS);
    let mut mask = BitMask::with_bits(known().max()? + 1);
    known().for_each(|cpu| mask.set(cpu));
    Some(mask)
}

/// Lets the calling thread run on the CPUs of `node` and nowhere else.
///
/// Those of them on which the thread may run already, if there are any: so binding never gives a
/// thread a CPU that was withheld from it, such as an isolated one. Otherwise, all CPUs of the node
/// which the cpuset of the thread allows.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] (`EINVAL`) if the node has no CPUs, or the cpuset of the thread
/// forbids all of them.
pub fn bind_to_node(node: &Node) -> io::Result<()> {
    bind_to_cpus(&cpus_on(node, &usable_cpus()?))
}

/// The CPUs of `node` that are in `usable`, or all of the node if none is.
fn cpus_on(node: &Node, usable: &[usize]) -> Vec<usize> {
    let already: Vec<usize> =
        node.cpus.iter().copied().filter(|cpu| usable.contains(cpu)).collect();
    if already.is_empty() { node.cpus.clone() } else { already }
}

/// The CPU on which the calling thread is running, at some instant during the call.
///
/// Unless the thread is bound, it may be another by the time the call returns.
///
/// The C library answers, `sched_getcpu(3)`: without a system call where rseq(2) or the vDSO tells
/// it, as everywhere on `x86_64`, and by getcpu(2) elsewhere.
///
/// # Errors
///
/// Only where it takes getcpu(2), and a sandbox refuses that.
pub fn current_cpu() -> io::Result<usize> {
    // SAFETY: the call takes nothing, and touches no memory of ours.
    let cpu = unsafe { libc::sched_getcpu() };
    usize::try_from(cpu).map_err(|_| io::Error::last_os_error())
}

/// The id of the NUMA node of the CPU on which the calling thread is running, as of getcpu(2).
///
/// # Errors
///
/// Only where a sandbox refuses getcpu(2).
pub fn current_node() -> io::Result<u32> {
    Ok(node()?)
}

/// The node of the CPU on which the calling thread runs: getcpu(2), as a system call, since not
/// every C library wraps it.
pub(crate) fn node() -> Result<u32, Refusal> {
    let no_cpu: *mut c_uint = ptr::null_mut();
    let mut node: c_uint = 0;
    // SAFETY: the call writes one `unsigned int` to its second argument, which points to a live,
    // exclusively borrowed one. The first, for the CPU, and the third, which is unused, may be null.
    let result = unsafe {
        libc::syscall(libc::SYS_getcpu, no_cpu, &raw mut node, ptr::null_mut::<libc::c_void>())
    };
    if result == -1 {
        return Err(Refusal::last("getcpu"));
    }
    Ok(node)
}

/// Calls `read` with larger and larger masks, until one is as large as that of the kernel, which
/// answers `EINVAL` to those which are not.
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

/// `sched_getaffinity(2)`.
fn get_mask(thread: pid_t, mask: &mut BitMask) -> io::Result<()> {
    // SAFETY: the call writes at most as many bytes as its second argument says to the third. The
    // mask has exactly so many, is exclusively borrowed, and is made of the same `unsigned long`s
    // as a `cpu_set_t`.
    let result = unsafe { libc::sched_getaffinity(thread, mask.bytes(), mask.as_mut_ptr().cast()) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// `sched_setaffinity(2)`.
fn set_mask(mask: &BitMask) -> io::Result<()> {
    // SAFETY: the call reads at most as many bytes as its second argument says from the third. The
    // mask has exactly so many, is borrowed, and is made of the same `unsigned long`s as a
    // `cpu_set_t`.
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
    fn a_node_gives_all_of_its_usable_cpus() {
        let cpus = vec![2, 3, 6, 7];
        let node = Node { id: 1, cpus, memory_bytes: None, distances: Vec::new() };
        assert_eq!(cpus_on(&node, &[0, 1, 2, 3, 6, 7]), [2, 3, 6, 7]);
        assert_eq!(cpus_on(&node, &[1, 3, 6]), [3, 6]);
        assert_eq!(cpus_on(&node, &[0, 1]), [2, 3, 6, 7], "the thread moves to the node");
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
