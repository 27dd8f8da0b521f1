//! The file of a ring, checked and mapped.

use core::marker::PhantomData;
use core::num::NonZeroUsize;
use core::ptr::NonNull;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::process;

use ringmpsc_runtime::memfd;
use ringmpsc_runtime::seals::{self, Seals};
use ringmpsc_runtime::shared_mapping::{Access, SharedMapping};

use super::doorbell::FENCE;
use super::error::{AttachError, ClaimError};
use super::header::{Header, IDENTITY, READY, STATE, Shape};
use super::words::{HEADER, Role, Side};
use crate::sync::{AtomicU32, Ordering};

/// The seals that a ring must have: its size never changes, and no seal is added.
const NEEDED: Seals = Seals::SEAL;

/// A mapped ring of `T`.
pub(super) struct Segment<T> {
    mapping: SharedMapping,
    file: OwnedFd,
    header: Header,
    capacity: usize,
    message: PhantomData<fn(T) -> T>,
}

impl<T> Segment<T> {
    /// Creates the file, initialises it, and seals it.
    pub(super) fn create(shape: Shape) -> io::Result<Self> {
        let capacity = Self::of_message(shape).capacity().ok_or(io::ErrorKind::InvalidInput)?;
        let size = shape.file_size().and_then(NonZeroUsize::new);
        let size = size.ok_or(io::ErrorKind::OutOfMemory)?;
        let file = memfd::create(c"ringmpsc", size)?;
        let mapping = SharedMapping::new(file.as_fd(), size, Access::ReadWrite)?;
        let nonce = RandomState::new().build_hasher().finish();
        let header = Header { shape, nonce, pid: process::id(), state: READY };
        let segment = Self { mapping, file, header, capacity, message: PhantomData };
        segment.initialise();
        seals::add(segment.file.as_fd(), Seals::SHRINK | Seals::GROW | Seals::SEAL)?;
        Ok(segment)
    }

    /// Writes the header. The memory is zero before.
    fn initialise(&self) {
        for role in [Role::Producer, Role::Consumer] {
            self.side(role).rare().waiting.store(FENCE, Ordering::Relaxed);
        }
        let bytes = Header { state: 0, ..self.header }.to_bytes();
        for (at, byte) in bytes.into_iter().enumerate() {
            // SAFETY: `at` is less than the size of the header, and the mapping is larger.
            let to = unsafe { self.mapping.as_ptr().add(at) };
            // SAFETY: the byte is mapped and writable. No other process has the file yet.
            unsafe { to.write_volatile(byte) };
        }
        // SAFETY: the offset is within the header, and the mapping is larger.
        let state = unsafe { self.mapping.as_ptr().add(STATE) }.cast::<AtomicU32>();
        // SAFETY: the word is mapped, writable, and aligned to 4 bytes, because the mapping starts
        // at a page and `STATE` is a multiple of 4.
        let state = unsafe { state.as_ref() };
        // Release: a process that finds the ring ready finds the rest of it, too.
        state.store(READY, Ordering::Release);
    }

