//! A ring that no process has taken a role of yet.

use core::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use super::consumer::SharedConsumer;
use super::error::{AttachError, ClaimError};
use super::header::Shape;
use super::plain::Plain;
use super::producer::SharedProducer;
use super::segment::Segment;
use super::words::Role;

/// A ring in a sealed file in memory, with one producer and one consumer.
///
/// One process [creates](Self::create) it and passes its [descriptor](Self::fd) to another one,
/// which [attaches](Self::attach) it. Each of them takes one role. Which one takes which is free.
///
/// The memory is freed when both processes have dropped or closed everything that refers to it, or
/// have ended. No name remains in any file system.
///
/// ```
/// use ringmpsc::process::SharedRing;
///
/// let ring = SharedRing::<u64>::create(4)?;
/// assert_eq!((ring.capacity(), ring.shape().size), (16, 8));
/// assert_ne!(ring.nonce(), SharedRing::<u64>::create(4)?.nonce());
/// // Locked memory has a limit, `RLIMIT_MEMLOCK`.
/// if let Err(error) = ring.lock() {
///     eprintln!("not locked: {error}");
/// }
/// // Usually the other process takes one of the roles.
/// let (mut producer, mut consumer) = ring.split()?;
/// producer.try_send(1)?;
/// assert_eq!(consumer.try_recv()?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SharedRing<T: Plain> {
    segment: Arc<Segment<T>>,
}

impl<T: Plain> SharedRing<T> {
    const HAS_SIZE: () = assert!(size_of::<T>() > 0, "a message must have at least one byte");

    /// Creates a ring of 2^`bits` slots.
    ///
    /// The memory is allocated now, so that a lack of it is an error here.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | [`io::ErrorKind::InvalidInput`] | `bits` is not between 1 and 30 |
    /// | [`io::ErrorKind::OutOfMemory`], `ENOMEM`, `ENOSPC` | the memory does not suffice |
    /// | `EMFILE`, `ENFILE` | the process or the system has too many open files |
    /// | any other | a sandbox refused a call: see [`memfd::create`] |
    ///
    /// # Progress
    ///
    /// About ten system calls. O(size of the ring).
    ///
    /// [`memfd::create`]: https://docs.rs/ringmpsc-runtime
    pub fn create(bits: u32) -> io::Result<Self> {
        let () = Self::HAS_SIZE;
        Segment::create(Shape::of::<T>(bits)).map(|segment| Self { segment: Arc::new(segment) })
    }

    /// Maps a ring of another process, after a check of its file and of its header.
    ///
    /// # Errors
    ///
    /// [`AttachError`] states the reason. The descriptor is then closed.
    ///
    /// # Progress
    ///
    /// About eight system calls, none of which waits for the peer.
    pub fn attach(file: OwnedFd) -> Result<Self, AttachError> {
        let () = Self::HAS_SIZE;
        let segment = Segment::attach(file, |bits| Shape::of::<T>(bits))?;
        Ok(Self { segment: Arc::new(segment) })
    }

    /// Maps all pages of the ring into this process now, so that no send and no receive causes a
    /// page fault. Each process does this for itself.
    ///
    /// The first access to a page that is not mapped takes some microseconds otherwise.
    ///
    /// # Errors
    ///
    /// `ENOMEM` if the kernel is out of memory, or the error of a sandbox. The ring is usable then.
    ///
    /// # Progress
    ///
    /// One system call. O(size of the ring).
    ///
    /// ```
    /// # use ringmpsc::process::SharedRing;
    /// let ring = SharedRing::<u64>::create(12)?;
    /// ring.prefault()?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn prefault(&self) -> io::Result<()> {
        self.segment.prefault()
    }

    /// Locks all pages of the ring into memory (mlock(2)), so that the kernel never moves them to
    /// swap space. It maps them, too.
    ///
    /// # Errors
    ///
    /// `ENOMEM` or `EPERM` if `RLIMIT_MEMLOCK` of the process is too low. The ring is usable then.
    ///
    /// # Progress
    ///
    /// One system call. O(size of the ring).
    pub fn lock(&self) -> io::Result<()> {
        self.segment.lock()
    }

    /// Returns the descriptor of the file, to be passed to another process.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.segment.fd()
    }

    /// Returns the number of slots.
    pub fn capacity(&self) -> usize {
        self.segment.capacity()
    }

    /// Returns the layout of the ring.
    pub fn shape(&self) -> Shape {
        self.segment.shape()
    }

    /// Returns a random number that the creator has written: two rings differ in it.
    pub fn nonce(&self) -> u64 {
        self.segment.nonce()
    }

    /// Takes the role of the producer.
    ///
    /// # Errors
    ///
    /// [`ClaimError`]: the role is taken, by this process or by another one.
    pub fn into_producer(self) -> Result<SharedProducer<T>, ClaimError> {
        self.segment.claim(Role::Producer)?;
        Ok(SharedProducer::new(self.segment))
    }

    /// Takes the role of the consumer.
    ///
    /// # Errors
    ///
    /// As for [`into_producer`](Self::into_producer).
    pub fn into_consumer(self) -> Result<SharedConsumer<T>, ClaimError> {
        self.segment.claim(Role::Consumer)?;
        Ok(SharedConsumer::new(self.segment))
    }

    /// Takes both roles, for two threads of this process, or for a test. Takes none if one of them
    /// is taken.
    ///
    /// # Errors
    ///
    /// As for [`into_producer`](Self::into_producer).
    pub fn split(self) -> Result<(SharedProducer<T>, SharedConsumer<T>), ClaimError> {
        self.segment.claim(Role::Producer)?;
        if let Err(error) = self.segment.claim(Role::Consumer) {
            self.segment.release(Role::Producer);
            return Err(error);
        }
        let segment = Arc::clone(&self.segment);
        Ok((SharedProducer::new(segment), SharedConsumer::new(self.segment)))
    }
}

impl<T: Plain> AsFd for SharedRing<T> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd()
    }
}

impl<T: Plain> fmt::Debug for SharedRing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedRing").field("shape", &self.shape()).finish_non_exhaustive()
    }
}
