//! An allocator for the nodes of a topology.

use std::error::Error;
use std::fmt;
use std::io;
use std::mem::MaybeUninit;

use super::node_box::NodeBox;
use super::policy::Policy;
use super::topology::Topology;
use super::zeroable::Zeroable;

/// Allocates on the nodes of a [`Topology`]. It returns an error for nodes and CPUs that the
/// topology does not have.
///
/// Every allocation consists of whole pages. Use it for tables and large states, not for small
/// values.
///
/// If the topology is [assumed](Topology::is_assumed), its one node represents the whole machine.
/// The kernel then chooses the node of each allocation ([`Policy::Anywhere`]).
///
/// ```
/// use ringmpsc_runtime::affinity;
/// use ringmpsc_runtime::numa::{Allocator, Topology};
///
/// let allocator = Allocator::new(Topology::discover());
/// let near = allocator.topology().nodes().iter().find(|node| node.has_memory()).unwrap().id;
/// let cpu = affinity::usable_cpus()?[0];
///
/// assert_eq!(*allocator.alloc_for_cpu(cpu, 7_u64)?, 7);
/// assert_eq!(allocator.alloc_zeroed_for_cpu::<[u8; 4096]>(cpu)?[17], 0);
/// assert_eq!(allocator.alloc_slice_on_node(near, 3, |index| index)?[..], [0, 1, 2]);
/// assert_eq!(allocator.alloc_slice_for_cpu(cpu, 2, |index| index)?[..], [0, 1]);
/// assert_eq!(*allocator.alloc_uninit_on_node(near)?.write(7_u64), 7);
/// assert_eq!(*allocator.alloc_uninit_for_cpu(cpu)?.write(7_u64), 7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Allocator {
    topology: Topology,
}

impl Allocator {
    /// Creates an allocator for the nodes of `topology`.
    pub fn new(topology: Topology) -> Self {
        Self { topology }
    }