    /// Checks a file of another process, and maps it. `ours` returns the shape that this process
    /// expects of a ring with so many `bits`.
    pub(super) fn attach(
        file: OwnedFd,
        ours: impl FnOnce(u32) -> Shape,
    ) -> Result<Self, AttachError> {
        let seals = match seals::get(file.as_fd()) {
            // The file cannot have seals.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Err(AttachError::NotMemory);
            }
            result => result?,
        };
        // Only a file in memory gets here. Any other file system could be the peer's, and could
        // answer this call late.
        if !memfd::is_in_memory(file.as_fd())? {
            return Err(AttachError::NotMemory);
        }
        let needed = NEEDED | Seals::SHRINK | Seals::GROW;
        if !seals.contains(needed) || seals.intersects(Seals::WRITE | Seals::FUTURE_WRITE) {
            return Err(AttachError::NotSealed { seals });
        }
        // From here on the size of the file is fixed.
        let actual = memfd::size(file.as_fd())?;
        if actual < HEADER as u64 {
            return Err(AttachError::WrongSize { expected: HEADER as u64, actual });
        }
        let mut bytes = [0; IDENTITY];
        let file = File::from(file);
        file.read_exact_at(&mut bytes, 0)?;
        let file = OwnedFd::from(file);
        let header = Header::parse(&bytes).ok_or(AttachError::NotARing)?;
        let ours = Self::of_message(ours(header.shape.bits));
        if header.shape != ours {
            return Err(AttachError::LayoutMismatch { ours, theirs: header.shape });
        }
        let mismatch = AttachError::LayoutMismatch { ours, theirs: header.shape };
        let (Some(capacity), Some(size)) = (ours.capacity(), ours.file_size()) else {
            return Err(mismatch);
        };
        let Some(size) = NonZeroUsize::new(size) else { return Err(mismatch) };
        if actual != size.get() as u64 {
            return Err(AttachError::WrongSize { expected: size.get() as u64, actual });
        }
        let mapping = SharedMapping::new(file.as_fd(), size, Access::ReadWrite)?;
        Ok(Self { mapping, file, header, capacity, message: PhantomData })
    }

    /// Returns the shape. All accesses rely on its size of a slot being that of the message.
    fn of_message(shape: Shape) -> Shape {
        assert_eq!(shape.size, size_of::<T>() as u64, "the shape is that of another message");
        shape
    }

    /// Takes a role for this process.
    pub(super) fn claim(&self, role: Role) -> Result<(), ClaimError> {
        if !self.is_mapped_here() {
            return Err(ClaimError::Forked);
        }
        let side = self.side(role);
        let claimed = &side.rare().claimed;
        // Relaxed: the word guards against mistakes, and orders nothing. A new end starts at 0.
        let result =
            claimed.compare_exchange(0, process::id(), Ordering::Relaxed, Ordering::Relaxed);
        result.map(drop).map_err(|pid| ClaimError::Taken { pid })
    }

    /// Gives back a role that this process has just taken, and of which it has made no end.
    pub(super) fn release(&self, role: Role) {
        // Relaxed: as in `claim`.
        self.side(role).rare().claimed.store(0, Ordering::Relaxed);
    }

    /// Returns the words of a role. Use them only while [`is_mapped_here`](Self::is_mapped_here).
    pub(super) fn side(&self, role: Role) -> Side {
        let start = self.mapping.as_ptr();
        // SAFETY: both offsets, and the words there, lie within the header, which is mapped.
        let line = unsafe { start.add(role.cursor_line()) };
        // SAFETY: as above.
        let rare = unsafe { start.add(role.rare_words()) };
        // SAFETY: both lie in the mapping, which is writable and lives as long as the segment. The
        // start of the mapping is aligned to a page, and the offsets to 128 and 64 bytes. This
        // process accesses the words only as atomics, but for `initialise`, which comes first and
        // does not touch them by other accesses.
        unsafe { Side::new(line.cast(), rare.cast()) }
    }

    /// Returns the first slot. There are [`capacity`](Self::capacity) of them, one after another,
    /// from a multiple of 64 bytes on.
    pub(super) fn slots(&self) -> NonNull<T> {
        // SAFETY: the file is larger than the header.
        unsafe { self.mapping.as_ptr().add(HEADER) }.cast()
    }

    /// Returns the number of slots.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns false in a forked child, which does not have the mapping.
    #[inline]
    pub(super) fn is_mapped_here(&self) -> bool {
        self.mapping.is_mapped_here()
    }

    /// Returns the byte that is 1, and 0 in a forked child.
    pub(super) fn fork_mark(&self) -> NonNull<u8> {
        self.mapping.fork_mark()
    }

    /// Maps all pages now.
    pub(super) fn prefault(&self) -> io::Result<()> {
        self.mapping.populate()
    }

    /// Locks all pages into memory.
    pub(super) fn lock(&self) -> io::Result<()> {
        self.mapping.lock()
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    pub(super) fn shape(&self) -> Shape {
        self.header.shape
    }

    /// Returns the random number of the ring.
    pub(super) fn nonce(&self) -> u64 {
        self.header.nonce
    }
}
