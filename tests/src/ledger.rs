//! The drop ledger: every message is received or dropped exactly once.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All books of the process. A [`Tracked`] finds its book by number, so that a message read twice,
/// or from a slot without one, is reported and follows no pointer.
static BOOKS: Mutex<Vec<Book>> = Mutex::new(Vec::new());

fn books() -> MutexGuard<'static, Vec<Book>> {
    BOOKS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Book {
    /// How often the message of a number was dropped, by number.
    drops: Vec<u32>,
    /// Drops so far, of any message.
    dropped: usize,
    /// Which drops panic, counted like `dropped`.
    panics: Vec<usize>,
    /// A drop of something that is no message of this book.
    garbage: bool,
}

/// The account of one test's messages.
#[derive(Debug)]
pub struct Ledger {
    book: u32,
}

impl Ledger {
    /// An empty account.
    ///
    /// # Panics
    ///
    /// After four billion of them.
    #[expect(clippy::new_without_default, reason = "every account is a new one")]
    pub fn new() -> Self {
        let mut books = books();
        books.push(Book::default());
        Self { book: u32::try_from(books.len() - 1).expect("a test makes few ledgers") }
    }

    fn book<T>(&self, f: impl FnOnce(&mut Book) -> T) -> T {
        f(&mut books()[self.book as usize])
    }

    /// A new message: its number is how many were made before it.
    pub fn message(&self) -> Tracked {
        let number = self.book(|book| {
            book.drops.push(0);
            book.drops.len() - 1
        });
        Tracked { magic: MAGIC, book: self.book, number }
    }

    /// `n` new messages.
    pub fn messages(&self, n: usize) -> impl Iterator<Item = Tracked> {
        (0..n).map(|_| self.message())
    }

    /// How many messages there have been.
    pub fn made(&self) -> usize {
        self.book(|book| book.drops.len())
    }

    /// How many messages were dropped.
    pub fn dropped(&self) -> usize {
        self.book(|book| book.dropped)
    }

    /// Whether this message was dropped.
    pub fn is_dropped(&self, number: usize) -> bool {
        self.book(|book| book.drops[number] > 0)
    }

    /// Lets the `k`-th drop from now on panic, counted from 0, after it was entered in the book.
    pub fn panic_at_drop(&self, k: usize) {
        self.book(|book| book.panics.push(book.dropped + k));
    }

    /// No drop panics any more.
    pub fn calm(&self) {
        self.book(|book| book.panics.clear());
    }

    /// Asserts that no message was dropped twice.
    ///
    /// # Panics
    ///
    /// If one was.
    pub fn assert_none_twice(&self) {
        let (twice, garbage) = self.book(|book| {
            let twice = book.drops.iter().position(|&drops| drops > 1);
            (twice, book.garbage)
        });
        assert_eq!(twice, None, "this message was dropped twice");
        assert!(!garbage, "something was dropped that was not a message");
    }

    /// Asserts that every message was dropped exactly once.
    ///
    /// # Panics
    ///
    /// If one was not, or twice.
    pub fn assert_settled(&self) {
        self.assert_none_twice();
        let alive = self.book(|book| book.drops.iter().position(|&drops| drops == 0));
        assert_eq!(alive, None, "this message was never dropped");
    }
}

const MAGIC: u64 = 0x5eed_fade_c0de_d00d;

/// A message with a number of its own. Neither `Copy` nor `Default`, and its drop is counted.
pub struct Tracked {
    magic: u64,
    book: u32,
    number: usize,
}

impl Tracked {
    /// How many messages of its ledger were made before this one.
    ///
    /// # Panics
    ///
    /// If this is not a message, but the memory of one.
    pub fn number(&self) -> usize {
        assert_eq!(self.magic, MAGIC, "this is not a message");
        self.number
    }
}

impl fmt::Debug for Tracked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number)
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        let mut books = books();
        let Some(book) = books.get_mut(self.book as usize) else {
            drop(books);
            panic!("something was dropped that was not a message");
        };
        if self.magic != MAGIC || self.number >= book.drops.len() {
            book.garbage = true;
            return;
        }
        book.drops[self.number] += 1;
        let panics = book.panics.contains(&book.dropped);
        book.dropped += 1;
        drop(books);
        assert!(!panics, "{WANTED}");
    }
}

const WANTED: &str = "this panic is part of the test";

/// Panics in a way that [`caught`] recognises.
///
/// # Panics
///
/// Always.
pub fn panic_wanted() -> ! {
    panic!("{WANTED}")
}

/// Whether `f` panicked as the test wanted it to.
///
/// # Panics
///
/// If it panicked otherwise.
pub fn caught(f: impl FnOnce()) -> bool {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(()) => false,
        Err(panic) if panic.downcast_ref::<String>().is_some_and(|text| text == WANTED) => true,
        Err(panic) if panic.downcast_ref::<&str>().is_some_and(|text| *text == WANTED) => true,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}
