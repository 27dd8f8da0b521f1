//! The channels of others, as ends of tasks.

use crossfire::{AsyncRx, AsyncTx, MAsyncTx, mpsc, spsc};
use kanal::{AsyncReceiver, AsyncSender};
use thingbuf::mpsc as thingbuf;
use tokio::sync::mpsc as tokio;

use crate::common::message::Message;
use crate::tasks::{TaskReceiver, TaskSender, task_ends};

pub(crate) fn crossfire_spsc<M: Message>(
    capacity: usize,
) -> (AsyncTx<spsc::Array<M>>, AsyncRx<spsc::Array<M>>) {
    spsc::bounded_async(capacity)
}

pub(crate) fn crossfire_mpsc<M: Message>(
    capacity: usize,
) -> (MAsyncTx<mpsc::Array<M>>, AsyncRx<mpsc::Array<M>>) {
    mpsc::bounded_async(capacity)
}

task_ends! {
    flume::Sender<M>: send_async, flume::Receiver<M>: recv_async;
    async_channel::Sender<M>: send, async_channel::Receiver<M>: recv;
    AsyncSender<M>: send, AsyncReceiver<M>: recv;
    AsyncTx<spsc::Array<M>>: send, AsyncRx<spsc::Array<M>>: recv;
}

impl<M: Message> TaskSender<M> for MAsyncTx<mpsc::Array<M>> {
    #[inline]
    async fn send(&mut self, message: M) -> Option<()> {
        // Its methods are those of `AsyncTx`, to which it dereferences.
        AsyncTx::send(self, message).await.ok()
    }
}

impl<M: Message> TaskReceiver<M> for AsyncRx<mpsc::Array<M>> {
    #[inline]
    async fn receive(&mut self) -> Option<M> {
        Self::recv(self).await.ok()
    }
}

impl<M: Message> TaskSender<M> for tokio::Sender<M> {
    #[inline]
    async fn send(&mut self, message: M) -> Option<()> {
        Self::send(self, message).await.ok()
    }
}

impl<M: Message> TaskReceiver<M> for tokio::Receiver<M> {
    #[inline]
    async fn receive(&mut self) -> Option<M> {
        self.recv().await
    }
}

/// The slots of thingbuf are written and read in place.
impl<M: Message> TaskSender<M> for thingbuf::Sender<M> {
    #[inline]
    async fn send(&mut self, message: M) -> Option<()> {
        self.send_ref().await.map(|mut slot| *slot = message).ok()
    }
}

impl<M: Message> TaskReceiver<M> for thingbuf::Receiver<M> {
    #[inline]
    async fn receive(&mut self) -> Option<M> {
        self.recv_ref().await.map(|slot| *slot)
    }
}
