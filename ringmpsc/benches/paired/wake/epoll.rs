//! Two threads that sleep in `epoll_wait(2)`.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ringmpsc::{Consume, EventNotifier, Produce, TryRecvError};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{EventfdFlags, eventfd};
use rustix::io;

use super::TARGET;
use crate::case::{Case, Contestant, Ratio};
use crate::channels::mpsc::bits_4_notify as many;
use crate::channels::spsc::bits_4_notify as one;
use crate::common::generated::with_one;
use crate::run::Messages;
use crate::volley::{Player, cross};

pub(super) fn case() -> Case {
    let contestants = vec![
        Contestant {
            name: "spsc, EventNotifier",
            run: |run| {
                let (here, there) = cross(one::open);
                let attach =
                    |consumer: &mut one::QueueConsumer<u64>, it| consumer.set_notifier(Some(it));
                run.volley((notified(here, attach), notified(there, attach)))
            },
        },
        Contestant {
            name: "mpsc, EventNotifier",
            run: |run| {
                let (here, there) = cross(|| with_one(many::open));
                let attach =
                    |consumer: &mut many::QueueConsumer<u64>, it| consumer.set_notifier(Some(it));
                run.volley((notified(here, attach), notified(there, attach)))
            },
        },
        Contestant { name: "bare eventfd", run: |run| run.volley(bare()) },
    ];
    let ratios = (0..2).map(|of| Ratio { of, to: 2, target: TARGET }).collect();
    Case { name: "wake/epoll", messages: Messages::Volleys, contestants, ratios }
}

/// An epoll instance that watches one descriptor, level-triggered.
struct Poller(OwnedFd);

impl Poller {
    fn of(fd: impl AsFd) -> Self {
        let epoll = epoll::create(CreateFlags::CLOEXEC).expect("there are descriptors");
        epoll::add(&epoll, fd, EventData::new_u64(0), EventFlags::IN).expect("it can be polled");
        Self(epoll)
    }

    /// Sleeps until the descriptor is readable.
    fn wait(&self) {
        let mut events = [Event { flags: EventFlags::empty(), data: EventData::new_u64(0) }];
        let n = epoll::wait(&self.0, &mut events[..], None).expect("there are no signals");
        assert_eq!(n, 1);
    }
}

/// One side of two channels.
struct Notified<P, C> {
    to: P,
    from: C,
    notifier: Arc<EventNotifier>,
    poller: Poller,
}

fn notified<P, C>(
    (to, mut from): (P, C),
    attach: impl Fn(&mut C, Arc<EventNotifier>),
) -> Notified<P, C> {
    let notifier = Arc::new(EventNotifier::new().expect("there are descriptors"));
    attach(&mut from, Arc::clone(&notifier));
    Notified { to, from, poller: Poller::of(&*notifier), notifier }
}

impl<P: Produce<u64> + Send, C: Consume<u64> + Send> Player for Notified<P, C> {
    #[inline]
    fn hit(&mut self, number: u64) {
        self.to.try_send(number).expect("one message is under way");
    }

    /// What a loop does that receives until there is nothing, and then waits for the next event.
    #[inline]
    fn wait(&mut self) -> u64 {
        loop {
            match self.from.try_recv() {
                Ok(number) => return number,
                Err(TryRecvError::Closed) => panic!("the other side stays until the end"),
                Err(TryRecvError::Empty) => {}
            }
            self.poller.wait();
            self.notifier.consume().expect("read(2) is not refused");
        }
    }
}

/// A number, and the descriptor that tells of it.
struct Mail {
    number: AtomicU64,
    event: OwnedFd,
}

/// One side of two mails.
struct Bare {
    to: Arc<Mail>,
    from: Arc<Mail>,
    poller: Poller,
}

fn bare() -> (Bare, Bare) {
    let (here, there) = cross(|| {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        let event = eventfd(0, flags).expect("there are descriptors");
        let mail = Arc::new(Mail { number: AtomicU64::new(0), event });
        (Arc::clone(&mail), mail)
    });
    let side = |(to, from): (_, Arc<Mail>)| Bare { to, poller: Poller::of(&from.event), from };
    (side(here), side(there))
}

impl Player for Bare {
    #[inline]
    fn hit(&mut self, number: u64) {
        self.to.number.store(number, Ordering::Release);
        io::write(&self.to.event, &1_u64.to_ne_bytes()).expect("the counter is low");
    }

    #[inline]
    fn wait(&mut self) -> u64 {
        self.poller.wait();
        io::read(&self.from.event, &mut [0; 8]).expect("it is readable");
        self.from.number.load(Ordering::Acquire)
    }
}
