//! The identity of a ring: the first 128 bytes of its file.
//!
//! The creator writes it once, before any other process has the file. A process that attaches reads
//! it once, by pread(2), and checks the copy.

use core::fmt;

use super::hash::Hash;
use super::words::HEADER;

/// `RINGMPSC`, in the byte order of the machine.
const MAGIC: u64 = u64::from_be_bytes(*b"RINGMPSC");
/// The version of this layout.
const VERSION: u32 = 1;
/// Reads as another number on a machine with another byte order.
const BYTE_ORDER: u32 = 0x0102_0304;
/// The creator has initialised the ring.
pub(super) const READY: u32 = 1;

/// The size of the identity in bytes.
pub(super) const IDENTITY: usize = 128;
/// The offset of the word `state`.
pub(super) const STATE: usize = 0x44;

/// The largest `bits` of a ring.
pub(super) const MOST_BITS: u32 = 30;

/// What both processes must agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// The version of the layout.
    pub version: u32,
    /// The ring has 2^`bits` slots.
    pub bits: u32,
    /// The size of a message in bytes.
    pub size: u64,
    /// The alignment of a message in bytes.
    pub align: u64,
    /// A hash of the message's definition, or 0 if the channel has none.
    pub fingerprint: u64,
}

impl Shape {
    /// Returns the shape of a ring of `T`, with the fingerprint of a type without a name.
    pub(super) const fn of<T>(bits: u32) -> Self {
        let (size, align) = (size_of::<T>() as u64, align_of::<T>() as u64);
        Self { version: VERSION, bits, size, align, fingerprint: 0 }
    }

    /// Returns the same shape, with the fingerprint of a type with this definition, in a channel
    /// with or without the option `notify`.
    pub(super) const fn of_definition(mut self, definition: &str, notify: bool) -> Self {
        let Self { version, size, align, .. } = self;
        let hash = Hash::new()
            .add(definition.as_bytes())
            .add(&size.to_le_bytes())
            .add(&align.to_le_bytes())
            .add(&version.to_le_bytes())
            .add(if notify { b"notify" } else { b"" });
        // 0 is a type without a name.
        self.fingerprint = if hash.0 == 0 { 1 } else { hash.0 };
        self
    }

    /// Returns the number of slots, if there is such a ring.
    pub(super) const fn capacity(&self) -> Option<usize> {
        if self.bits >= 1 && self.bits <= MOST_BITS { Some(1 << self.bits) } else { None }
    }

    /// Returns the size of the file, if a file can have it.
    pub(super) fn file_size(&self) -> Option<usize> {
        let size = usize::try_from(self.size).ok()?;
        let slots = self.capacity()?.checked_mul(size)?;
        slots.checked_add(HEADER).filter(|size| isize::try_from(*size).is_ok())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, bits, size, align, fingerprint } = self;
        write!(
            f,
            "version {version}, bits {bits}, messages of {size} bytes aligned to {align}, \
             fingerprint {fingerprint:#018x}"
        )
    }
}

/// The identity of a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) shape: Shape,
    /// A random number: two rings differ in it.
    pub(super) nonce: u64,
    /// The creator's process.
    pub(super) pid: u32,
    pub(super) state: u32,
}

impl Header {
    /// Returns the bytes of the identity.
    pub(super) fn to_bytes(self) -> [u8; IDENTITY] {
        let mut bytes = [0; IDENTITY];
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        let Shape { version, bits, size, align, fingerprint } = self.shape;
        put(0x00, &MAGIC.to_ne_bytes());
        put(0x08, &version.to_ne_bytes());
        put(0x0c, &BYTE_ORDER.to_ne_bytes());
        put(0x10, &bits.to_ne_bytes());
        put(0x18, &size.to_ne_bytes());
        put(0x20, &align.to_ne_bytes());
        put(0x28, &fingerprint.to_ne_bytes());
        put(0x30, &self.nonce.to_ne_bytes());
        put(0x40, &self.pid.to_ne_bytes());
        put(STATE, &self.state.to_ne_bytes());
        bytes
    }

    /// Reads an identity. Returns `None` if the bytes are none, or are not complete.
    pub(super) fn parse(bytes: &[u8; IDENTITY]) -> Option<Self> {
        if word64(bytes, 0x00) != MAGIC || word32(bytes, 0x0c) != BYTE_ORDER {
            return None;
        }
        let shape = Shape {
            version: word32(bytes, 0x08),
            bits: word32(bytes, 0x10),
            size: word64(bytes, 0x18),
            align: word64(bytes, 0x20),
            fingerprint: word64(bytes, 0x28),
        };
        let header = Self {
            shape,
            nonce: word64(bytes, 0x30),
            pid: word32(bytes, 0x40),
            state: word32(bytes, STATE),
        };
        (header.state == READY).then_some(header)
    }
}

fn word32(bytes: &[u8; IDENTITY], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&bytes[at..at + 4]);
    u32::from_ne_bytes(word)
}

fn word64(bytes: &[u8; IDENTITY], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    u64::from_ne_bytes(word)
}
