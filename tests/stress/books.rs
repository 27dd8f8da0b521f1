//! The consumer's books: what it received from whom, and whether that is right.

use crate::message::{Message, Stamp};

/// Messages of one producer come in the order in which it sent them. None is missing but those that
/// were skipped without a look.
pub(crate) struct Books {
    /// By producer: the position behind the last message that was seen.
    next: Vec<u64>,
    seen: u64,
    /// Messages that nobody saw.
    skipped: u64,
    /// Messages of drains that were forgotten: the library may have forgotten to count them.
    forgotten: u64,
    /// Positions that were left out in some producer's stream. Only skipping can do that.
    gaps: u64,
}

impl Books {
    pub(crate) fn new(producers: usize) -> Self {
        Self { next: vec![0; producers], seen: 0, skipped: 0, forgotten: 0, gaps: 0 }
    }

    fn position(&mut self, message: &impl Message) -> (&mut u64, Stamp) {
        let stamp = message.stamp();
        let next = self.next.get_mut(stamp.producer as usize);
        let next = next.unwrap_or_else(|| panic!("{stamp:?} is from nobody"));
        assert!(stamp.seq >= *next, "{stamp:?} came again, or late: {next} was due");
        (next, stamp)
    }

    /// A message was consumed.
    pub(crate) fn take(&mut self, message: &impl Message) -> usize {
        let (next, stamp) = self.position(message);
        let gap = stamp.seq - *next;
        *next = stamp.seq + 1;
        self.gaps += gap;
        self.seen += 1;
        assert!(self.gaps <= self.skipped, "{gap} messages are missing before {stamp:?}");
        1
    }

    pub(crate) fn take_all<M: Message>(&mut self, messages: &[M]) -> usize {
        messages.iter().map(|message| self.take(message)).sum()
    }

    /// A message was looked at, and stays. Returns that none was consumed.
    pub(crate) fn look(&mut self, message: &impl Message) -> usize {
        self.position(message);
        0
    }

    pub(crate) fn look_all<M: Message>(&mut self, messages: &[M]) -> usize {
        for message in messages {
            self.look(message);
        }
        0
    }

    /// Messages were consumed that nobody saw.
    pub(crate) fn skip(&mut self, n: usize) -> usize {
        self.skipped += n as u64;
        n
    }

    /// Messages were taken from a drain that was forgotten.
    pub(crate) fn forget(&mut self, n: usize) -> usize {
        self.forgotten += n as u64;
        n
    }

    /// An operation that says how many messages it consumed must have shown as many.
    pub(crate) fn during(&mut self, operation: impl FnOnce(&mut Self) -> usize) -> usize {
        let before = self.seen;
        let consumed = operation(self);
        assert_eq!(consumed as u64, self.seen - before, "the operation miscounted");
        consumed
    }

    /// A stamp that no message has.
    #[expect(clippy::unused_self, reason = "the books know who there is")]
    pub(crate) fn nobody(&self) -> Stamp {
        Stamp { producer: u32::MAX, seq: 0 }
    }

    /// Messages that were consumed.
    pub(crate) fn consumed(&self) -> u64 {
        self.seen + self.skipped
    }

    /// Messages of forgotten drains.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The consumer has left early: what it saw must have been sent.
    pub(crate) fn check_prefix(&self, accepted: &[u64]) {
        assert_eq!(self.next.len(), accepted.len());
        for (producer, (next, accepted)) in self.next.iter().zip(accepted).enumerate() {
            assert!(
                next <= accepted,
                "{next} messages of producer {producer} arrived, but {accepted} were sent"
            );
        }
    }

    /// The consumer has received everything: exactly what was sent.
    pub(crate) fn check_all(&self, accepted: &[u64]) {
        self.check_prefix(accepted);
        let sent: u64 = accepted.iter().sum();
        assert_eq!(
            self.consumed(),
            sent,
            "{sent} messages were sent, and {} seen, {} skipped: {:?} of {accepted:?}",
            self.seen,
            self.skipped,
            self.next
        );
    }
}
