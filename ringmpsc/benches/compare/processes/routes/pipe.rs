//! A pipe of the kernel for each direction. Its capacity is the kernel's.

use std::fs::File;
use std::io::pipe;
use std::os::fd::OwnedFd;

use super::bytes::{Reading, Writing};
use super::{address, words};
use crate::processes::{Attempt, Route};

pub(crate) struct Pipe;

/// Both ends of a pipe. Each process has both of them open, and uses one.
pub(crate) struct Link {
    reader: File,
    writer: File,
}

impl Route for Pipe {
    const NAME: &'static str = "two pipes";
    type Link = Link;
    type Sender = Writing<File>;
    type Receiver = Reading<File>;

    fn create(_: usize) -> Attempt<(Link, String)> {
        let (reader, writer) = pipe()?;
        let address = format!("{} {}", address(&reader), address(&writer));
        let [reader, writer] = [OwnedFd::from(reader), writer.into()].map(File::from);
        Ok((Link { reader, writer }, address))
    }

    fn join(address: &str, _: usize) -> Attempt<Link> {
        let [reader, writer] = words(address)?;
        let (reader, writer) = (File::open(reader)?, File::options().write(true).open(writer)?);
        Ok(Link { reader, writer })
    }

    fn sender(Link { reader, writer }: Link) -> Attempt<Self::Sender> {
        Ok(Writing::new(writer, Some(reader)))
    }

    fn receiver(Link { reader, writer }: Link) -> Attempt<Self::Receiver> {
        Ok(Reading::new(reader, Some(writer)))
    }
}
