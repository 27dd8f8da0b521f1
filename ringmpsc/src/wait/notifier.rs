//! Messages as events of an event loop: a file descriptor that is readable when there may be a
//! message to receive.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

use ringmpsc_runtime::epoll;

use crate::fork::Process;
use crate::sync::{AtomicBool, EventFd, Ordering};

/// An eventfd(2) that becomes readable when a consumer of a channel with the option `notify` should
/// receive.
///
/// Give it to a consumer with `set_notifier`. Wait for it with epoll(7), `io_uring`(7), poll(2) or
/// tokio's `AsyncFd`, level- or edge-triggered. When it is readable: [`consume`](Self::consume),
/// then receive, in that order.
///
/// The consumer arms the notifier for the next message in two cases. The first: it takes, by any
/// method, the last message that it knows of. The second: it finds the channel empty. A loop that
/// leaves messages in the channel must come back by itself.
///
/// A send writes to the descriptor only if the notifier is armed. A consumer that does not consume
/// the event while it is busy costs the senders no system call. These events always signal the
/// notifier, armed or not:
///
/// * the channel is closed, or its last producer is dropped;
/// * the notifier is attached to a channel that already has messages.
///
/// Where consumers compete, a message that finds notifiers armed signals all of them: the channel
/// cannot tell which of them is watched.
///
/// One notifier may serve several channels: then receive from all of them. The notifier is held by
/// an [`Arc`](std::sync::Arc). So its descriptor stays open, and its number is not reused, as long
/// as a channel may write to it.
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
    /// The process that made it.
    process: Process,
}

impl EventNotifier {
    /// Creates a notifier that is not signalled. It is for this process, and not for a forked
    /// child.
    ///
    /// # Errors
    ///
    /// Those of eventfd(2): too many open files, or a sandbox that refuses it.
    pub fn new() -> io::Result<Self> {
        let event = EventFd::new()?;
        Ok(Self { event, signalled: AtomicBool::new(false), process: Process::current() })
    }

    /// Makes the descriptor readable, with one write(2) in any case. So the descriptor is readable
    /// even if the caller has used read(2) on it directly.
    ///
    /// # Errors
    ///
    /// In a forked child, where it does nothing; and where a sandbox refuses write(2).
    ///
    /// ```
    /// use ringmpsc::EventNotifier;
    ///
    /// let notifier = EventNotifier::new()?;
    /// notifier.signal()?;
    /// assert_eq!(notifier.try_consume()?, 1);
    /// assert_eq!(notifier.try_consume().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn signal(&self) -> io::Result<()> {
        self.check_process()?;
        // Release: see `notify`.
        self.signalled.swap(true, Ordering::Release);
        self.event.signal()
    }

    /// Makes the descriptor readable for a channel. Makes a system call only if the notifier is not
    /// signalled already.
    ///
    /// An eventfd cannot refuse the write. If a sandbox refuses it, the message stays in the
    /// channel. A forked child writes nothing: the descriptor belongs to its parent, which cannot
    /// see the child's messages.
    pub(crate) fn notify(&self) {
        // Release pairs with the Acquire of `clear`. A thread that finds the notifier signalled
        // does not write. The consumer polls the channel after `clear`, and sees what this thread
        // did before.
        if !self.signalled.swap(true, Ordering::Release) && self.check_process().is_ok() {
            let _ = self.event.signal();
        }
    }

    /// Makes the descriptor unreadable. Returns how many signals were written since it was last
    /// consumed, or 0 if there were none. Poll the channels afterwards, not before.
    ///
    /// Use it in a loop that was told that the descriptor is readable, or that polls the channels
    /// in any case. Some runtimes learn only from `WouldBlock` that the descriptor is no longer
    /// readable: tokio's `AsyncFd::try_io` is an example. They need
    /// [`try_consume`](Self::try_consume). With this method such a runtime would find the
    /// descriptor ready for ever.
    ///
    /// Use this or `try_consume`, and not read(2). After a read(2) the channels believe that the
    /// descriptor is still readable, and do not write.
    ///
    /// # Errors
    ///
    /// In a forked child, which would take its parent's event: it does nothing then. And where a
    /// sandbox refuses read(2).
    pub fn consume(&self) -> io::Result<u64> {
        self.check_process()?;
        let count = self.event.consume()?;
        // Clear after the read. A signal that comes in between is not written, but its message is
        // in the channel, which the caller polls next.
        self.clear();
        Ok(count)
    }

    /// Like [`consume`](Self::consume), but fails if the descriptor was not readable.
    ///
    /// ```no_run
    /// # use std::{io, sync::Arc};
    /// # use ringmpsc::EventNotifier;
    /// # struct Guard;
    /// # impl Guard {
    /// #     fn try_io<T>(&mut self, f: impl FnOnce(&Arc<EventNotifier>) -> io::Result<T>)
    /// #         -> Result<io::Result<T>, ()> { Err(()) }
    /// # }
    /// # fn readable() -> Guard { Guard }
    /// # fn receive_until_empty() {}
    /// # fn run() -> io::Result<()> {
    /// // With tokio: `AsyncFd::new(notifier)`, then
    /// loop {
    ///     let mut guard = readable(); // fd.readable().await?
    ///     if let Ok(consumed) = guard.try_io(|notifier| notifier.try_consume()) {
    ///         consumed?;
    ///         receive_until_empty();
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `WouldBlock` if the descriptor was not readable, and those of [`consume`](Self::consume).
    pub fn try_consume(&self) -> io::Result<u64> {
        match self.consume()? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }

    /// Clears the state: the next signal is written. Returns whether the notifier was signalled:
    /// then a later signal may have written nothing. What the signalling threads did before is
    /// visible.
    pub(crate) fn clear(&self) -> bool {
        self.signalled.swap(false, Ordering::Acquire)
    }

    /// Whether it was signalled, and neither consumed nor cleared since then. Relaxed: only the
    /// consuming thread asks, and it sees its own changes. A signal that it does not see yet is
    /// written to the descriptor.
    pub(crate) fn is_signalled(&self) -> bool {
        self.signalled.load(Ordering::Relaxed)
    }

    /// Fails in a child that was forked after the notifier was made.
    fn check_process(&self) -> io::Result<()> {
        if self.process.was_forked() {
            let why = "this notifier belongs to the process that this one was forked from";
            return Err(io::Error::other(why));
        }
        Ok(())
    }

    /// Waits until the descriptor is readable.
    #[cfg(ringmpsc_loom)]
    pub(crate) fn poll(&self) {
        self.event.poll();
    }

    /// Registers the descriptor with an epoll instance, which reports it as readable with this
    /// token.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2); one of them says that the descriptor is already registered there.
    /// In a forked child, which shares an inherited epoll instance with its parent: it does nothing
    /// then.
    pub fn register_epoll(
        &self,
        epoll: impl AsFd,
        token: u64,
        edge_triggered: bool,
    ) -> io::Result<()> {
        self.check_process()?;
        epoll::add(epoll.as_fd(), self.as_fd(), token, edge_triggered)
    }

    /// Removes the descriptor from an epoll instance. Dropping the notifier does that too.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2); one of them says that the descriptor is not registered there. In a
    /// forked child, which would remove the descriptor from its parent's instance: it does nothing
    /// then.
    pub fn unregister_epoll(&self, epoll: impl AsFd) -> io::Result<()> {
        self.check_process()?;
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
