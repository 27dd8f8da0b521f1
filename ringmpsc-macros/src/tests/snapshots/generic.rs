// #[ring_channel(kind = spsc)]

type Queue<T> = T;

/// A ring of [`QueueChannel`]: lines of 128 bytes, then 2^16 slots (`bits = 16`).
/// Each line belongs to one side. Both sides write `cold`, but rarely.
#[repr(C)]
struct QueueRing<T> {
    /// Written by the producer: `tail`.
    producer: ::ringmpsc::__private::ProducerLine,
    /// Written by the consumer: `head`.
    consumer: ::ringmpsc::__private::ConsumerLine,
    /// Written by both sides, rarely: the doorbell.
    cold: ::ringmpsc::__private::ColdLine,
    /// The messages.
    slots: ::ringmpsc::__private::Slots<Queue<T>, 65536>,
}

/// The control handle (`kind = spsc`).
/// ```text
/// let (mut producer, mut consumer) = QueueChannel::open();
/// producer.try_send(message)?;
/// consumer.consume_batch(|message| { .. });
/// ```
struct QueueChannel<T> {
    handle: ::ringmpsc::__private::spsc::Handle<QueueRing<T>>,
}

/// The producer of [`QueueChannel`]. After its drop, its messages can still be
/// received.
/// Sends and reservations that do not wait have the progress guarantee of
/// [`try_send`](Self::try_send).
struct QueueProducer<T> {
    producer: ::ringmpsc::__private::spsc::Producer<QueueRing<T>>,
}

/// The slots of [`QueueProducer::reserve`]. Dropping them sends nothing; `commit`
/// sends:
/// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
type QueueReservation<'a, T> = ::ringmpsc::__private::spsc::Reservation<
    'a,
    QueueRing<T>,
>;

/// The consumer of [`QueueChannel`]. Dropping it closes the channel and drops all
/// messages.
/// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
struct QueueConsumer<T> {
    consumer: ::ringmpsc::__private::spsc::Consumer<QueueRing<T>>,
}

/// The slice of [`QueueConsumer::readable`]: contiguous messages. `advance` consumes
/// them.
type QueueReadable<'a, T> = ::ringmpsc::__private::spsc::Readable<'a, QueueRing<T>>;

/// The iterator of [`QueueConsumer::peek_iter`]. It lends messages; `consume_seen`
/// consumes them.
type QueuePeekIter<'a, T> = ::ringmpsc::__private::spsc::PeekIter<'a, QueueRing<T>>;

