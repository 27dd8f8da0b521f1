//! A notifier, and somebody who waits for it.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use ringmpsc::EventNotifier;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::time::Timespec;

use crate::Watchdog;

/// A notifier in an epoll instance of its own.
#[derive(Debug)]
pub struct Watched {
    /// The notifier.
    pub notifier: Arc<EventNotifier>,
    /// The instance.
    pub epoll: OwnedFd,
    /// An event that does not come would be waited for for ever.
    _watchdog: Watchdog,
}

const TOKEN: u64 = 7;

impl Watched {
    /// A notifier that is not signalled.
    ///
    /// # Panics
    ///
    /// If the system refuses.
    pub fn new(edge_triggered: bool) -> Self {
        let notifier = Arc::new(EventNotifier::new().unwrap());
        let epoll = epoll::create(CreateFlags::CLOEXEC).unwrap();
        notifier.register_epoll(&epoll, TOKEN, edge_triggered).unwrap();
        Self { notifier, epoll, _watchdog: Watchdog::start() }
    }

    /// The notifier, for a consumer.
    pub fn shared(&self) -> Arc<EventNotifier> {
        Arc::clone(&self.notifier)
    }

    /// Waits for an event.
    ///
    /// # Panics
    ///
    /// If there is none after all.
    pub fn wait(&self) {
        assert!(self.events(None));
    }

    /// Whether there is an event now.
    pub fn is_ready(&self) -> bool {
        self.events(Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))
    }

    fn events(&self, timeout: Option<&Timespec>) -> bool {
        let none = Event { flags: EventFlags::empty(), data: EventData::new_u64(0) };
        let mut events = [none; 4];
        let n = epoll::wait(&self.epoll, &mut events[..], timeout).unwrap();
        for event in &events[..n] {
            assert_eq!({ event.data }.u64(), TOKEN);
        }
        n > 0
    }

    /// What an event loop does with an event.
    ///
    /// # Panics
    ///
    /// If the system refuses.
    pub fn consume(&self) {
        self.notifier.consume().unwrap();
    }
}
