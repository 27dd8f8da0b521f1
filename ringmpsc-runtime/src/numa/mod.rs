//! NUMA: the nodes of the machine, and memory on a requested node. See [numa(7)].
//!
//! * [`Topology`] reads the nodes: their CPUs, their memory and their distances.
//! * [`Region`] is zeroed memory for a layout, on a requested node if the kernel allows it. It
//!   binds the pages, touches all of them, and then asks the kernel where they are: [`Placement`].
//!   It does this on a machine with one node too.
//! * [`Placement::on_only_node`] is the alternative for a machine with one node. It touches no page
//!   and makes no system call. The rings of a channel with the option `numa` use it there.
//! * [`Allocator`] and [`NodeBox`] do the same for one value, or for a slice. [`NodeBox`] shows how
//!   to make a large value in place.
//!
//! Placement affects only speed, never correctness. So a request that the kernel cannot fulfil is
//! not an error: the memory is on another node, and [`Placement`] reports the node and the reason.
//!
//! The files import one way: `allocator` → `node_box` → `region` → `place` → `placement` →
//! `policy`, and `allocator` → `topology` → `sysfs` → `node`.
//!
//! ```
//! use ringmpsc_runtime::numa::{Allocator, Obtained, Topology};
//!
//! let topology = Topology::discover();
//! let near = topology.nodes().iter().find(|node| node.has_memory()).unwrap().id;
//!
//! let counter = Allocator::new(topology).alloc_on_node(near, 7_u64)?;
//! assert_eq!(*counter, 7);
//! match counter.placement().obtained() {
//!     Obtained::Sampled(sample) => println!("pages on {:?}", sample.nodes()),
//!     Obtained::Unknown(error) => println!("the kernel refused to tell: {error}"),
//! }
//! # Ok::<(), ringmpsc_runtime::numa::AllocError>(())
//! ```
//!
//! [numa(7)]: https://man7.org/linux/man-pages/man7/numa.7.html

mod allocator;
mod id_list;
mod node;
mod node_box;
mod place;
mod placement;
mod policy;
mod problem;
mod region;
mod sysfs;
mod topology;
mod zeroable;

pub use crate::SyscallError;
pub use allocator::{AllocError, Allocator};
pub use node::{Distance, Node};
pub use node_box::NodeBox;
pub use placement::{Obtained, PagesOnNode, Placement, Sample};
pub use policy::Policy;
pub use problem::Problem;
pub use region::Region;
pub use topology::Topology;
pub use zeroable::Zeroable;
