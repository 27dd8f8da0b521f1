//! The books of one consumer of several: what it got from whom.

use crate::message::{Message, Stamp};

/// Messages of one producer come to each consumer in the order in which they were sent, except
/// those of a claim that another consumer has left behind. All shares together are what was sent.
pub(crate) struct Share {
    /// By producer: the position behind the last message that was seen.
    next: Vec<u64>,
    /// Whether nobody else receives, so that nothing may be left out but what was not seen.
    alone: bool,
    /// Positions that were left out.
    gaps: u64,
    seen: u64,
    /// The sum of the seals of what was seen. No other messages have the same, as good as
    /// certainly.
    seals: u64,
    /// Messages that were dropped without a look.
    unseen: u64,
    /// Messages of claims that were forgotten: the library may have forgotten to count them.
    forgotten: u64,
    /// Messages that this consumer had claimed and has left to the others.
    left: u64,
    /// Messages that came after later ones of the same producer.
    late: u64,
}

impl Share {
    pub(crate) fn new(producers: usize, alone: bool) -> Self {
        Self {
            next: vec![0; producers],
            alone,
            gaps: 0,
            seen: 0,
            seals: 0,
            unseen: 0,
            forgotten: 0,
            left: 0,
            late: 0,
        }
    }

    /// A message was received.
    pub(crate) fn take(&mut self, message: &impl Message) -> usize {
        let stamp = message.stamp();
        let next = self.next.get_mut(stamp.producer as usize);
        let next = next.unwrap_or_else(|| panic!("{stamp:?} is from nobody"));
        if stamp.seq >= *next {
            self.gaps += stamp.seq - *next;
            *next = stamp.seq + 1;
        } else {
            self.late += 1;
        }
        let due = self.gaps <= self.unseen + self.left;
        assert!(!self.alone || due, "there are messages before {stamp:?}");
        self.seen += 1;
        self.seals = self.seals.wrapping_add(stamp.seal());
        1
    }

    pub(crate) fn take_all<M: Message>(&mut self, messages: &[M]) -> usize {
        messages.iter().map(|message| self.take(message)).sum()
    }

    /// Messages were dropped that nobody saw.
    pub(crate) fn drop(&mut self, n: usize) -> usize {
        self.unseen += n as u64;
        n
    }

    /// So many messages of a claim were left to the other consumers.
    pub(crate) fn leave(&mut self, n: usize) {
        self.left += n as u64;
    }

    /// So many messages were in a claim that was forgotten.
    pub(crate) fn forget(&mut self, n: usize) {
        self.forgotten += n as u64;
    }

    /// An operation that says how many messages it took must have shown as many.
    pub(crate) fn during(&mut self, operation: impl FnOnce(&mut Self) -> usize) -> usize {
        let before = self.seen;
        let taken = operation(self);
        assert_eq!(taken as u64, self.seen - before, "the operation miscounted");
        taken
    }

    /// A stamp that no message has.
    #[expect(clippy::unused_self, reason = "the books know who there is")]
    pub(crate) fn nobody(&self) -> Stamp {
        Stamp { producer: u32::MAX, seq: 0 }
    }
}

/// What all consumers of a channel got.
#[derive(Clone, Copy)]
pub(crate) struct Sum {
    seals: u64,
    pub(crate) seen: u64,
    pub(crate) unseen: u64,
    pub(crate) forgotten: u64,
    pub(crate) left: u64,
    late: u64,
}

impl Sum {
    pub(crate) fn of<'a>(shares: impl IntoIterator<Item = &'a Share>) -> Self {
        let none = Self { seals: 0, seen: 0, unseen: 0, forgotten: 0, left: 0, late: 0 };
        shares.into_iter().fold(none, |sum, share| Self {
            seals: sum.seals.wrapping_add(share.seals),
            seen: sum.seen + share.seen,
            unseen: sum.unseen + share.unseen,
            forgotten: sum.forgotten + share.forgotten,
            left: sum.left + share.left,
            late: sum.late + share.late,
        })
    }

    /// Messages come late to a consumer only if another one has left them to it.
    fn check_order(self) {
        let Self { late, left, .. } = self;
        assert!(late <= left, "{late} messages came again, or late; {left} were left to others");
    }

    /// Some consumers have left early, and perhaps nobody has received the rest.
    pub(crate) fn check_part(self, accepted: &[u64]) {
        self.check_order();
        let sent: u64 = accepted.iter().sum();
        let got = self.seen + self.unseen;
        assert!(got <= sent, "{got} messages arrived, but {sent} were sent");
    }

    /// Everything was received: exactly what was sent. A claim that a consumer leaves after the
    /// last of the others was told of the end is dropped with the channel.
    pub(crate) fn check_all(self, accepted: &[u64]) {
        self.check_order();
        let Self { seals, seen, unseen, left, .. } = self;
        let sent: u64 = accepted.iter().sum();
        let got = seen + unseen;
        assert!(
            got <= sent && sent - got <= left,
            "of {accepted:?} {seen} were seen, {unseen} not, and {left} were left to others"
        );
        if got == sent && unseen == 0 {
            let stamps = (0..).zip(accepted).flat_map(|(producer, &accepted)| {
                (0..accepted).map(move |seq| Stamp { producer, seq })
            });
            let expected = stamps.map(Stamp::seal).fold(0, u64::wrapping_add);
            assert_eq!(seals, expected, "other messages arrived than were sent");
        }
    }
}
