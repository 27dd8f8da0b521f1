//! Messages as events of an event loop: a file descriptor that is readable when there is something
//! to receive.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

use ringmpsc_runtime::epoll;

use crate::fork::Process;
use crate::sync::{AtomicBool, EventFd, Ordering};

/// An eventfd(2) that a channel with the option `notify` writes to when its consumer should look.
///
/// Give it to a consumer with `set_notifier`, and wait for it with epoll(7), `io_uring`(7), poll(2)
/// or tokio's `AsyncFd`, level- or edge-triggered. When it is readable: [`consume`](Self::consume),
/// then receive, in that order. The consumer arms the notifier for the next message when it takes
/// the last message that it knows of, by whatever method, and when it finds the channel empty. A
/// loop that takes fewer messages than there are has to come back by itself.
///
/// A send writes to the descriptor only if the notifier is armed. A consumer that does not consume
/// the event while it is busy costs the senders no system call. Closing the channel, and its last
/// producer's drop, always signal, armed or not; so does attaching it to a channel that has
/// messages already.
///
/// Where consumers compete, a message that finds notifiers armed signals all of them: nothing tells
/// which of them is watched.
///
/// One notifier may serve several channels: then look at all of them. It is shared by
/// [`Arc`](std::sync::Arc), so the descriptor is open, and its number nobody else's, as long as any
/// channel may write to it.
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
    /// The process that has made it.
    process: Process,
}

impl EventNotifier {
    /// A notifier that is not signalled. It is for this process, and not for a child that is
    /// forked.
    ///
    /// # Errors
    ///
    /// Those of eventfd(2): too many open files, or a sandbox that refuses it.
    pub fn new() -> io::Result<Self> {
        let event = EventFd::new()?;
        Ok(Self { event, signalled: AtomicBool::new(false), process: Process::current() })
    }

    /// Makes the descriptor readable: one write(2), whatever it was before. So it is readable also
    /// after the caller has read(2) the descriptor directly.
    ///
    /// # Errors
    ///
    /// In a forked child, where it does nothing; and where a sandbox refuses write(2).
    pub fn signal(&self) -> io::Result<()> {
        self.check_process()?;
        // Release: see `notify`.
        self.signalled.swap(true, Ordering::Release);
        self.event.signal()
    }

    /// Makes the descriptor readable for a channel. A system call only if it was not signalled
    /// already.
    ///
    /// An eventfd cannot refuse; a sandbox that does leaves the message where it is. A forked child
    /// writes nothing: the descriptor is its parent's, which would be told of what it cannot see.
    pub(crate) fn notify(&self) {
        // Release pairs with the Acquire of `clear`: a teller that finds it signalled leaves it to
        // the consumer to look afterwards, and to see what was done before.
        if !self.signalled.swap(true, Ordering::Release) && self.check_process().is_ok() {
            let _ = self.event.signal();
        }
    }

    /// Makes the descriptor unreadable, and returns how many signals were written since it was last
    /// consumed; 0 if there were none. Look at the channels afterwards, not before.
    ///
    /// It is for a loop that has been told that the descriptor is readable, or that looks at the
    /// channels in any case. A runtime that learns from `WouldBlock` that the descriptor is not
    /// readable any more, as tokio's `AsyncFd::try_io` does, needs
    /// [`try_consume`](Self::try_consume): with this method it would find the descriptor ready for
    /// ever.
    ///
    /// Use this or `try_consume`, and not read(2): after that the channels believe that the
    /// descriptor is still readable, and do not write.
    ///
    /// # Errors
    ///
    /// In a forked child, which would take its parent's event: it does nothing then. And where a
    /// sandbox refuses read(2).
    pub fn consume(&self) -> io::Result<u64> {
        self.check_process()?;
        let count = self.event.consume()?;
        // After the read: a signal in between is not written, but what it is about is there to be
        // looked at.
        self.clear();
        Ok(count)
    }

    /// Like [`consume`](Self::consume), but that the descriptor was not readable is an error.
    ///
    /// ```no_run
    /// # use std::{io, sync::Arc};
    /// # use ringmpsc::EventNotifier;
    /// # struct Guard;
    /// # impl Guard {
    /// #     fn try_io<T>(&mut self, f: impl FnOnce(&Arc<EventNotifier>) -> io::Result<T>)
    /// #         -> Result<io::Result<T>, ()> { unimplemented!() }
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
    /// `WouldBlock` if it was not readable, and those of [`consume`](Self::consume).
    pub fn try_consume(&self) -> io::Result<u64> {
        match self.consume()? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }

    /// From now on a signal is written. Returns whether one may not have been; what was done before
    /// that is visible.
    pub(crate) fn clear(&self) -> bool {
        self.signalled.swap(false, Ordering::Acquire)
    }

    /// Whether it was signalled, and neither consumed nor cleared since then. Relaxed: for the
    /// thread that consumes, which sees what it has done itself. What it does not see yet, it is
    /// told of.
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

    /// Waits until it is readable.
    #[cfg(ringmpsc_loom)]
    pub(crate) fn poll(&self) {
        self.event.poll();
    }

    /// Registers the descriptor with an epoll instance, to be reported as readable with this token.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2), among them that it is registered there already. In a forked child,
    /// which shares an inherited epoll instance with its parent: it does nothing then.
    pub fn register_epoll(
        &self,
        epoll: impl AsFd,
        token: u64,
        edge_triggered: bool,
    ) -> io::Result<()> {
        self.check_process()?;
        epoll::add(epoll.as_fd(), self.as_fd(), token, edge_triggered)
    }

    /// Takes the descriptor off an epoll instance. Dropping the notifier does that too.
    ///
    /// # Errors
    ///
    /// Those of `epoll_ctl`(2), among them that it is not registered there. In a forked child,
    /// which would take the descriptor off its parent's instance: it does nothing then.
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