/// The iterator of [`QueueConsumer::drain`]. It returns messages by value.
type QueueDrain<'a, T> = ::ringmpsc::__private::spsc::Drain<'a, QueueRing<T>>;

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
    use ::ringmpsc::{ProducerId, ReserveError, ResetError, TryRecvError, TrySendError};
    use ::ringmpsc::__private::{
        AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd, Layout,
        Lines, Options, ProducerEnd, Ring, Slots, Vec, check, lines,
    };
    use ::ringmpsc::__private::spsc::{Consumer, Handle, Producer, RingTryIter};
    impl<T> Options for QueueRing<T> {}
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl<T> Ring for QueueRing<T> {
        type Slots = Slots<Queue<T>, 65536>;
        const LAYOUT: Layout = Layout {
            producer: ::core::mem::offset_of!(Self, producer),
            consumer: ::core::mem::offset_of!(Self, consumer),
            cold: ::core::mem::offset_of!(Self, cold),
            slots: ::core::mem::offset_of!(Self, slots),
        };
        fn lines(&self) -> Lines<'_> {
            lines(&self.producer, &self.consumer, &self.cold)
        }
        fn slots(&self) -> &Self::Slots {
            &self.slots
        }
    }

    impl<T> QueueChannel<T> {
        /// The number of slots of a ring: 2^16 (`bits = 16`).
        const CAPACITY: usize = 65536;
        /// The size of a ring in bytes.
        const TOTAL_MEMORY: usize = size_of::<QueueRing<T>>();
        /// The size of the messages of a full ring in bytes.
        const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Queue<T>>();
        /// Opens a channel.
        /// # Panics
        /// Panics if the memory for the ring cannot be allocated.
        fn open() -> (QueueProducer<T>, QueueConsumer<T>) {
            const { (check::<QueueRing<T>>)() };
            let (producer, consumer) = <Handle<QueueRing<T>>>::open();
            (QueueProducer { producer }, QueueConsumer { consumer })
        }
        /// Closes the channel: sends fail, and queued messages can be received.
        fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        fn is_closed(&self) -> bool {
            self.handle.is_closed()
        }
        /// Whether every message was received and none can be sent any more.
        /// While a producer exists, it is false until a consumer got `Closed`.
        fn is_fully_drained(&self) -> bool {
            self.handle.is_fully_drained()
        }
        /// The number of messages in the channel.
        fn len(&self) -> usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        fn pending(&self) -> usize {
            self.handle.len()
        }
        /// Whether the channel has no message.
        fn is_empty(&self) -> bool {
            self.handle.is_empty()
        }
        /// Whether both are handles of the same channel.
        fn same_channel(&self, other: &Self) -> bool {
            self.handle.same_channel(&other.handle)
        }
        /// 1, or 0 after the producer was dropped.
        fn producer_count(&self) -> usize {
            self.handle.producer_count()
        }
        /// 1, or 0 after the consumer was dropped.
        fn consumer_count(&self) -> usize {
            self.handle.consumer_count()
        }
    }

    impl<T> Clone for QueueChannel<T> {
        fn clone(&self) -> Self {
            Self {
                handle: Clone::clone(&self.handle),
            }
        }
    }

    impl<T> fmt::Debug for QueueChannel<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.handle.describe("QueueChannel", f)
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl<T> Deref for QueueChannel<T> {
        type Target = AbsentFromHandle<Self, QueueRing<T>>;
        fn deref(&self) -> &Self::Target {
            AbsentFromHandle::of(self)
        }
    }

    impl<T> QueueProducer<T> {
        /// Sends one message. Wait-free while the channel is open.
        /// If both sides are busy, it may pause for up to 4 µs (`favor`).
        /// # Errors
        /// Returns the message, with `Full` or `Closed`.
        #[inline]
        fn try_send(&mut self, message: Queue<T>) -> Result<(), TrySendError<Queue<T>>> {
            self.producer.try_send(message)
        }
        /// Sends as many messages as fit, in order, and returns how many. O(n).
        #[inline]
        #[must_use = "the messages beyond this number were not sent"]
        fn send_slice(&mut self, messages: &[Queue<T>]) -> usize
        where
            Queue<T>: Copy,
        {
            self.producer.send_slice(messages)
        }
        /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
        /// If the channel closes during the call, it drops the messages beyond that number.
        #[must_use = "the messages beyond this number were not sent"]
        fn send_iter(&mut self, messages: impl IntoIterator<Item = Queue<T>>) -> usize {
            self.producer.send_iter(messages)
        }
        /// Reserves exactly `n` slots.
        /// # Errors
        /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring
        /// has.
        #[inline]
        fn reserve(
            &mut self,
            n: usize,
        ) -> Result<QueueReservation<'_, T>, ReserveError> {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` slots: as many as are free.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        fn reserve_up_to(
            &mut self,
            n: usize,
        ) -> Result<QueueReservation<'_, T>, ReserveError> {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
        /// # Errors
        /// As for `reserve_up_to`.
        #[inline]
        fn reserve_contiguous(
            &mut self,
            n: usize,
        ) -> Result<QueueReservation<'_, T>, ReserveError> {
            self.producer.reserve_contiguous(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// As for `reserve`. `Full` after a bounded number of rounds.
        fn reserve_with_backoff(
            &mut self,
            n: usize,
        ) -> Result<QueueReservation<'_, T>, ReserveError> {
            self.producer.reserve_with_backoff(n)
        }
        /// A control handle of the channel.
        fn channel(&self) -> QueueChannel<T> {
            QueueChannel {
                handle: self.producer.handle(),
            }
        }
        /// The identity of this producer in its channel.
        fn id(&self) -> ProducerId {
            self.producer.id()
        }
        /// The number of slots of the ring.
        fn capacity(&self) -> usize {
            self.producer.capacity()
        }
        /// The number of messages in this ring.
        fn len(&self) -> usize {
            self.producer.len()
        }
        /// The number of free slots.
        fn available_capacity(&self) -> usize {
            self.producer.available_capacity()
        }
        /// Whether this ring has no message.
        fn is_empty(&self) -> bool {
            self.producer.is_empty()
        }
        /// Whether this ring has no free slot.
        fn is_full(&self) -> bool {
            self.producer.is_full()
        }
        /// Closes the channel: sends of all producers fail, and queued messages can be
        /// received.
        fn close(&self) {
            self.producer.close();
        }
        /// The same as [`is_closed`](Self::is_closed), under a name that other channels use.
        fn is_disconnected(&self) -> bool {
            self.producer.is_closed()
        }
        /// Whether a send fails with `Closed`.
        fn is_closed(&self) -> bool {
            self.producer.is_closed()
        }
    }

    impl<T> fmt::Debug for QueueProducer<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.producer.describe("QueueProducer", f)
        }
    }

    /// Implements `ringmpsc::Produce`.
    impl<T> ProducerEnd<Queue<T>> for QueueProducer<T> {
        type Producer = Producer<QueueRing<T>>;
        fn producer(&self) -> &Self::Producer {
            &self.producer
        }
        fn producer_mut(&mut self) -> &mut Self::Producer {
            &mut self.producer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl<T> Deref for QueueProducer<T> {
        type Target = AbsentFromProducer<Self, QueueRing<T>>;
        fn deref(&self) -> &Self::Target {
            AbsentFromProducer::of(self)
        }
    }

    impl<T> QueueConsumer<T> {
        /// Receives one message. Wait-free while the channel is open.
        /// If both sides are busy, it may pause for up to 4 µs (`favor`).
        /// # Errors
        /// `Empty` while a producer may send, otherwise `Closed`.
        #[inline]
        fn try_recv(&mut self) -> Result<Queue<T>, TryRecvError> {
            self.consumer.try_recv()
        }
        /// Copies messages into a slice, and returns how many. O(n).
        #[inline]
        fn recv_slice(&mut self, slice: &mut [Queue<T>]) -> usize
        where
            Queue<T>: Copy,
        {
            self.consumer.recv_slice(slice)
        }
        /// Appends up to `max` messages to a vector, and returns how many. O(n).
        #[inline]
        fn drain_into(&mut self, vec: &mut Vec<Queue<T>>, max: usize) -> usize {
            self.consumer.drain_into(vec, max)
        }
        /// Passes all available messages to `f` by reference, and returns how many. O(n).
        fn consume_batch(&mut self, f: impl FnMut(&Queue<T>)) -> usize {
            self.consumer.consume_batch(f)
        }
        /// Passes all available messages to `f` by value, and returns how many. O(n).
        fn consume_batch_owned(&mut self, f: impl FnMut(Queue<T>)) -> usize {
            self.consumer.consume_batch_owned(f)
        }
        /// Like `consume_batch`, but stops after `max` messages.
        fn consume_up_to(&mut self, max: usize, f: impl FnMut(&Queue<T>)) -> usize {
            self.consumer.consume_up_to(max, f)
        }
        /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
        fn consume_while(
            &mut self,
            f: impl FnMut(&Queue<T>) -> ControlFlow<()>,
        ) -> usize {
            self.consumer.consume_while(f)
        }
        /// Drops all available messages, and returns how many. O(n).
        fn consume_count(&mut self) -> usize {
            self.consumer.consume_count()
        }
        /// Drops up to `n` messages, and returns how many. O(n).
        fn skip(&mut self, n: usize) -> usize {
            self.consumer.skip(n)
        }
        /// Receives the available messages by value, like `try_recv`. Ends when there is none.
        fn try_iter(&mut self) -> RingTryIter<'_, QueueRing<T>> {
            self.consumer.try_iter()
        }
        /// The next message, by reference. `None` if there is none. Does not consume it.
        #[inline]
        fn peek(&mut self) -> Option<&Queue<T>> {
            self.consumer.peek()
        }
        /// Up to `n` contiguous next messages, by reference. `None` if there is none.
        /// Does not consume them.
        #[inline]
        fn peek_many(&mut self, n: usize) -> Option<&[Queue<T>]> {
            self.consumer.peek_many(n)
        }
        /// The contiguous next messages, as a slice. `None` if there is none.
        /// `advance` consumes them.
        #[inline]
        fn readable(&mut self) -> Option<QueueReadable<'_, T>> {
            self.consumer.readable()
        }
        /// Lends all available messages. `consume_seen` consumes those that were lent:
        /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
        /// seen.consume_seen();`
        fn peek_iter(&mut self) -> QueuePeekIter<'_, T> {
            self.consumer.peek_iter()
        }
        /// Removes all available messages, one by one. Dropping the iterator drops the rest.
        fn drain(&mut self) -> QueueDrain<'_, T> {
            self.consumer.drain()
        }
        /// Drops all messages. A closed channel stays closed. O(n).
        /// # Errors
        /// `Foreign` if the producer belongs to another channel.
        fn reset(&mut self, producer: &mut QueueProducer<T>) -> Result<(), ResetError> {
            self.consumer.reset(&mut producer.producer)
        }
        /// A control handle of the channel.
        fn channel(&self) -> QueueChannel<T> {
            QueueChannel {
                handle: self.consumer.handle(),
            }
        }
        /// The number of slots of the ring.
        fn capacity(&self) -> usize {
            self.consumer.capacity()
        }
        /// The number of messages in the channel.
        fn len(&self) -> usize {
            self.consumer.len()
        }
        /// Whether the channel has no message.
        fn is_empty(&self) -> bool {
            self.consumer.is_empty()
        }
        /// Closes the channel: sends fail, and queued messages can be received.
        fn close(&mut self) {
            self.consumer.close();
        }
        /// Whether the channel is closed for sends. It may still have messages.
        fn is_closed(&self) -> bool {
            self.consumer.is_closed()
        }
    }

    impl<T> fmt::Debug for QueueConsumer<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.consumer.describe("QueueConsumer", f)
        }
    }

    /// Implements `ringmpsc::Consume`.
    impl<T> ConsumerEnd<Queue<T>> for QueueConsumer<T> {
        type Consumer = Consumer<QueueRing<T>>;
        fn consumer(&self) -> &Self::Consumer {
            &self.consumer
        }
        fn consumer_mut(&mut self) -> &mut Self::Consumer {
            &mut self.consumer
        }
    }

    /// A method that this channel lacks is an error, which names the option to write.
    #[doc(hidden)]
    impl<T> Deref for QueueConsumer<T> {
        type Target = AbsentFromConsumer<Self, QueueRing<T>>;
        fn deref(&self) -> &Self::Target {
            AbsentFromConsumer::of(self)
        }
    }
};
