//! The layout of control messages on 64-bit kernels: [cmsg(3)].
//!
//! A control message is a header and data. The header has 16 bytes: the length of header and data
//! (`size_t`), the level (`int`) and the type (`int`). Each message starts at a multiple of 8. The
//! code reads and writes bytes, so it is safe Rust, and no input makes it panic.
//!
//! [cmsg(3)]: https://man7.org/linux/man-pages/man3/cmsg.3.html

use std::mem;

use libc::{c_int, c_void};

/// The size of a header.
const HEADER: usize = 16;

/// The alignment of messages.
const ALIGN: usize = 8;

/// Returns the space for a message with `data` bytes of data: `CMSG_SPACE`.
pub(crate) const fn space(data: usize) -> usize {
    HEADER + data.next_multiple_of(ALIGN)
}

/// A buffer of control messages, aligned for the C library. All bytes are zero at first.
#[derive(Debug)]
pub(crate) struct ControlBuffer {
    words: Vec<u64>,
    /// The bytes in use, from the start.
    len: usize,
}

impl ControlBuffer {
    /// Creates an empty buffer for `capacity` bytes.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { words: vec![0; capacity.div_ceil(ALIGN)], len: 0 }
    }

    /// Appends a message at the level `SOL_SOCKET`.
    ///
    /// # Panics
    ///
    /// If the capacity is too small.
    pub(crate) fn push(&mut self, kind: c_int, data: &[u8]) {
        let length = u64::try_from(HEADER + data.len()).expect("a `usize` has 64 bits");
        let header = [libc::SOL_SOCKET.to_ne_bytes(), kind.to_ne_bytes()];
        let bytes: Vec<u8> = header.as_flattened().iter().chain(data).copied().collect();
        let mut words = bytes.chunks(ALIGN).map(|chunk| {
            let mut word = [0; ALIGN];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_ne_bytes(word)
        });
        let mut place = self.words[self.len / ALIGN..].iter_mut();
        for word in [length].into_iter().chain(&mut words) {
            *place.next().expect("the capacity is large enough") = word;
        }
        self.len += space(data.len());
    }

    /// Sets the number of bytes in use, after a system call has written them.
    ///
    /// A number beyond the capacity becomes the capacity.
    pub(crate) fn set_len(&mut self, len: usize) {
        self.len = len.min(self.capacity());
    }

    /// Returns the number of bytes in use.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns the number of bytes behind [`as_mut_ptr`](Self::as_mut_ptr).
    pub(crate) fn capacity(&self) -> usize {
        mem::size_of_val(self.words.as_slice())
    }

    /// Returns the first byte, valid for reads and writes of [`capacity`](Self::capacity) bytes.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut c_void {
        self.words.as_mut_ptr().cast()
    }

    /// Returns a copy of the bytes in use.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        bytes.truncate(self.len);
        bytes
    }
}

/// One control message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ControlMessage<'a> {
    pub(crate) level: c_int,
    pub(crate) kind: c_int,
    pub(crate) data: &'a [u8],
}

/// Iterates over the messages in `bytes`. It stops at the first message that does not fit.
pub(crate) fn parse(mut bytes: &[u8]) -> impl Iterator<Item = ControlMessage<'_>> {
    std::iter::from_fn(move || {
        let (header, _) = bytes.split_first_chunk::<HEADER>()?;
        let (length, rest) = header.split_first_chunk::<8>()?;
        let (level, kind) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u64::from_ne_bytes(*length)).ok()?;
        let message = ControlMessage {
            level: c_int::from_ne_bytes(*level),
            kind: c_int::from_ne_bytes(kind.try_into().ok()?),
            data: bytes.get(HEADER..length)?,
        };
        bytes = bytes.get(length.next_multiple_of(ALIGN)..).unwrap_or_default();
        Some(message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_that_of_the_c_library() {
        for data in [0_u16, 1, 4, 8, 12, 100] {
            // SAFETY: the function only computes with its argument.
            let expected = unsafe { libc::CMSG_SPACE(data.into()) };
            assert_eq!(u32::try_from(space(data.into())), Ok(expected));
            // SAFETY: the function only computes with its argument.
            let length = unsafe { libc::CMSG_LEN(data.into()) };
            assert_eq!(u32::try_from(HEADER + usize::from(data)), Ok(length));
        }
        assert_eq!(size_of::<libc::cmsghdr>(), HEADER);
    }

    #[test]
    fn a_message_comes_back() {
        let messages: [(c_int, &[u8]); 4] =
            [(1, &[7; 4]), (2, &[]), (3, &[1, 2, 3, 4, 5, 6, 7, 8]), (4, &[9; 13])];
        let capacity = messages.iter().map(|(_, data)| space(data.len())).sum();
        let mut buffer = ControlBuffer::with_capacity(capacity);
        for (kind, data) in messages {
            buffer.push(kind, data);
        }
        assert_eq!((buffer.len(), buffer.capacity()), (capacity, capacity));
        let bytes = buffer.bytes();
        let parsed: Vec<_> = parse(&bytes).collect();
        let level = libc::SOL_SOCKET;
        let expected = messages.map(|(kind, data)| ControlMessage { level, kind, data });
        assert_eq!(parsed, expected);
    }

    #[test]
    fn a_message_that_does_not_fit_ends_the_list() {
        let message = |length: u64, data: &[u8]| {
            [&length.to_ne_bytes()[..], &1_i32.to_ne_bytes(), &2_i32.to_ne_bytes(), data].concat()
        };
        let count = |bytes: &[u8]| parse(bytes).count();
        assert_eq!(count(&message(20, &[0; 4])), 1, "without its padding");
        assert_eq!(count(&message(20, &[0; 8])), 1);
        assert_eq!(count(&message(16, &[])), 1);
        for length in [0, 15, 21, 1 << 40, u64::MAX - 3, u64::MAX] {
            assert_eq!(count(&message(length, &[0; 4])), 0, "{length}");
        }
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[0; 15]), 0);
    }

    /// Every byte of a list of messages takes every value.
    #[test]
    fn no_bytes_make_it_panic() {
        let mut buffer = ControlBuffer::with_capacity(space(4) + space(12));
        buffer.push(libc::SCM_RIGHTS, &[1; 4]);
        buffer.push(libc::SCM_CREDENTIALS, &[2; 12]);
        let bytes = buffer.bytes();
        for end in 0..=bytes.len() {
            for position in 0..end {
                for value in [0, 1, 15, 16, 17, 127, 128, 254, 255] {
                    let mut changed = bytes[..end].to_vec();
                    changed[position] = value;
                    assert!(parse(&changed).count() <= 3);
                }
            }
        }
    }

    #[test]
    fn a_length_beyond_the_capacity_is_the_capacity() {
        let mut buffer = ControlBuffer::with_capacity(20);
        assert_eq!(buffer.capacity(), 24);
        buffer.set_len(usize::MAX);
        assert_eq!(buffer.bytes().len(), 24);
    }
}
