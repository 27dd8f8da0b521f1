//! The placement of memory: the requested node and the actual one.

use super::policy::Policy;
use crate::SyscallError;

/// Where memory was requested, and where it is.
///
/// [`Region::new`](super::Region::new) touches the pages and then asks the kernel where they are.
/// The kernel may move pages later: by automatic NUMA balancing, by swapping or by
/// [`migrate_pages(2)`].
///
/// [`Placement::on_only_node`] describes memory on a machine with one node. It touches no page and
/// does not ask the kernel. A channel with the option `numa` uses it on such a machine.
///
/// [`migrate_pages(2)`]: https://man7.org/linux/man-pages/man2/migrate_pages.2.html
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Policy};
///
/// let counter = NodeBox::new(7_u64, Policy::Node(63))?;
/// let placement = counter.placement();
/// assert_eq!((placement.policy(), placement.target()), (Policy::Node(63), Some(63)));
/// if placement.is_on_target() != Some(true) {
///     println!("the kernel refused: {:?}", placement.refusal());
/// }
/// assert_eq!(placement.wanted_on(0).target(), Some(0));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub(super) policy: Policy,
    pub(super) target: Option<u32>,
    pub(super) refusal: Option<SyscallError>,
    pub(super) obtained: Obtained,
}

impl Placement {
    /// Creates the placement of memory on a machine whose only node is `only`. All pages come from
    /// that node, so this touches no page and makes no system call.
    ///
    /// The [sample](Sample::nodes) names the node with 0 pages. If `policy` names another node,
    /// [`refusal`](Self::refusal) returns `EINVAL`, as mbind(2) would.
    ///
    /// ```
    /// use ringmpsc_runtime::numa::{Obtained, PagesOnNode, Placement, Policy};
    ///
    /// let placement = Placement::on_only_node(Policy::Local, 0);
    /// let Obtained::Sampled(sample) = placement.obtained() else { unreachable!() };
    /// assert_eq!(sample.nodes(), [PagesOnNode { node: 0, pages: 0 }]);
    /// assert_eq!(placement.is_on_target(), Some(true));
    /// assert_eq!(Placement::on_only_node(Policy::Node(1), 0).is_on_target(), Some(false));
    /// ```
    pub fn on_only_node(policy: Policy, only: u32) -> Self {
        let target = match policy {
            Policy::Anywhere => None,
            Policy::Local => Some(only),
            Policy::Node(node) => Some(node),
        };
        let is_missing = target.is_some_and(|node| node != only);
        let refusal = is_missing.then(|| SyscallError::new("mbind", libc::EINVAL));
        let nodes = vec![PagesOnNode { node: only, pages: 0 }];
        let obtained = Obtained::Sampled(Sample { nodes, missing: 0 });
        Self { policy, target, refusal, obtained }
    }

    /// Creates the placement of memory of size zero.
    pub(super) fn of_no_pages(policy: Policy) -> Self {
        let obtained = Obtained::Sampled(Sample::default());
        Self { policy, target: None, refusal: None, obtained }
    }

    /// Returns the placement of the same memory for a thread that needs it on `node`.
    ///
    /// The target becomes `node`, so [`is_on_target`](Self::is_on_target) compares with that node.
    /// There is no [`refusal`](Self::refusal).
    #[must_use]
    pub fn wanted_on(&self, node: u32) -> Self {
        Self { target: Some(node), refusal: None, ..self.clone() }
    }

    /// Returns the policy of the request.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Returns the requested node: that of the policy, or for [`Policy::Local`] the node on which
    /// the thread was running.
    ///
    /// Returns `None` for [`Policy::Anywhere`], and if the kernel did not tell the local node.
    pub fn target(&self) -> Option<u32> {
        self.target
    }

    /// Returns the error of the call that failed to request the node, if one failed. The kernel
    /// then chose the node.
    ///
    /// | error | reason |
    /// |---|---|
    /// | `EINVAL` from mbind(2) | the node does not exist, has no memory, or is forbidden to the process |
    /// | `ENOSYS` | the kernel was built without NUMA |
    /// | `EPERM` | a sandbox refused the call |
    pub fn refusal(&self) -> Option<SyscallError> {
        self.refusal
    }

    /// Returns the nodes of the pages, as far as they are known.
    pub fn obtained(&self) -> &Obtained {
        &self.obtained
    }

