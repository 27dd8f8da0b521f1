//! Wakers that are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Wake, Waker};

/// So many polls of an end are ready before one yields.
pub(crate) const READY_POLLS: u32 = 128;

#[derive(Default)]
struct Count(AtomicU32);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Relaxed: the test has one thread.
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// What is expected to happen to a listener until it is next looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Expect {
    /// It is not told.
    #[default]
    Nothing,
    /// The docs allow that it is told, and do not demand it.
    May,
    /// It is told.
    Must,
}

/// Whether a listener waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// It was never polled, or looked after it was told, or gave up.
    #[default]
    Idle,
    /// It waits. The number grows from one that waits to the next.
    Waiting(u64),
    /// As `Waiting`, unless another way of waiting took its place.
    Perhaps(u64),
    /// It was told, and has not looked.
    Told,
}

/// One waker that a test hands out, what it waits for, and what should become of it.
#[derive(Default)]
pub(crate) struct Listener {
    count: Arc<Count>,
    pub(crate) state: State,
    pub(crate) expect: Expect,
}

impl Listener {
    pub(crate) fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.count))
    }

    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.state, State::Waiting(_))
    }

    /// The poll just now has woken its own task, and waits for nothing.
    ///
    /// # Panics
    ///
    /// If it has not.
    pub(crate) fn yielded(&mut self) {
        let woken = self.count.0.swap(0, Ordering::Relaxed);
        assert_eq!(woken, 1, "a poll yields, and its own task is woken {woken} times");
        self.expect = Expect::Nothing;
        self.state = State::Idle;
    }

    /// Something happened that it is told of, or may be.
    pub(crate) fn expect(&mut self, expect: Expect) {
        match self.state {
            State::Waiting(_) => self.expect = self.expect.max(expect),
            State::Perhaps(_) => self.expect = Expect::May.min(expect).max(self.expect),
            State::Idle | State::Told => {}
        }
    }

    /// Compares with what has happened since the last time.
    ///
    /// # Panics
    ///
    /// If it was not woken and should be, or was woken and should not be, or twice.
    pub(crate) fn settle(&mut self, who: &str) {
        let woken = self.count.0.swap(0, Ordering::Relaxed);
        let expect = std::mem::take(&mut self.expect);
        assert!(woken <= 1, "{who}: woken {woken} times");
        match expect {
            Expect::Nothing => assert_eq!(woken, 0, "{who}: woken for nothing, {:?}", self.state),
            Expect::May => {}
            Expect::Must => assert_eq!(woken, 1, "{who}: not woken, {:?}", self.state),
        }
        if woken == 1 {
            self.state = State::Told;
        }
    }
}
