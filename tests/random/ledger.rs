//! Messages whose drops are counted, in a book for each thread.

use std::cell::RefCell;
use std::panic;

/// What became of the messages of one run.
#[derive(Default)]
struct Book {
    /// By number: whether it was dropped.
    dropped: Vec<bool>,
    live: usize,
    /// The numbers that were dropped since the log was last taken.
    log: Vec<u32>,
    /// The drop that panics, counted from 1.
    bomb: usize,
    /// What must never happen, and did.
    error: Option<&'static str>,
}

thread_local! {
    static BOOK: RefCell<Book> = RefCell::default();
}

fn book<T>(f: impl FnOnce(&mut Book) -> T) -> T {
    BOOK.with_borrow_mut(f)
}

/// Starts a new run.
pub(crate) fn reset() {
    book(|book| {
        book.dropped.clear();
        book.log.clear();
        (book.live, book.bomb, book.error) = (0, 0, None);
    });
}

/// How many messages exist.
pub(crate) fn live() -> usize {
    book(|book| book.live)
}

/// How many messages have ever been made: the number of the next one.
pub(crate) fn made() -> u32 {
    book(|book| u32::try_from(book.dropped.len()).expect("a run is short"))
}

/// The messages that were dropped since the last call, in this order.
///
/// # Panics
///
/// If one was dropped twice, or something that is no message.
pub(crate) fn take_log(into: &mut Vec<u32>) {
    into.clear();
    book(|book| {
        if let Some(error) = book.error {
            panic!("{error}");
        }
        into.append(&mut book.log);
    });
}

/// Has the `k`-th drop from now on panic, counted from 1; 0 is none.
pub(crate) fn panic_at_drop(k: usize) {
    book(|book| book.bomb = k);
}

/// A panic that is part of the test.
struct Wanted;

/// Panics without a word; [`caught`] recognises it.
pub(crate) fn panic_wanted() -> ! {
    panic::resume_unwind(Box::new(Wanted))
}

/// Whether `f` panicked as the test wanted it to. Other panics go on.
pub(crate) fn caught(f: impl FnOnce()) -> bool {
    match panic::catch_unwind(panic::AssertUnwindSafe(f)) {
        Ok(()) => false,
        Err(payload) if payload.is::<Wanted>() => true,
        Err(payload) => panic::resume_unwind(payload),
    }
}

/// A message as the test sees it.
pub(crate) trait Message: Send + 'static {
    /// Whether its drops are counted.
    const COUNTED: bool;

    fn new(number: u32) -> Self;

    /// Its number.
    ///
    /// # Panics
    ///
    /// If this is not a message, but the memory of one.
    fn number(&self) -> u32;
}

const MAGIC: u32 = 0x5eed_fade;

/// A message whose drop is counted.
pub(crate) struct Tracked {
    number: u32,
    magic: u32,
}

impl Message for Tracked {
    const COUNTED: bool = true;

    /// The number must be the next one.
    fn new(number: u32) -> Self {
        book(|book| {
            assert_eq!(number as usize, book.dropped.len(), "the test numbers its messages");
            book.dropped.push(false);
            book.live += 1;
        });
        Self { number, magic: MAGIC ^ number }
    }

    fn number(&self) -> u32 {
        assert_eq!(self.magic, MAGIC ^ self.number, "this is not a message");
        self.number
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        let panics = book(|book| {
            let armed = book.bomb > 0;
            let entry = book.dropped.get_mut(self.number as usize);
            match entry {
                Some(dropped) if self.magic == MAGIC ^ self.number => {
                    if *dropped {
                        book.error = Some("a message was dropped twice");
                        return false;
                    }
                    *dropped = true;
                }
                _ => {
                    book.error = Some("something was dropped that was not a message");
                    return false;
                }
            }
            book.live -= 1;
            book.log.push(self.number);
            book.bomb -= usize::from(book.bomb > 0);
            book.bomb == 0 && armed
        });
        if panics {
            panic_wanted();
        }
    }
}

/// A message that can be copied. Its drops are not counted.
#[derive(Clone, Copy)]
pub(crate) struct Plain(u64);

impl Plain {
    /// A message that nobody has made.
    pub(crate) fn hole(number: u32) -> Self {
        Self(u64::from(number) << 32 | u64::from(MAGIC ^ number))
    }
}

impl Message for Plain {
    const COUNTED: bool = false;

    fn new(number: u32) -> Self {
        book(|book| {
            assert_eq!(number as usize, book.dropped.len(), "the test numbers its messages");
            book.dropped.push(true);
        });
        Self::hole(number)
    }

    fn number(&self) -> u32 {
        let half = |half: u64| u32::try_from(half & 0xffff_ffff).expect("it has 32 bits");
        let (number, magic) = (half(self.0 >> 32), half(self.0));
        assert_eq!(magic, MAGIC ^ number, "this is not a message");
        number
    }
}