    /// Returns whether all pages of the sample are on the [target](Self::target). For
    /// [`on_only_node`](Self::on_only_node): whether the only node is the target.
    ///
    /// Returns `None` if there is no target, or if the nodes of the pages are unknown.
    pub fn is_on_target(&self) -> Option<bool> {
        let target = self.target?;
        match &self.obtained {
            Obtained::Sampled(sample) => {
                Some(sample.missing == 0 && sample.nodes.iter().all(|entry| entry.node == target))
            }
            Obtained::Unknown(_) => None,
        }
    }
}

/// Where memory is: the answer of [`move_pages(2)`], or the only node of the machine.
///
/// [`move_pages(2)`]: https://man7.org/linux/man-pages/man2/move_pages.2.html
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obtained {
    /// The nodes of these pages are known. The sample has no pages for memory of size zero, and on
    /// a machine with one node.
    Sampled(Sample),
    /// The kernel refused to tell. Many containers answer `EPERM` or `ENOSYS`, and a kernel without
    /// NUMA answers `ENOSYS`.
    Unknown(SyscallError),
}

/// The nodes of up to 256 pages. The pages are evenly spread over the memory, and include the first
/// and the last one.
///
/// | memory | [`nodes`](Self::nodes) |
/// |---|---|
/// | of a [`Region`](super::Region) | each node that has pages of the sample, with their number |
/// | of a [machine with one node](Placement::on_only_node) | that node, with 0 pages |
/// | of size zero | empty |
///
/// ```
/// use ringmpsc_runtime::numa::{NodeBox, Obtained, Policy};
///
/// let table = NodeBox::new([0_u8; 1 << 16], Policy::Anywhere)?;
/// if let Obtained::Sampled(sample) = table.placement().obtained() {
///     let pages: usize = sample.nodes().iter().map(|on| on.pages).sum();
///     println!("{pages} pages on {:?}, {} on none", sample.nodes(), sample.missing());
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    pub(super) nodes: Vec<PagesOnNode>,
    pub(super) missing: usize,
}

impl Sample {
    /// Returns the number of pages of the sample on each node, in ascending order of the nodes.
    ///
    /// For a machine with one node, the only entry is that node with 0 pages.
    pub fn nodes(&self) -> &[PagesOnNode] {
        &self.nodes
    }

    /// Returns the number of pages of the sample that were on no node: swapped out, for instance.
    pub fn missing(&self) -> usize {
        self.missing
    }
}

/// The number of pages of a [`Sample`] on one node.
///
/// ```
/// use ringmpsc_runtime::numa::{Obtained, PagesOnNode, Placement, Policy};
///
/// let placement = Placement::on_only_node(Policy::Local, 0);
/// let Obtained::Sampled(sample) = placement.obtained() else { unreachable!() };
/// assert_eq!(sample.nodes(), [PagesOnNode { node: 0, pages: 0 }]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PagesOnNode {
    /// The id of the node.
    pub node: u32,
    /// The number of pages. 0 on a machine with one node, where the sample has no pages.
    pub pages: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placement(target: Option<u32>, nodes: &[(u32, usize)], missing: usize) -> Placement {
        let nodes = nodes.iter().map(|&(node, pages)| PagesOnNode { node, pages }).collect();
        Placement {
            policy: target.map_or(Policy::Anywhere, Policy::Node),
            target,
            refusal: None,
            obtained: Obtained::Sampled(Sample { nodes, missing }),
        }
    }

    #[test]
    fn a_sample_says_which_pages_were_found() {
        let nodes = vec![PagesOnNode { node: 2, pages: 9 }];
        let sample = Sample { nodes: nodes.clone(), missing: 3 };
        assert_eq!((sample.nodes(), sample.missing()), (&nodes[..], 3));
    }

    #[test]
    fn on_target_means_every_page() {
        assert_eq!(placement(Some(2), &[(2, 9)], 0).is_on_target(), Some(true));
        assert_eq!(placement(Some(2), &[(0, 1), (2, 8)], 0).is_on_target(), Some(false));
        assert_eq!(placement(Some(2), &[(0, 9)], 0).is_on_target(), Some(false));
        assert_eq!(placement(Some(2), &[(2, 8)], 1).is_on_target(), Some(false));
    }

    #[test]
    fn an_unknown_location_is_neither_on_nor_off_target() {
        assert_eq!(placement(None, &[(0, 9)], 0).is_on_target(), None);
        let unknown = Placement {
            obtained: Obtained::Unknown(SyscallError::new("move_pages", libc::EPERM)),
            ..placement(Some(0), &[], 0)
        };
        assert_eq!(unknown.is_on_target(), None);
    }
}
