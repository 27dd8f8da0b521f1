//! The node that memory is requested on.

use crate::SyscallError;
use crate::getcpu;

/// The node that memory is requested on.
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy};
///
/// let counter = NodeBox::new(7_u64, Policy::Local)?;
/// assert_eq!(counter.placement().policy(), Policy::Local);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The node that the kernel chooses. This is usually the node of the allocating thread, unless
    /// [`set_mempolicy(2)`] or numactl(8) say otherwise.
    ///
    /// [`set_mempolicy(2)`]: https://man7.org/linux/man-pages/man2/set_mempolicy.2.html
    Anywhere,
    /// The node on which the calling thread runs when it allocates.
    Local,
    /// The node with this id.
    Node(u32),
}

impl Policy {
    /// Returns the node that the policy means now, or `None` for any node.
    pub(super) fn target(self) -> Result<Option<u32>, SyscallError> {
        match self {
            Self::Anywhere => Ok(None),
            Self::Local => Ok(Some(getcpu::node()?)),
            Self::Node(node) => Ok(Some(node)),
        }
    }
}
