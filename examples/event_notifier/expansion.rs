// cargo expand -p ringmpsc-examples --example event_notifier sample | awk -f .ci/compact.awk
// Without documentation. The other expansions have it, and cargo doc shows it.

use ringmpsc::ring_channel;
pub(crate) struct Sample(pub(crate) u32);
#[repr(C)]
pub(crate) struct SampleRing {
    producer: ::ringmpsc::__private::ProducerLine,
    consumer: ::ringmpsc::__private::ConsumerLine,
    cold: ::ringmpsc::__private::ColdLine,
    slots: ::ringmpsc::__private::Slots<Sample, 64>,
}
pub(crate) struct SampleChannel { handle: ::ringmpsc::__private::spsc::Handle<SampleRing> }
pub(crate) struct SampleProducer { producer: ::ringmpsc::__private::spsc::Producer<SampleRing> }
pub(crate) type SampleReservation<'a> = ::ringmpsc::__private::spsc::Reservation<'a, SampleRing>;
pub(crate) struct SampleConsumer { consumer: ::ringmpsc::__private::spsc::Consumer<SampleRing> }
pub(crate) type SampleReadable<'a> = ::ringmpsc::__private::spsc::Readable<'a, SampleRing>;
pub(crate) type SamplePeekIter<'a> = ::ringmpsc::__private::spsc::PeekIter<'a, SampleRing>;
pub(crate) type SampleDrain<'a> = ::ringmpsc::__private::spsc::Drain<'a, SampleRing>;
const _: () = {
use ::core::fmt;
use ::core::clone::Clone;
use ::core::iter::IntoIterator;
use ::core::marker::Copy;
use ::core::mem::size_of;
use ::core::ops::{ControlFlow, Deref, FnMut};
use ::core::option::Option;
use ::core::primitive::{bool, usize};
use ::core::result::Result;
use ::ringmpsc::{EventNotifier, ProducerId, ReserveError, ResetError, TryRecvError, TrySendError};
use ::ringmpsc::__private::{
    AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, Arc, ConsumerEnd, HasNotifier, Layout,
    Lines, Options, ProducerEnd, Ring, Slots, Vec, check, lines,
};
use ::ringmpsc::__private::spsc::{Consumer, Handle, Producer, RingTryIter};
impl Options for SampleRing { const NOTIFY: bool = true; }
impl HasNotifier for SampleRing {}
const _: () = (check::<SampleRing>)();
/// SAFETY: each offset and reference is that of its field. Counters may be zero.
unsafe impl Ring for SampleRing {
    type Slots = Slots<Sample, 64>;
    const LAYOUT: Layout = {
        const fn later<Parameter>() -> Layout {
            Layout {
                producer: const { builtin # offset_of(SampleRing, producer) },
                consumer: const { builtin # offset_of(SampleRing, consumer) },
                cold: const { builtin # offset_of(SampleRing, cold) },
                slots: const { builtin # offset_of(SampleRing, slots) },
            }
        }
        later::<()>()
    };
    fn lines(&self) -> Lines<'_> { lines(&self.producer, &self.consumer, &self.cold) }
    fn slots(&self) -> &Self::Slots { &self.slots }
}
impl SampleChannel {
    pub(crate) const CAPACITY: usize = 64;
    pub(crate) const TOTAL_MEMORY: usize = size_of::<SampleRing>();
    pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Sample>();
    pub(crate) fn open() -> (SampleProducer, SampleConsumer) {
        let (producer, consumer) = <Handle<SampleRing>>::open();
        (SampleProducer { producer }, SampleConsumer { consumer })
    }
    pub(crate) fn close(&self) { self.handle.close(); }
    pub(crate) fn is_closed(&self) -> bool { self.handle.is_closed() }
    pub(crate) fn is_fully_drained(&self) -> bool { self.handle.is_fully_drained() }
    pub(crate) fn len(&self) -> usize { self.handle.len() }
    pub(crate) fn pending(&self) -> usize { self.handle.len() }
    pub(crate) fn is_empty(&self) -> bool { self.handle.is_empty() }
    pub(crate) fn same_channel(&self, other: &Self) -> bool {
        self.handle.same_channel(&other.handle)
    }
    pub(crate) fn producer_count(&self) -> usize { self.handle.producer_count() }
    pub(crate) fn consumer_count(&self) -> usize { self.handle.consumer_count() }
}
impl Clone for SampleChannel {
    fn clone(&self) -> Self { Self { handle: Clone::clone(&self.handle) } }
}
impl fmt::Debug for SampleChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.describe("SampleChannel", f)
    }
}
impl Deref for SampleChannel {
    type Target = AbsentFromHandle<Self, SampleRing>;
    fn deref(&self) -> &Self::Target { AbsentFromHandle::of(self) }
}
impl SampleProducer {
    pub(crate) fn try_send(&mut self, message: Sample) -> Result<(), TrySendError<Sample>> {
        self.producer.try_send(message)
    }
    pub(crate) fn send_slice(&mut self, messages: &[Sample]) -> usize where for<'a> Sample: Copy, {
        self.producer.send_slice(messages)
    }
    pub(crate) fn send_iter(&mut self, messages: impl IntoIterator<Item = Sample>) -> usize {
        self.producer.send_iter(messages)
    }
    pub(crate) fn reserve(&mut self, n: usize) -> Result<SampleReservation<'_>, ReserveError> {
        self.producer.reserve(n)
    }
    pub(crate) fn reserve_up_to(&mut self, n: usize)
        -> Result<SampleReservation<'_>, ReserveError> {
        self.producer.reserve_up_to(n)
    }
    pub(crate) fn reserve_contiguous(&mut self, n: usize)
        -> Result<SampleReservation<'_>, ReserveError> {
        self.producer.reserve_contiguous(n)
    }
    pub(crate) fn reserve_with_backoff(&mut self, n: usize)
        -> Result<SampleReservation<'_>, ReserveError> {
        self.producer.reserve_with_backoff(n)
    }
    pub(crate) fn channel(&self) -> SampleChannel {
        SampleChannel { handle: self.producer.handle() }
    }
    pub(crate) fn id(&self) -> ProducerId { self.producer.id() }
    pub(crate) fn capacity(&self) -> usize { self.producer.capacity() }
    pub(crate) fn len(&self) -> usize { self.producer.len() }
    pub(crate) fn available_capacity(&self) -> usize { self.producer.available_capacity() }
    pub(crate) fn is_empty(&self) -> bool { self.producer.is_empty() }
    pub(crate) fn is_full(&self) -> bool { self.producer.is_full() }
    pub(crate) fn close(&self) { self.producer.close(); }
    pub(crate) fn is_disconnected(&self) -> bool { self.producer.is_closed() }
    pub(crate) fn is_closed(&self) -> bool { self.producer.is_closed() }
}
impl fmt::Debug for SampleProducer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.producer.describe("SampleProducer", f)
    }
}
impl ProducerEnd<Sample> for SampleProducer {
    type Producer = Producer<SampleRing>;
    fn producer(&self) -> &Self::Producer { &self.producer }
    fn producer_mut(&mut self) -> &mut Self::Producer { &mut self.producer }
}
impl Deref for SampleProducer {
    type Target = AbsentFromProducer<Self, SampleRing>;
    fn deref(&self) -> &Self::Target { AbsentFromProducer::of(self) }
}
impl SampleConsumer {
    pub(crate) fn try_recv(&mut self) -> Result<Sample, TryRecvError> { self.consumer.try_recv() }
    pub(crate) fn recv_slice(&mut self, slice: &mut [Sample]) -> usize where for<'a> Sample: Copy, {
        self.consumer.recv_slice(slice)
    }
    pub(crate) fn drain_into(&mut self, vec: &mut Vec<Sample>, max: usize) -> usize {
        self.consumer.drain_into(vec, max)
    }
    pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Sample)) -> usize {
        self.consumer.consume_batch(f)
    }
    pub(crate) fn consume_batch_owned(&mut self, f: impl FnMut(Sample)) -> usize {
        self.consumer.consume_batch_owned(f)
    }
    pub(crate) fn consume_up_to(&mut self, max: usize, f: impl FnMut(&Sample)) -> usize {
        self.consumer.consume_up_to(max, f)
    }
    pub(crate) fn consume_while(&mut self, f: impl FnMut(&Sample) -> ControlFlow<()>) -> usize {
        self.consumer.consume_while(f)
    }
    pub(crate) fn consume_count(&mut self) -> usize { self.consumer.consume_count() }
    pub(crate) fn skip(&mut self, n: usize) -> usize { self.consumer.skip(n) }
    pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, SampleRing> { self.consumer.try_iter() }
    pub(crate) fn set_notifier(&mut self, notifier: Option<Arc<EventNotifier>>) {
        self.consumer.set_notifier(notifier);
    }
    pub(crate) fn peek(&mut self) -> Option<&Sample> { self.consumer.peek() }
    pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Sample]> { self.consumer.peek_many(n) }
    pub(crate) fn readable(&mut self) -> Option<SampleReadable<'_>> { self.consumer.readable() }
    pub(crate) fn peek_iter(&mut self) -> SamplePeekIter<'_> { self.consumer.peek_iter() }
    pub(crate) fn drain(&mut self) -> SampleDrain<'_> { self.consumer.drain() }
    pub(crate) fn reset(&mut self, producer: &mut SampleProducer) -> Result<(), ResetError> {
        self.consumer.reset(&mut producer.producer)
    }
    pub(crate) fn channel(&self) -> SampleChannel {
        SampleChannel { handle: self.consumer.handle() }
    }
    pub(crate) fn capacity(&self) -> usize { self.consumer.capacity() }
    pub(crate) fn len(&self) -> usize { self.consumer.len() }
    pub(crate) fn is_empty(&self) -> bool { self.consumer.is_empty() }
    pub(crate) fn close(&mut self) { self.consumer.close(); }
    pub(crate) fn is_closed(&self) -> bool { self.consumer.is_closed() }
}
impl fmt::Debug for SampleConsumer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.consumer.describe("SampleConsumer", f)
    }
}
impl ConsumerEnd<Sample> for SampleConsumer {
    type Consumer = Consumer<SampleRing>;
    fn consumer(&self) -> &Self::Consumer { &self.consumer }
    fn consumer_mut(&mut self) -> &mut Self::Consumer { &mut self.consumer }
}
impl Deref for SampleConsumer {
    type Target = AbsentFromConsumer<Self, SampleRing>;
    fn deref(&self) -> &Self::Target { AbsentFromConsumer::of(self) }
}
};
