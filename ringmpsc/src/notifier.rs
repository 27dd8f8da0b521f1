//! Messages as events of an event loop: a file descriptor that is readable when there is something to receive.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

use ringmpsc_runtime::epoll;

use crate::sync::{AtomicBool, EventFd, Ordering};

/// An eventfd(2) that a channel with the option `notify` writes to when its consumer should look.
///
/// Give it to a consumer with `set_notifier`, and wait for it with epoll(7), `io_uring`(7), poll(2) or tokio's
/// `AsyncFd`, level- or edge-triggered. When it is readable: [`consume`](Self::consume), then receive until the
/// channel is empty. In that order: receiving from an empty channel is what arms the notifier for the next
/// message.
///
/// A send writes to the descriptor only if the consumer has found the channel empty since the last time. A
/// busy consumer costs the senders no system call. Closing the channel, and its last producer's drop, signal as
/// well; so does attaching it to a channel that has messages already.
///
/// One notifier may serve several channels: then look at all of them. It is shared by [`Arc`](std::sync::Arc), so
/// the descriptor is open, and its number nobody else's, as long as any channel may write to it.
///
/// ```
/// use std::sync::Arc;
/// use ringmpsc::{EventNotifier, ring_channel};
///
/// #[ring_channel(kind = spsc, notify)]
/// struct Order(u64);
///
/// let (mut producer, mut consumer) = OrderChannel::open();
/// let notifier = Arc::new(EventNotifier::new()?);
/// consumer.set_notifier(Some(Arc::clone(&notifier)));
///
/// producer.try_send(Order(1)).unwrap();
/// // ... epoll_wait(2) says that `notifier` is readable ...
/// assert_eq!(notifier.consume()?, 1);
/// while let Ok(Order(id)) = consumer.try_recv() {
///     assert_eq!(id, 1);
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct EventNotifier {
    event: EventFd,
    /// Whether it was signalled since the consumer last armed or consumed it.
    signalled: AtomicBool,
}

impl EventNotifier {
    /// A notifier that is not signalled.
    ///
    /// # Errors
    ///
    /// Those of eventfd(2): too many open files, or a sandbox that refuses it.
    pub fn new() -> io::Result<Self> {
        Ok(Self { event: EventFd::new()?, signalled: AtomicBool::new(false) })
    }

    /// Makes the descriptor readable. A system call only if it was not signalled already.
    ///
    /// # Errors
    ///
    /// Only where a sandbox refuses write(2).
    pub fn signal(&self) -> io::Result<()> {
        // Release pairs with the Acquire of `arm`: who finds it signalled leaves it to the consumer to look
        // afterwards, and to see what was done before.
        if self.signalled.swap(true, Ordering::Release) { Ok(()) } else { self.event.signal() }
    }

    /// Makes the descriptor unreadable, and returns how many signals were written since it was last consumed. 0
    /// if there were none. Look at the channels afterwards, not before.
    ///
    /// # Errors
    ///
    /// Only where a sandbox refuses read(2).
    pub fn consume(&self) -> io::Result<u64> {
        let count = self.event.consume()?;
        // After the read: a signal in between is not written, but what it is about is there to be looked at.
        self.arm();
        Ok(count)
    }

    /// From now on a signal is written. Returns whether one may not have been; what was done before that is visible.
    pub(crate) fn arm(&self) -> bool {
        self.signalled.swap(false, Ordering::Acquire)
    }

    /// Waits until it is readable.
    #[cfg(ringmpsc_loom)]
    pub(crate) fn poll(&self) {
        self.event.poll();
    }

    /// Registers the descriptor with an epoll instance, to be reported as readable with this token.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2), among them that it is registered there already.
    pub fn register_epoll(
        &self,
        epoll: impl AsFd,
        token: u64,
        edge_triggered: bool,
    ) -> io::Result<()> {
        epoll::add(epoll.as_fd(), self.as_fd(), token, edge_triggered)
    }

    /// Takes the descriptor off an epoll instance. Dropping the notifier does that too.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2), among them that it is not registered there.
    pub fn unregister_epoll(&self, epoll: impl AsFd) -> io::Result<()> {
        epoll::remove(epoll.as_fd(), self.as_fd())
    }
}

impl AsFd for EventNotifier {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}

impl AsRawFd for EventNotifier {
    fn as_raw_fd(&self) -> RawFd {
        self.event.as_raw_fd()
    }
}
