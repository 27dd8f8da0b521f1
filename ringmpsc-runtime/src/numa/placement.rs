//! What was wanted and what was obtained.

use super::policy::Policy;
use crate::Refusal;

/// Where memory was wanted, and where it is.
///
/// [`Region::new`](super::Region::new) touches the pages and then asks the kernel where they are. The
/// kernel may move pages later (automatic NUMA balancing, swapping, `migrate_pages(2)`).
///
/// [`Placement::on_only_node`] describes memory on a machine with one node. It touches no page and
/// does not ask the kernel. A channel with the option `numa` uses it on such a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub(super) policy: Policy,
    pub(super) target: Option<u32>,
    pub(super) refusal: Option<Refusal>,
    pub(super) obtained: Obtained,
}

impl Placement {
    /// What was asked for.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The node that was meant: that of the policy, or for [`Policy::Local`] the one on which the
    /// thread was running. `None` for [`Policy::Anywhere`], or if that node could not be found out.
    pub fn target(&self) -> Option<u32> {
        self.target
    }

    /// What kept the wish from being passed on to the kernel, if anything did. The memory was then
    /// taken from anywhere.
    ///
    /// `EINVAL` from mbind(2): the node does not exist, has no memory, or is forbidden to the
    /// process. `ENOSYS`: the kernel was built without NUMA. `EPERM`: a sandbox is in the way.
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// Where the memory is.
    pub fn obtained(&self) -> &Obtained {
        &self.obtained
    }

    /// Whether all pages of the sample are on the [target](Self::target). Where the machine has one
    /// node and no page was looked at: whether that node is the target.
    ///
    /// `None` if there was no target, or if it is not known where the pages are.
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

/// Where memory is: the answer of `move_pages(2)`, or the only node of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obtained {
    /// The pages of this sample are known. It has none for memory of size zero, and on a machine with
    /// one node, where no page needs to be looked at.
    Sampled(Sample),
    /// It would not tell: `EPERM` or `ENOSYS` in many containers, `ENOSYS` from a kernel without
    /// NUMA.
    Unknown(Refusal),
}

/// The whereabouts of up to 256 pages, evenly spread over the memory, its first and last page among
/// them.
///
/// | memory | [`nodes`](Self::nodes) |
/// |---|---|
/// | whose pages the kernel was asked about | each node that has pages of the sample, and how many |
/// | of a [machine with one node](Placement::on_only_node) | that node, with 0 pages: no page was looked at |
/// | of size zero | empty |
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    pub(super) nodes: Vec<PagesOnNode>,
    pub(super) missing: usize,
}

impl Sample {
    /// How many pages of the sample are on which node, in ascending order of the nodes.
    ///
    /// On a machine with one node no page is looked at. The only entry is then that node, with 0
    /// pages: pages that are touched later can come from nowhere else.
    pub fn nodes(&self) -> &[PagesOnNode] {
        &self.nodes
    }

    /// How many pages were on no node at that moment, for instance because they had been swapped
    /// out.
    pub fn missing(&self) -> usize {
        self.missing
    }
}

/// How many pages of a [`Sample`] are on a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PagesOnNode {
    /// The id of the node.
    pub node: u32,
    /// How many of the pages that were looked at. 0 if none was looked at, because the machine has one
    /// node.
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
    fn what_is_not_known_is_not_claimed() {
        assert_eq!(placement(None, &[(0, 9)], 0).is_on_target(), None);
        let unknown = Placement {
            obtained: Obtained::Unknown(Refusal::new("move_pages", libc::EPERM)),
            ..placement(Some(0), &[], 0)
        };
        assert_eq!(unknown.is_on_target(), None);
    }
}
