//! Where memory is wanted.

use crate::Refusal;
use crate::affinity;

/// Where memory is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Wherever the kernel likes: usually the node of the thread that allocates, but see
    /// `set_mempolicy(2)`, numactl(8).
    Anywhere,
    /// On the node on which the calling thread is running when it allocates.
    Local,
    /// On the node with this id.
    Node(u32),
}

impl Policy {
    /// The node that is meant, now; `None` for any.
    pub(super) fn target(self) -> Result<Option<u32>, Refusal> {
        match self {
            Self::Anywhere => Ok(None),
            Self::Local => Ok(Some(affinity::node()?)),
            Self::Node(node) => Ok(Some(node)),
        }
    }
}
