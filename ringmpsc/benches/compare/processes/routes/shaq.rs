//! The crate shaq: a ring in shared memory, in one domain of trust.

use std::ffi::CStr;
use std::fs::File;
use std::num::NonZeroUsize;

use ringmpsc_runtime::memfd;
use shaq::spsc::{Consumer, Producer, minimum_file_size};

use super::{address, open};
use crate::common::ends::{Receiver, Sender};
use crate::processes::{Attempt, Route};

pub(crate) struct Shaq;

/// What a process has of a ring: what it has created, and the file, which stays open for its
/// address.
pub(crate) struct Link {
    created: Option<Producer<u64>>,
    file: File,
}

/// An end, and the file.
pub(crate) struct End<E> {
    end: E,
    _file: File,
}

/// The name that proc shows.
const FILE: &CStr = c"compare.shaq";

impl Route for Shaq {
    const NAME: &'static str = "shaq";
    type Link = Link;
    type Sender = End<Producer<u64>>;
    type Receiver = End<Consumer<u64>>;

    fn create(capacity: usize) -> Attempt<(Link, String)> {
        const PAGE: usize = 4096;
        let size = minimum_file_size::<u64>(capacity).next_multiple_of(PAGE);
        let size = NonZeroUsize::new(size).ok_or("a ring has a header")?;
        let file = File::from(memfd::create(FILE, size)?);
        // SAFETY: the file is new, and no other process has it. So this call alone initializes the
        // queue. The messages are numbers.
        let producer =
            unsafe { Producer::create(&file, size.get()) }.map_err(|error| format!("{error:?}"))?;
        let address = address(&file);
        Ok((Link { created: Some(producer), file }, address))
    }

    fn join(address: &str, _: usize) -> Attempt<Link> {
        Ok(Link { created: None, file: open(address)? })
    }

    fn sender(Link { created, file }: Link) -> Attempt<Self::Sender> {
        let end = match created {
            Some(producer) => Ok(producer),
            // SAFETY: the process that created the queue takes the other end, and drops the
            // `Producer` that it has. Both have messages of the same type, which are numbers.
            None => unsafe { Producer::join(&file) },
        };
        Ok(End { end: end.map_err(|error| format!("{error:?}"))?, _file: file })
    }

    fn receiver(Link { created, file }: Link) -> Attempt<Self::Receiver> {
        let end = match created {
            // SAFETY: the process that joins takes the other end, so this consumer is the only one.
            Some(producer) => unsafe { producer.join_as_consumer() },
            // SAFETY: the process that created the queue takes the other end. Both have messages of
            // the same type, which are numbers.
            None => unsafe { Consumer::join(&file) },
        };
        Ok(End { end: end.map_err(|error| format!("{error:?}"))?, _file: file })
    }
}

impl Sender<u64> for End<Producer<u64>> {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        self.send_some(&[message]) == 1
    }

    #[inline]
    fn send_some(&mut self, messages: &[u64]) -> usize {
        let mut sent = write(&mut self.end, messages);
        if sent == 0 {
            self.end.sync();
            sent = write(&mut self.end, messages);
        }
        self.end.commit();
        sent
    }
}

/// Writes as many messages as there is known to be room for.
#[inline]
fn write(producer: &mut Producer<u64>, messages: &[u64]) -> usize {
    let refused = messages.iter().position(|message| producer.try_write(*message).is_err());
    refused.unwrap_or(messages.len())
}

impl Receiver<u64> for End<Consumer<u64>> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        let known = self.end.try_read().copied();
        let message = known.or_else(|| {
            self.end.sync();
            self.end.try_read().copied()
        });
        if message.is_some() {
            self.end.finalize();
        }
        message
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        self.end.sync();
        let mut n = 0;
        while n < max
            && let Some(message) = self.end.try_read()
        {
            *sum = sum.wrapping_add(*message);
            n += 1;
        }
        if n > 0 {
            self.end.finalize();
        }
        n
    }
}
