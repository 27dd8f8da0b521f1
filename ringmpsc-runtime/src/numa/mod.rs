//! Which memory is near which CPU, and memory that is where it is wanted: numa(7).
//!
//! * [`Topology`] tells what nodes there are: which CPUs, how much memory, how far from one
//!   another.
//! * [`Region`] is zeroed memory for a layout, on a wanted node if the kernel plays along. It binds
//!   pages before it touches them, touches all of them, and then asks the kernel where they are:
//!   [`Placement`]. It does so on a machine with one node, too.
//! * [`Placement::on_only_node`] is for callers that do not want that on a machine with one node. It
//!   touches nothing and asks nothing. The rings of a channel with the option `numa` are made so.
//! * [`Allocator`] and [`NodeBox`] do the same for one value, or a slice of them. A large value is
//!   made in place: see [`NodeBox`].
//!
//! Placement is a matter of speed, never of correctness. So a wish that cannot be fulfilled does
//! not fail: the memory is elsewhere, and its [`Placement`] says where, and what was refused.
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
//!     Obtained::Unknown(why) => println!("nobody knows: {why}"),
//! }
//! # Ok::<(), ringmpsc_runtime::numa::AllocError>(())
//! ```

mod allocator;
mod id_list;
mod mapping;
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

pub use allocator::{AllocError, Allocator};
pub use mapping::Mapping;
pub use node::{Distance, Node};
pub use node_box::NodeBox;
pub use placement::{Obtained, PagesOnNode, Placement, Sample};
pub use policy::Policy;
pub use problem::Problem;
pub use region::Region;
pub use topology::Topology;
pub use zeroable::Zeroable;