    /// Returns the topology of this allocator.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// Moves `value` to memory on the node with the id `node`. The value passes over the stack, as
    /// for [`NodeBox::new`].
    ///
    /// # Errors
    ///
    /// [`AllocError::NoSuchNode`], [`AllocError::NodeWithoutMemory`] or
    /// [`AllocError::OutOfMemory`]. The value is then dropped. If the kernel takes the memory from
    /// another node, that is not an error, and [`NodeBox::placement`] reports it.
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`](super::Region::new).
    pub fn alloc_on_node<T>(&self, node: u32, value: T) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::new(value, policy).map_err(AllocError::OutOfMemory)
    }

    /// Moves `value` to memory near `cpu`: on the node of the CPU, or on the
    /// [nearest](Topology::nearest_node) node with memory if that node has none. The value passes
    /// over the stack, as for [`NodeBox::new`].
    ///
    /// # Errors
    ///
    /// [`AllocError::NoSuchCpu`] or [`AllocError::OutOfMemory`]. The value is then dropped. If the
    /// kernel takes the memory from another node, that is not an error, and [`NodeBox::placement`]
    /// reports it.
    ///
    /// # Progress and cost
    ///
    /// As for [`Region::new`](super::Region::new).
    pub fn alloc_for_cpu<T>(&self, cpu: usize, value: T) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::new(value, policy).map_err(AllocError::OutOfMemory)
    }

    /// Makes a slice in place on the node with the id `node`, as [`NodeBox::from_fn`] does.
    ///
    /// # Errors
    ///
    /// As for [`alloc_on_node`](Self::alloc_on_node). `init` is then never called.
    ///
    /// # Panics
    ///
    /// If `init` panics. The values made before are then dropped.
    pub fn alloc_slice_on_node<T>(
        &self,
        node: u32,
        len: usize,
        init: impl FnMut(usize) -> T,
    ) -> Result<NodeBox<[T]>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::from_fn(len, policy, init).map_err(AllocError::OutOfMemory)
    }

    /// Makes a slice in place near `cpu`, as [`NodeBox::from_fn`] does.
    ///
    /// # Errors
    ///
    /// As for [`alloc_for_cpu`](Self::alloc_for_cpu). `init` is then never called.
    ///
    /// # Panics
    ///
    /// If `init` panics. The values made before are then dropped.
    pub fn alloc_slice_for_cpu<T>(
        &self,
        cpu: usize,
        len: usize,
        init: impl FnMut(usize) -> T,
    ) -> Result<NodeBox<[T]>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::from_fn(len, policy, init).map_err(AllocError::OutOfMemory)
    }

    /// Makes a value whose bytes are all zero, in place, on the node with the id `node`. See
    /// [`NodeBox::zeroed`].
    ///
    /// # Errors
    ///
    /// As for [`alloc_on_node`](Self::alloc_on_node).
    ///
    /// ```
    /// use ringmpsc_runtime::numa::{Allocator, Topology};
    ///
    /// let topology = Topology::discover();
    /// let near = topology.nodes().iter().find(|node| node.has_memory()).unwrap().id;
    /// let buffer = Allocator::new(topology).alloc_zeroed_on_node::<[u8; 16 << 20]>(near)?;
    /// assert!(buffer.iter().all(|byte| *byte == 0));
    /// # Ok::<(), ringmpsc_runtime::numa::AllocError>(())
    /// ```
    pub fn alloc_zeroed_on_node<T: Zeroable>(&self, node: u32) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::zeroed(policy).map_err(AllocError::OutOfMemory)
    }

    /// Makes a value whose bytes are all zero, in place, near `cpu`. See [`NodeBox::zeroed`].
    ///
    /// # Errors
    ///
    /// As for [`alloc_for_cpu`](Self::alloc_for_cpu).
    pub fn alloc_zeroed_for_cpu<T: Zeroable>(&self, cpu: usize) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::zeroed(policy).map_err(AllocError::OutOfMemory)
    }

    /// Allocates zeroed memory for a value on the node with the id `node`. See
    /// [`NodeBox::new_uninit`].
    ///
    /// # Errors
    ///
    /// As for [`alloc_on_node`](Self::alloc_on_node).
    pub fn alloc_uninit_on_node<T>(
        &self,
        node: u32,
    ) -> Result<NodeBox<MaybeUninit<T>>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::new_uninit(policy).map_err(AllocError::OutOfMemory)
    }

    /// Allocates zeroed memory for a value near `cpu`. See [`NodeBox::new_uninit`].
    ///
    /// # Errors
    ///
    /// As for [`alloc_for_cpu`](Self::alloc_for_cpu).
    pub fn alloc_uninit_for_cpu<T>(
        &self,
        cpu: usize,
    ) -> Result<NodeBox<MaybeUninit<T>>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::new_uninit(policy).map_err(AllocError::OutOfMemory)
    }

    /// Returns the policy for memory on `node`.
    fn policy_for_node(&self, node: u32) -> Result<Policy, AllocError> {
        let found = self.topology.node(node).ok_or(AllocError::NoSuchNode { node })?;
        if !found.has_memory() {
            return Err(AllocError::NodeWithoutMemory { node });
        }
        Ok(self.policy_for_known(node))
    }

    /// Returns the policy for memory near `cpu`.
    fn policy_for_cpu(&self, cpu: usize) -> Result<Policy, AllocError> {
        let own = self.topology.nodes().iter().find(|node| node.cpus.contains(&cpu));
        let own = own.ok_or(AllocError::NoSuchCpu { cpu })?;
        if own.has_memory() {
            return Ok(self.policy_for_known(own.id));
        }
        // Without distances, the kernel chooses the node.
        let nearest = self.topology.nearest_node(own.id);
        Ok(nearest.map_or(Policy::Anywhere, |node| self.policy_for_known(node)))
    }

    /// Returns the policy for memory on a node of the topology.
    fn policy_for_known(&self, node: u32) -> Policy {
        if self.topology.is_assumed() { Policy::Anywhere } else { Policy::Node(node) }
    }
}

/// The reason why an [`Allocator`] did not allocate.
#[derive(Debug)]
#[non_exhaustive]
pub enum AllocError {
    /// The topology has no such node.
    NoSuchNode {
        /// The requested id.
        node: u32,
    },
    /// The node has CPUs, but no memory.
    NodeWithoutMemory {
        /// The requested id.
        node: u32,
    },
    /// No node of the topology has this CPU.
    NoSuchCpu {
        /// The requested CPU.
        cpu: usize,
    },
    /// No node has enough memory.
    OutOfMemory(io::Error),
}

impl fmt::Display for AllocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchNode { node } => write!(f, "there is no NUMA node {node}"),
            Self::NodeWithoutMemory { node } => write!(f, "NUMA node {node} has no memory"),
            Self::NoSuchCpu { cpu } => write!(f, "no NUMA node has a CPU {cpu}"),
            Self::OutOfMemory(_) => f.write_str("out of memory"),
        }
    }
}

impl Error for AllocError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::OutOfMemory(error) => Some(error),
            Self::NoSuchNode { .. } | Self::NodeWithoutMemory { .. } | Self::NoSuchCpu { .. } => {
                None
            }
        }
    }
}
