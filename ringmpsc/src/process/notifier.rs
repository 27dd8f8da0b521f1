//! Both ends as event sources: the option `notify`.

use core::fmt;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

use ringmpsc_runtime::epoll;

use super::bell::Bell;
use super::consumer::SharedConsumer;
use super::end::{End, FORKED};
use super::options::OptionNotify;
use super::producer::SharedProducer;

/// The descriptor of an end of a channel between processes with the option `notify`.
///
/// The descriptor becomes readable when the other process sends a message, or frees a slot for a
/// producer; when it closes the channel; and when it ends. Wait for it with epoll(7),
/// `io_uring`(7), poll(2) or tokio's `AsyncFd`, level- or edge-triggered. When it is readable:
/// [`consume`](Self::consume), then receive until there is nothing, in that order. At first it is
/// readable in any case.
///
/// Each `consume` asks the other process for one signal. So while this end is busy, the other
/// process makes one system call, and none for the messages that follow. A message that is left in
/// the ring causes no event: a loop that leaves messages must come back by itself.
///
/// Unlike an [`EventNotifier`](crate::EventNotifier), the descriptor belongs to the end, and both
/// ends have one. The other process cannot make a call of this one block. But it can omit the
/// signals. A program that does not trust it limits the time of its wait.
///
/// ```
/// # mod orders {
/// #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
/// pub type Order = u64;
/// # }
/// # use orders::OrderShared;
/// let (mut producer, mut consumer) = OrderShared::pair()?;
/// assert_eq!(consumer.notifier().consume()?, 1, "it is readable at first");
/// assert!(consumer.try_recv().is_err());
///
/// producer.try_send(7)?;
/// // ... epoll_wait(2) says that the descriptor is readable ...
/// assert_eq!(consumer.notifier().consume()?, 1);
/// while let Ok(order) = consumer.try_recv() {
///     assert_eq!(order, 7);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedNotifier<'a, T> {
    end: &'a mut End<T>,
}

impl<T> SharedNotifier<'_, T> {
    /// Makes the descriptor unreadable, and asks the other process for the next signal. Returns the
    /// number of events since the last call, or 0 if there was none. Receive afterwards, and not
    /// before.
    ///
    /// After the end of the other process the descriptor stays readable, and this returns 1. The
    /// operations of the end then return the reason.
    ///
    /// A runtime that learns only from `WouldBlock` that the descriptor is no longer readable, such
    /// as tokio's `AsyncFd`, needs [`try_consume`](Self::try_consume).
    ///
    /// # Errors
    ///
    /// In a forked child, where it does nothing; and where a sandbox refuses a call.
    ///
    /// # Progress
    ///
    /// At most five system calls, which do not block, and one membarrier(2) if the traffic was
    /// dense.
    pub fn consume(&mut self) -> io::Result<u64> {
        self.end.consume_events()
    }

    /// Like [`consume`](Self::consume), but fails if the descriptor was not readable.
    ///
    /// ```
    /// # mod orders {
    /// # #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
    /// # pub type Order = u64;
    /// # }
    /// # use orders::OrderShared;
    /// # let (_producer, mut consumer) = OrderShared::pair()?;
    /// // With tokio: an `AsyncFd` of the consumer, then `fd.readable_mut().await?`, and in its
    /// // `try_io`: `fd.get_mut().notifier().try_consume()`.
    /// assert_eq!(consumer.notifier().try_consume()?, 1);
    /// let error = consumer.notifier().try_consume().unwrap_err();
    /// assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `WouldBlock` if the descriptor was not readable, and those of [`consume`](Self::consume).
    pub fn try_consume(&mut self) -> io::Result<u64> {
        match self.consume()? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }

    /// Registers the descriptor with an epoll instance, which reports it as readable with this
    /// token.
    ///
    /// ```
    /// # mod orders {
    /// # #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
    /// # pub type Order = u64;
    /// # }
    /// # use orders::OrderShared;
    /// # use std::os::fd::AsFd;
    /// # use ringmpsc_runtime::epoll;
    /// # let poller = epoll::create()?;
    /// let (producer, mut consumer) = OrderShared::pair()?;
    /// consumer.notifier().register_epoll(&poller, 7, true)?;
    /// // ... epoll_wait(2) reports 7 ...
    /// consumer.notifier().unregister_epoll(&poller)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
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

    /// Removes the descriptor from an epoll instance. Dropping the end does that too.
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

    fn check_process(&self) -> io::Result<()> {
        if self.end.is_usable() { Ok(()) } else { Err(io::Error::other(FORKED)) }
    }
}

/// Returns the descriptor of an end of a channel with `notify`.
fn descriptor<T>(end: &End<T>) -> BorrowedFd<'_> {
    let bell = end.bell.as_ref().map(Bell::fd);
    bell.expect("an end of a channel with `notify` is made with a bell")
}

impl<T> AsFd for SharedNotifier<'_, T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        descriptor(self.end)
    }
}

impl<T> AsRawFd for SharedNotifier<'_, T> {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

impl<T> fmt::Debug for SharedNotifier<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedNotifier").field("fd", &self.as_raw_fd()).finish_non_exhaustive()
    }
}

/// The descriptor. A generated channel has it with the option `notify`.
macro_rules! ends {
    ($($end:ident: $event:literal;)*) => {
        $(
            impl<T, C> $end<T, C> {
                #[doc = concat!("Returns the descriptor that becomes readable after ", $event, ".")]
                ///
                /// The end itself has the same descriptor: see [`AsFd`].
                ///
                /// ```
                /// # mod orders {
                /// # #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
                /// # pub type Order = u64;
                /// # }
                /// # use orders::OrderShared;
                /// let (mut producer, mut consumer) = OrderShared::pair()?;
                /// // Either end. At first it is readable.
                /// assert_eq!(consumer.notifier().consume()?, 1);
                /// assert_eq!(producer.notifier().consume()?, 1);
                /// # Ok::<(), std::io::Error>(())
                /// ```
                pub fn notifier(&mut self) -> SharedNotifier<'_, T>
                where
                    C: OptionNotify,
                {
                    SharedNotifier { end: &mut self.end }
                }
            }

            impl<T, C: OptionNotify> AsFd for $end<T, C> {
                /// Returns the descriptor of the [`SharedNotifier`].
                fn as_fd(&self) -> BorrowedFd<'_> {
                    descriptor(&self.end)
                }
            }

            impl<T, C: OptionNotify> AsRawFd for $end<T, C> {
                fn as_raw_fd(&self) -> RawFd {
                    self.as_fd().as_raw_fd()
                }
            }
        )*
    };
}

ends! {
    SharedConsumer: "a message, a close, or the end of the producer's process";
    SharedProducer: "a free slot, a close, or the end of the consumer's process";
}
