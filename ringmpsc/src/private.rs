//! Every name that an expansion may use, and nothing else. Not a public interface.

pub use crate::fence::Fence;
pub use crate::metrics::{ConsumerCounters, ContentionCounters, ProducerCounters};
pub use crate::registry::{Handle, Lanes, Member};
pub use crate::ring::consumer::Consumer;
pub use crate::ring::cursor::{ColdLine, ConsumerLine, ProducerLine};
pub use crate::ring::parts::{Layout, Lines, Options, Parts, Place};
pub use crate::ring::producer::Producer;
pub use crate::ring::slots::Slots;
pub use crate::ring::solo::{Only, Solo, SoloHandle};

/// How a model of the shipped code weakens it.
#[cfg(ringmpsc_loom)]
pub use crate::sync::model;
