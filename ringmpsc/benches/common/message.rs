//! What is sent: a number, or a block that begins with one.

/// A message that carries a number.
pub(crate) trait Message: Copy + Default + Send + Sync + Unpin + 'static {
    /// What [`read`](Self::read) finds beside the number.
    const REST: u64;

    fn new(number: u64) -> Self;

    /// The number.
    fn number(&self) -> u64;

    /// Replaces the number.
    fn set_number(&mut self, number: u64);

    /// Reads all of the message: the sum of its words, which is its number and
    /// [`REST`](Self::REST).
    fn read(&self) -> u64;

    /// Its size, as the names of cases tell it.
    fn size() -> String {
        format!("{}B", size_of::<Self>())
    }
}

impl Message for u64 {
    const REST: u64 = 0;

    #[inline]
    fn new(number: u64) -> Self {
        number
    }

    #[inline]
    fn number(&self) -> u64 {
        *self
    }

    #[inline]
    fn set_number(&mut self, number: u64) {
        *self = number;
    }

    #[inline]
    fn read(&self) -> u64 {
        *self
    }

    fn size() -> String {
        "u64".into()
    }
}

/// A message of so many words: its number, and then 1, 2, 3 and so on.
#[derive(Clone, Copy)]
pub(crate) struct Block<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Default for Block<WORDS> {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> Message for Block<WORDS> {
    const REST: u64 = {
        let words = WORDS as u64;
        words * (words - 1) / 2
    };

    #[inline]
    fn new(number: u64) -> Self {
        let mut words = std::array::from_fn(|word| word as u64);
        words[0] = number;
        Self(words)
    }

    #[inline]
    fn number(&self) -> u64 {
        self.0[0]
    }

    #[inline]
    fn set_number(&mut self, number: u64) {
        self.0[0] = number;
    }

    #[inline]
    fn read(&self) -> u64 {
        sum_up(0, &self.0)
    }
}

/// A batch to send: message `k` carries `k`.
///
/// Where it lies in its page, as compared to the slots that it is copied to, is worth a tenth of
/// the time: a copy looks as if it read what it has just written. That is a matter of luck, so it
/// is elsewhere in each round, and in the same place for all contestants.
pub(crate) struct Batch<M> {
    page: Vec<M>,
    at: usize,
}

impl<M: Message> Batch<M> {
    pub(crate) fn new(size: u64, round: usize) -> Self {
        let at = round * 5 % 16 * 256 / size_of::<M>();
        let before = (0..at).map(|_| M::default());
        Self { page: before.chain((0..size).map(M::new)).collect(), at }
    }

    pub(crate) fn messages(&mut self) -> &mut [M] {
        &mut self.page[self.at..]
    }
}

/// One cache line of most processors.
pub(crate) type Line = Block<8>;

/// Reads messages that lie side by side, and adds what they hold to a sum.
#[inline]
pub(crate) fn sum_up<M: Message>(sum: u64, messages: &[M]) -> u64 {
    messages.iter().fold(sum, |sum, message| sum.wrapping_add(message.read()))
}
