//! What a program with an epoll loop of its own does with a channel.

use std::sync::Arc;

use ringmpsc::{Consume, EventNotifier, TryRecvError};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;

const TOKEN: u64 = 7;

/// Hands the messages of a channel to `handle` whenever `epoll_wait(2)` says that there are any,
/// until the channel has ended. `attach` gives the notifier to the consumer.
///
/// # Panics
///
/// If the system has no more descriptors.
pub fn epoll_loop<T, C: Consume<T>>(
    consumer: &mut C,
    attach: impl FnOnce(&mut C, Arc<EventNotifier>),
    mut handle: impl FnMut(T),
) {
    let notifier = Arc::new(EventNotifier::new().expect("there are descriptors"));
    let epoll = epoll::create(CreateFlags::CLOEXEC).expect("there are descriptors");
    notifier.register_epoll(&epoll, TOKEN, false).expect("it is not registered yet");
    attach(consumer, Arc::clone(&notifier));
    let mut events = [Event { flags: EventFlags::empty(), data: EventData::new_u64(0) }];
    loop {
        match epoll::wait(&epoll, &mut events[..], None) {
            // A signal was handled. It is for the caller of epoll_wait(2) to go on.
            Err(Errno::INTR) => continue,
            happened => assert_eq!(happened, Ok(1), "there is one descriptor, and no time limit"),
        }
        notifier.consume().expect("nobody refuses read(2)");
        let end = loop {
            match consumer.try_recv() {
                Ok(message) => handle(message),
                Err(end) => break end,
            }
        };
        if end == TryRecvError::Closed {
            return;
        }
    }
}
