//! The ring of this library between two processes.

use ringmpsc::process::{SharedConsumer, SharedProducer, SharedRing};

use super::{address, open};
use crate::common::ends::{Receiver, Sender, Waiting};
use crate::common::message::sum_up;
use crate::processes::{Attempt, Route};

fn create(capacity: usize) -> Attempt<(SharedRing<u64>, String)> {
    let ring = SharedRing::create(capacity.ilog2())?;
    let address = address(ring.fd());
    Ok((ring, address))
}

fn join(address: &str) -> Attempt<SharedRing<u64>> {
    Ok(SharedRing::attach(open(address)?.into())?)
}

/// Single messages and batches; both ends try again until there is room, or a message.
pub(crate) struct Polled;

impl Route for Polled {
    const NAME: &'static str = "ringmpsc";
    type Link = SharedRing<u64>;
    type Sender = SharedProducer<u64>;
    type Receiver = SharedConsumer<u64>;

    fn create(capacity: usize) -> Attempt<(Self::Link, String)> {
        create(capacity)
    }

    fn join(address: &str, _: usize) -> Attempt<Self::Link> {
        join(address)
    }

    fn sender(link: Self::Link) -> Attempt<Self::Sender> {
        Ok(link.into_producer()?)
    }

    fn receiver(link: Self::Link) -> Attempt<Self::Receiver> {
        Ok(link.into_consumer()?)
    }
}

impl Sender<u64> for SharedProducer<u64> {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        self.try_send(message).is_ok()
    }

    #[inline]
    fn send_some(&mut self, messages: &[u64]) -> usize {
        self.send_slice(messages).unwrap_or(0)
    }
}

impl Receiver<u64> for SharedConsumer<u64> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.try_recv().ok()
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        self.consume_up_to(max, |message| *sum = sum.wrapping_add(message)).unwrap_or(0)
    }
}

/// Copies batches out into a buffer.
pub(crate) struct Buffered {
    consumer: SharedConsumer<u64>,
    buffer: Vec<u64>,
}

/// Batches through a reservation, and into a buffer.
pub(crate) struct InPlace;

/// A producer that reserves a batch and then writes it.
pub(crate) struct Reserving(SharedProducer<u64>);

impl Route for InPlace {
    const NAME: &'static str = "ringmpsc reserve, recv_slice";
    type Link = SharedRing<u64>;
    type Sender = Reserving;
    type Receiver = Buffered;

    fn create(capacity: usize) -> Attempt<(Self::Link, String)> {
        create(capacity)
    }

    fn join(address: &str, _: usize) -> Attempt<Self::Link> {
        join(address)
    }

    fn sender(link: Self::Link) -> Attempt<Self::Sender> {
        Ok(Reserving(link.into_producer()?))
    }

    fn receiver(link: Self::Link) -> Attempt<Self::Receiver> {
        Ok(Buffered { consumer: link.into_consumer()?, buffer: Vec::new() })
    }
}

impl Sender<u64> for Reserving {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        self.0.try_send(message).is_ok()
    }

    #[inline]
    fn send_some(&mut self, messages: &[u64]) -> usize {
        let Ok(mut slots) = self.0.reserve(messages.len()) else {
            return 0;
        };
        slots.copy_from_slice(messages);
        slots.commit();
        messages.len()
    }
}

impl Receiver<u64> for Buffered {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.consumer.try_recv().ok()
    }

    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        self.buffer.resize(max, 0);
        let n = self.consumer.recv_slice(&mut self.buffer).unwrap_or(0);
        *sum = sum_up(*sum, &self.buffer[..n]);
        n
    }
}

/// Both ends sleep until there is room, or a message.
pub(crate) struct Blocking;

impl Route for Blocking {
    const NAME: &'static str = "ringmpsc send, recv";
    type Link = SharedRing<u64>;
    type Sender = Waiting<SharedProducer<u64>>;
    type Receiver = Waiting<SharedConsumer<u64>>;

    fn create(capacity: usize) -> Attempt<(Self::Link, String)> {
        create(capacity)
    }

    fn join(address: &str, _: usize) -> Attempt<Self::Link> {
        join(address)
    }

    fn sender(link: Self::Link) -> Attempt<Self::Sender> {
        Ok(Waiting(link.into_producer()?))
    }

    fn receiver(link: Self::Link) -> Attempt<Self::Receiver> {
        Ok(Waiting(link.into_consumer()?))
    }
}

impl Sender<u64> for Waiting<SharedProducer<u64>> {
    #[inline]
    fn send(&mut self, message: u64) -> bool {
        self.0.send(message).is_ok()
    }
}

impl Receiver<u64> for Waiting<SharedConsumer<u64>> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.0.recv().ok()
    }
}
