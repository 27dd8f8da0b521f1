//! The identity of a producer.

use core::fmt;

/// The identity of a producer: unique within its channel, including producers that have left.
///
/// ```
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = mpsc)]
/// type Number = u64;
///
/// let (channel, _consumer) = NumberChannel::open();
/// let [first, second] = [(); 2].map(|()| channel.register().unwrap());
/// assert_eq!((first.id().get(), second.id().get()), (0, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProducerId(u64);

impl ProducerId {
    pub(crate) const fn new(id: u64) -> Self {
        Self(id)
    }

    /// Returns the identity as a number: how many producers were registered before this one.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ProducerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_shown_as_its_number() {
        let id = ProducerId::new(42);
        assert_eq!(
            (id.get(), format!("{id}"), format!("{id:>4}")),
            (42, "42".into(), "  42".into())
        );
        assert_eq!(format!("{id:?}"), "ProducerId(42)");
    }
}
