//! Messages as bytes in a stream of the kernel. Both ends wait in system calls.

use std::fs::File;
use std::io::{Read, Write};

use zerocopy::IntoBytes;

use crate::common::ends::{Receiver, Sender};
use crate::common::message::sum_up;

/// Bytes of a message.
const SIZE: usize = size_of::<u64>();

/// The end that writes.
pub(crate) struct Writing<W> {
    file: W,
    /// An end that stays open.
    _other: Option<File>,
}

impl<W> Writing<W> {
    pub(crate) fn new(file: W, other: Option<File>) -> Self {
        Self { file, _other: other }
    }
}

impl<W: Write> Sender<u64> for Writing<W> {
    fn send(&mut self, message: u64) -> bool {
        self.file.write_all(message.as_bytes()).is_ok()
    }

    fn send_some(&mut self, messages: &[u64]) -> usize {
        self.file.write_all(messages.as_bytes()).map_or(0, |()| messages.len())
    }
}

/// The end that reads.
pub(crate) struct Reading<R> {
    file: R,
    /// An end that stays open.
    _other: Option<File>,
    buffer: Vec<u64>,
}

impl<R> Reading<R> {
    pub(crate) fn new(file: R, other: Option<File>) -> Self {
        Self { file, _other: other, buffer: Vec::new() }
    }
}

impl<R: Read> Receiver<u64> for Reading<R> {
    fn receive(&mut self) -> Option<u64> {
        let mut message = 0_u64;
        self.file.read_exact(message.as_mut_bytes()).ok()?;
        Some(message)
    }

    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        self.buffer.resize(max, 0);
        let bytes = self.buffer.as_mut_bytes();
        let Ok(n) = self.file.read(bytes) else {
            return 0;
        };
        // A stream may end a read within a message.
        let whole = n.next_multiple_of(SIZE);
        if self.file.read_exact(&mut bytes[n..whole]).is_err() {
            return 0;
        }
        let messages = &self.buffer[..whole / SIZE];
        *sum = sum_up(*sum, messages);
        messages.len()
    }
}
