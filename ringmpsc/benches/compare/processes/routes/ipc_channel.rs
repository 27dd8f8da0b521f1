//! The crate ipc-channel: serialized messages over Unix sockets, without a bound of their number.

use ipc_channel::ipc::{IpcOneShotServer, IpcReceiver, IpcSender, channel};

use crate::common::ends::{Receiver, Sender};
use crate::processes::{Attempt, Route};

pub(crate) struct IpcChannel;

/// What a process has of a channel. The end that joins tells the other one the channel, or is told.
pub(crate) enum Link {
    Serving(IpcOneShotServer<IpcSender<u64>>, IpcOneShotServer<IpcReceiver<u64>>),
    /// The names of the two servers.
    Joined(String, String),
}

impl Route for IpcChannel {
    const NAME: &'static str = "ipc-channel";
    type Link = Link;
    type Sender = IpcSender<u64>;
    type Receiver = IpcReceiver<u64>;

    fn create(_: usize) -> Attempt<(Link, String)> {
        let (senders, first) = IpcOneShotServer::new()?;
        let (receivers, second) = IpcOneShotServer::new()?;
        Ok((Link::Serving(senders, receivers), format!("{first} {second}")))
    }

    fn join(address: &str, _: usize) -> Attempt<Link> {
        let [first, second] = super::words(address)?;
        Ok(Link::Joined(first.into(), second.into()))
    }

    fn sender(link: Link) -> Attempt<Self::Sender> {
        match link {
            Link::Serving(senders, _) => Ok(senders.accept()?.1),
            Link::Joined(_, name) => {
                let (sender, receiver) = channel()?;
                IpcSender::connect(name)?.send(receiver)?;
                Ok(sender)
            }
        }
    }

    fn receiver(link: Link) -> Attempt<Self::Receiver> {
        match link {
            Link::Serving(_, receivers) => Ok(receivers.accept()?.1),
            Link::Joined(name, _) => {
                let (sender, receiver) = channel()?;
                IpcSender::connect(name)?.send(sender)?;
                Ok(receiver)
            }
        }
    }
}

impl Sender<u64> for IpcSender<u64> {
    fn send(&mut self, message: u64) -> bool {
        IpcSender::send(self, message).is_ok()
    }
}

impl Receiver<u64> for IpcReceiver<u64> {
    fn receive(&mut self) -> Option<u64> {
        self.recv().ok()
    }
}
