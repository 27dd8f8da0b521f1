//! CPU affinity: the CPUs on which a thread may run, and the CPU on which it runs now.
//!
//! Every function acts on the calling thread, except [`process_cpus`].
//!
//! The kernel numbers the CPUs. The numbers may have gaps. A container, a cpuset or `isolcpus=` may
//! forbid some CPUs to a thread. Do not assume `0..n`: take the numbers from [`usable_cpus`] or
//! from [`Topology`](crate::numa::Topology).
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

use std::io;

pub use crate::getcpu::{current_cpu, current_node};
use crate::numa::Node;
pub use crate::sched_affinity::{bind_to_cpu, bind_to_cpus, process_cpus, usable_cpus};

/// Binds the calling thread to the CPUs of `node`.
///
/// If the thread may already run on some CPUs of the node, it is bound to those. So the call never
/// adds a CPU that was withheld from the thread, such as an isolated one. Otherwise the thread is
/// bound to all CPUs of the node that its cpuset allows.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] (`EINVAL`) if the node has no CPUs, or if the cpuset of the
/// thread forbids all of them. The affinity is then unchanged.
///
/// # Progress and cost
///
/// Two system calls. The call returns after the kernel has moved the thread.
///
/// ```
/// use ringmpsc_runtime::affinity;
/// use ringmpsc_runtime::numa::Topology;
///
/// let topology = Topology::discover();
/// if let Some(node) = topology.node(affinity::current_node()?) {
///     affinity::bind_to_node(node)?;
///     assert!(node.cpus.contains(&affinity::current_cpu()?));
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn bind_to_node(node: &Node) -> io::Result<()> {
    bind_to_cpus(&cpus_on(node, &usable_cpus()?))
}

/// Returns the CPUs of `node` that are in `usable`, or all CPUs of `node` if none is.
fn cpus_on(node: &Node, usable: &[usize]) -> Vec<usize> {
    let already: Vec<usize> =
        node.cpus.iter().copied().filter(|cpu| usable.contains(cpu)).collect();
    if already.is_empty() { node.cpus.clone() } else { already }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_gives_all_of_its_usable_cpus() {
        let cpus = vec![2, 3, 6, 7];
        let node = Node { id: 1, cpus, memory_bytes: None, distances: Vec::new() };
        assert_eq!(cpus_on(&node, &[0, 1, 2, 3, 6, 7]), [2, 3, 6, 7]);
        assert_eq!(cpus_on(&node, &[1, 3, 6]), [3, 6]);
        assert_eq!(cpus_on(&node, &[0, 1]), [2, 3, 6, 7], "the thread moves to the node");
    }
}
