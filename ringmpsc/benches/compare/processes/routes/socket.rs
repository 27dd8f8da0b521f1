//! A Unix stream socket for each direction. Its capacity is the kernel's.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::bytes::{Reading, Writing};
use crate::processes::{Attempt, Route};

pub(crate) struct Socket;

/// What a process has of a connection.
pub(crate) enum Link {
    Listening(UnixListener),
    Connected(UnixStream),
}

impl Link {
    fn stream(self) -> Attempt<UnixStream> {
        Ok(match self {
            Self::Listening(listener) => listener.accept()?.0,
            Self::Connected(stream) => stream,
        })
    }
}

impl Route for Socket {
    const NAME: &'static str = "Unix stream sockets";
    type Link = Link;
    type Sender = Writing<UnixStream>;
    type Receiver = Reading<UnixStream>;

    fn create(_: usize) -> Attempt<(Link, String)> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        // Relaxed: only the numbers matter.
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("compare-{}-{nth}", process::id());
        let listener = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name)?)?;
        Ok((Link::Listening(listener), name))
    }

    fn join(name: &str, _: usize) -> Attempt<Link> {
        let address = SocketAddr::from_abstract_name(name)?;
        Ok(Link::Connected(UnixStream::connect_addr(&address)?))
    }

    fn sender(link: Link) -> Attempt<Self::Sender> {
        Ok(Writing::new(link.stream()?, None))
    }

    fn receiver(link: Link) -> Attempt<Self::Receiver> {
        Ok(Reading::new(link.stream()?, None))
    }
}
