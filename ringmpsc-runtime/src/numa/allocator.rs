//! Values on nodes of a known topology.

use std::error::Error;
use std::fmt;
use std::io;
use std::mem::MaybeUninit;

use super::node_box::NodeBox;
use super::policy::Policy;
use super::topology::Topology;
use super::zeroable::Zeroable;

/// Allocates on the nodes of a [`Topology`], and refuses nodes and CPUs which that does not have.
///
/// Every allocation consists of whole pages: use it for tables and states, not for small things.
///
/// On a topology that is only [assumed](Topology::is_assumed), its one node stands for all of the
/// machine, and memory is taken from anywhere ([`Policy::Anywhere`]).
#[derive(Debug, Clone)]
pub struct Allocator {
    topology: Topology,
}

impl Allocator {
    /// An allocator for the nodes of `topology`.
    pub fn new(topology: Topology) -> Self {
        Self { topology }
    }

    /// The nodes it knows.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// Moves `value` to memory on the node with the id `node`: for a value that is small enough to
    /// pass over the stack, see [`NodeBox::new`].
    ///
    /// # Errors
    ///
    /// If there is no such node, or no memory on it, or no memory at all; `value` is dropped. Not
    /// if the kernel places it elsewhere: that is for [`NodeBox::placement`] to tell.
    pub fn alloc_on_node<T>(&self, node: u32, value: T) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::new(value, policy).map_err(AllocError::OutOfMemory)
    }

    /// Moves `value` to memory near `cpu`: on its node, or if that has no memory on the
    /// [nearest](Topology::nearest_node) that has. For a value that is small enough to pass over the
    /// stack, see [`NodeBox::new`].
    ///
    /// # Errors
    ///
    /// If there is no such CPU, or no memory at all; `value` is dropped. Not if the kernel places
    /// it elsewhere: that is for [`NodeBox::placement`] to tell.
    pub fn alloc_for_cpu<T>(&self, cpu: usize, value: T) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::new(value, policy).map_err(AllocError::OutOfMemory)
    }

    /// Makes a slice on the node with the id `node`: see [`alloc_on_node`](Self::alloc_on_node) and
    /// [`NodeBox::from_fn`].
    ///
    /// # Panics
    ///
    /// If `init` does.
    pub fn alloc_slice_on_node<T>(
        &self,
        node: u32,
        len: usize,
        init: impl FnMut(usize) -> T,
    ) -> Result<NodeBox<[T]>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::from_fn(len, policy, init).map_err(AllocError::OutOfMemory)
    }

    /// Makes a slice near `cpu`: see [`alloc_for_cpu`](Self::alloc_for_cpu) and
    /// [`NodeBox::from_fn`].
    ///
    /// # Panics
    ///
    /// If `init` does.
    pub fn alloc_slice_for_cpu<T>(
        &self,
        cpu: usize,
        len: usize,
        init: impl FnMut(usize) -> T,
    ) -> Result<NodeBox<[T]>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::from_fn(len, policy, init).map_err(AllocError::OutOfMemory)
    }

    /// Makes a value whose bytes are all zero, in place, on the node with the id `node`: see
    /// [`alloc_on_node`](Self::alloc_on_node) and [`NodeBox::zeroed`].
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

    /// Makes a value whose bytes are all zero, in place, near `cpu`: see
    /// [`alloc_for_cpu`](Self::alloc_for_cpu) and [`NodeBox::zeroed`].
    pub fn alloc_zeroed_for_cpu<T: Zeroable>(&self, cpu: usize) -> Result<NodeBox<T>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::zeroed(policy).map_err(AllocError::OutOfMemory)
    }

    /// Makes memory for a value on the node with the id `node`: see
    /// [`alloc_on_node`](Self::alloc_on_node) and [`NodeBox::new_uninit`].
    pub fn alloc_uninit_on_node<T>(
        &self,
        node: u32,
    ) -> Result<NodeBox<MaybeUninit<T>>, AllocError> {
        let policy = self.policy_for_node(node)?;
        NodeBox::new_uninit(policy).map_err(AllocError::OutOfMemory)
    }

    /// Makes memory for a value near `cpu`: see [`alloc_for_cpu`](Self::alloc_for_cpu) and
    /// [`NodeBox::new_uninit`].
    pub fn alloc_uninit_for_cpu<T>(
        &self,
        cpu: usize,
    ) -> Result<NodeBox<MaybeUninit<T>>, AllocError> {
        let policy = self.policy_for_cpu(cpu)?;
        NodeBox::new_uninit(policy).map_err(AllocError::OutOfMemory)
    }

    /// What to ask for, for memory on `node`.
    fn policy_for_node(&self, node: u32) -> Result<Policy, AllocError> {
        let found = self.topology.node(node).ok_or(AllocError::NoSuchNode { node })?;
        if !found.has_memory() {
            return Err(AllocError::NodeWithoutMemory { node });
        }
        Ok(self.policy_for_known(node))
    }

    /// What to ask for, for memory near `cpu`.
    fn policy_for_cpu(&self, cpu: usize) -> Result<Policy, AllocError> {
        let own = self.topology.nodes().iter().find(|node| node.cpus.contains(&cpu));
        let own = own.ok_or(AllocError::NoSuchCpu { cpu })?;
        if own.has_memory() {
            return Ok(self.policy_for_known(own.id));
        }
        // Without distances there is nothing to choose by, and the kernel knows better: from
        // anywhere.
        let nearest = self.topology.nearest_node(own.id);
        Ok(nearest.map_or(Policy::Anywhere, |node| self.policy_for_known(node)))
    }

    /// What to ask for, for memory on a node that exists, or stands for all of the machine.
    fn policy_for_known(&self, node: u32) -> Policy {
        if self.topology.is_assumed() { Policy::Anywhere } else { Policy::Node(node) }
    }
}

/// Why an [`Allocator`] did not allocate.
#[derive(Debug)]
#[non_exhaustive]
pub enum AllocError {
    /// The topology has no such node.
    NoSuchNode {
        /// The id that was asked for.
        node: u32,
    },
    /// The node exists, and has CPUs only.
    NodeWithoutMemory {
        /// The id that was asked for.
        node: u32,
    },
    /// No node of the topology has such a CPU.
    NoSuchCpu {
        /// The CPU that was asked for.
        cpu: usize,
    },
    /// There is not enough memory, on whatever node.
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
