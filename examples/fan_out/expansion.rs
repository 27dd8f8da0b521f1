// cargo expand -p ringmpsc-examples --example fan_out file

mod file {
    //! What goes from the reader to the workers.
    use std::path::PathBuf;
    use ringmpsc::ring_channel;
    /// A file that was read. The ring is small, so that little memory is taken by what nobody has
    /// hashed yet.
    pub(crate) struct File {
        pub(crate) path: PathBuf,
        pub(crate) contents: Vec<u8>,
    }
    /// A ring of [`FileChannel`]: lines of 128 bytes, then 2^4 slots and receipts (`bits =
    /// 4`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct FileRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumers, which claim with it: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<File, 16>,
        /// Written by the consumers, one per slot: the end of a completed claim.
        receipts: ::ringmpsc::__private::Receipts<16>,
    }
    /// The control handle (`kind = spmc`). It keeps the channel open until it is dropped.
    /// ```text
    /// let (mut producer, channel) = FileChannel::open();
    /// let mut consumer = channel.register_consumer()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct FileChannel {
        handle: ::ringmpsc::__private::spmc::Handle<FileRing>,
    }
    /// The producer of [`FileChannel`]. After its drop, its messages can still be received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct FileProducer {
        producer: ::ringmpsc::__private::spmc::Producer<FileRing>,
    }
    /// The slots of [`FileProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type FileReservation<'a> = ::ringmpsc::__private::spmc::Reservation<
        'a,
        FileRing,
    >;
    /// A consumer of [`FileChannel`]. Each message goes to one of the competing consumers.
    /// The last one to be dropped closes the channel, unless a control handle exists. It
    /// then
    /// drops the messages. Another one leaves its claimed messages to the others, and wakes
    /// them. After a panic in its handler, a consumer keeps its claim until its next
    /// operation.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct FileConsumer {
        consumer: ::ringmpsc::__private::spmc::Consumer<FileRing>,
    }
    /// The messages that [`FileConsumer::steal`] claims, by value. Dropping it drops the
    /// rest.
    pub(crate) type FileClaim<'a> = ::ringmpsc::__private::spmc::Claim<'a, FileRing>;
    const _: () = {
        use ::core::fmt;
        use ::core::clone::Clone;
        use ::core::iter::{IntoIterator, Iterator};
        use ::core::marker::Copy;
        use ::core::mem::size_of;
        use ::core::ops::{Deref, FnMut};
        use ::core::option::Option;
        use ::core::primitive::{bool, usize};
        use ::core::result::Result;
        use ::core::time::Duration;
        use ::ringmpsc::{
            ProducerId, RecvError, RecvTimeoutError, RegisterError, ReserveError,
            SendAllError, SendError, SendIterError, SendTimeoutError, TryRecvError,
            TrySendError, Unparker, WaitError, WaitStrategy, WeakChannel,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd,
            HandleEnd, HasWait, Instant, Layout, Lines, Options, ProducerEnd, Receipt,
            Ring, Slots, Vec, check, lines,
        };
        use ::ringmpsc::__private::spmc::{
            Consumer, Handle, Producer, RingIntoIter, RingIter, RingTryIter,
        };
        impl Options for FileRing {
            /// `wait`
            const CAN_WAIT: bool = true;
        }
        impl HasWait for FileRing {}
        const _: () = (check::<FileRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for FileRing {
            type Slots = Slots<File, 16>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(FileRing, producer) },
                        consumer: const { builtin # offset_of(FileRing, consumer) },
                        cold: const { builtin # offset_of(FileRing, cold) },
                        slots: const { builtin # offset_of(FileRing, slots) },
                    }
                }
                later::<()>()
            };
            const RECEIPTS: Option<usize> = {
                const fn later<Parameter>() -> Option<usize> {
                    Option::Some(const { builtin # offset_of(FileRing, receipts) })
                }
                later::<()>()
            };
            fn lines(&self) -> Lines<'_> {
                lines(&self.producer, &self.consumer, &self.cold)
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
            fn receipts(&self) -> Option<&[Receipt]> {
                Option::Some(&self.receipts)
            }
        }
        impl FileChannel {
            /// The number of slots of a ring: 2^4 (`bits = 4`).
            pub(crate) const CAPACITY: usize = 16;
            /// The size of a ring in bytes, with 8 bytes per slot for a receipt.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<FileRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<File>();
            /// Opens a channel without consumers.
            /// [`register_consumer`](Self::register_consumer) adds them.
            /// The channel stays open while a handle exists, unless [`close`](Self::close) is
            /// called.
            /// # Panics
            /// Panics if the memory for the ring cannot be allocated.
            pub(crate) fn open() -> (FileProducer, Self) {
                let (producer, handle) = <Handle<FileRing>>::open();
                (FileProducer { producer }, Self { handle })
            }
            /// Adds a consumer, which competes with the others for the messages. Takes a lock.
            /// # Errors
            /// `Closed` if the channel [is fully drained](Self::is_fully_drained), or `Forked`.
            pub(crate) fn register_consumer(
                &self,
            ) -> Result<FileConsumer, RegisterError> {
                self.handle.register_consumer().map(|consumer| FileConsumer { consumer })
            }
            /// Closes the channel: sends fail, and queued messages can be received. Wakes all
            /// waiting threads and tasks, and signals notifiers.
            pub(crate) fn close(&self) {
                self.handle.close();
            }
            /// Whether the channel is closed for sends.
            pub(crate) fn is_closed(&self) -> bool {
                self.handle.is_closed()
            }
            /// Whether every message was received and none can be sent any more.
            /// While a producer exists, it is false until a consumer got `Closed`.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.handle.is_fully_drained()
            }
            /// The number of messages in the channel.
            pub(crate) fn len(&self) -> usize {
                self.handle.len()
            }
            /// The same as [`len`](Self::len).
            pub(crate) fn pending(&self) -> usize {
                self.handle.len()
            }
            /// Whether the channel has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.handle.is_empty()
            }
            /// Whether both are handles of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.handle.same_channel(&other.handle)
            }
            /// 1, or 0 after the producer was dropped.
            pub(crate) fn producer_count(&self) -> usize {
                self.handle.producer_count()
            }
            /// The number of consumers. Takes a lock.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
            /// A handle that does not keep the channel open.
            pub(crate) fn downgrade(&self) -> WeakChannel<Self> {
                WeakChannel::of(&self.handle)
            }
        }
        impl HandleEnd for FileChannel {
            type Handle = Handle<FileRing>;
            fn from_handle(handle: Self::Handle) -> Self {
                Self { handle }
            }
        }
        impl Clone for FileChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for FileChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("FileChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FileChannel {
            type Target = AbsentFromHandle<Self, FileRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl FileProducer {
            /// Sends one message. Wait-free while the channel is open and no consumer waits.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: File,
            ) -> Result<(), TrySendError<File>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, in order, and returns how many. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[File]) -> usize
            where
                for<'a> File: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = File>,
            ) -> usize {
                self.producer.send_iter(messages)
            }
            /// Reserves exactly `n` slots.
            /// # Errors
            /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring
            /// has.
            #[inline]
            pub(crate) fn reserve(
                &mut self,
                n: usize,
            ) -> Result<FileReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<FileReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// As for `reserve_up_to`.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<FileReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// As for `reserve`. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<FileReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
            /// # Errors
            /// Returns the message: `Closed`, or `Interrupted` by an `unparker`.
            #[inline]
            pub(crate) fn send(&mut self, message: File) -> Result<(), SendError<File>> {
                self.producer.send(message)
            }
            /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_timeout(
                &mut self,
                message: File,
                timeout: Duration,
            ) -> Result<(), SendTimeoutError<File>> {
                self.producer.send_timeout(message, timeout)
            }
            /// Like `send`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_deadline(
                &mut self,
                message: File,
                deadline: Instant,
            ) -> Result<(), SendTimeoutError<File>> {
                self.producer.send_deadline(message, deadline)
            }
            /// Like `send`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_with(
                &mut self,
                message: File,
                strategy: WaitStrategy,
            ) -> Result<(), SendTimeoutError<File>> {
                self.producer.send_with(message, strategy)
            }
            /// Sends all messages of an iterator, one by one. Waits as `strategy` says (`wait`).
            /// # Errors
            /// Returns the message that it has taken and not sent. The iterator has the others.
            pub(crate) fn send_all_iter(
                &mut self,
                messages: &mut impl Iterator<Item = File>,
                strategy: WaitStrategy,
            ) -> Result<usize, SendIterError<File>> {
                self.producer.send_all_iter(messages, strategy)
            }
            /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed` or `Interrupted`, with the number of messages sent.
            pub(crate) fn send_all(
                &mut self,
                messages: &[File],
                strategy: WaitStrategy,
            ) -> Result<(), SendAllError>
            where
                for<'a> File: Copy,
            {
                self.producer.send_all(messages, strategy)
            }
            /// Like [`reserve`](Self::reserve), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed`, `Interrupted`, `Zero` or `TooLarge`.
            pub(crate) fn reserve_wait(
                &mut self,
                n: usize,
                strategy: WaitStrategy,
            ) -> Result<FileReservation<'_>, WaitError> {
                self.producer.reserve_wait(n, strategy)
            }
            /// Blocks until the channel is closed, for at most `timeout` (`wait`).
            /// # Errors
            /// `TimedOut` if it is still open, or `Interrupted`.
            pub(crate) fn wait_closed(
                &mut self,
                timeout: Duration,
            ) -> Result<(), WaitError> {
                self.producer.wait_closed(timeout)
            }
            /// Returns an object with which another thread ends a wait of this producer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            pub(crate) fn unparker(&self) -> Unparker {
                self.producer.unparker()
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> FileChannel {
                FileChannel {
                    handle: self.producer.handle(),
                }
            }
            /// The identity of this producer in its channel.
            pub(crate) fn id(&self) -> ProducerId {
                self.producer.id()
            }
            /// The number of slots of the ring.
            pub(crate) fn capacity(&self) -> usize {
                self.producer.capacity()
            }
            /// The number of messages in this ring.
            pub(crate) fn len(&self) -> usize {
                self.producer.len()
            }
            /// The number of free slots.
            pub(crate) fn available_capacity(&self) -> usize {
                self.producer.available_capacity()
            }
            /// Whether this ring has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.producer.is_empty()
            }
            /// Whether this ring has no free slot.
            pub(crate) fn is_full(&self) -> bool {
                self.producer.is_full()
            }
            /// Closes the channel: sends of all producers fail, and queued messages can be
            /// received.
            pub(crate) fn close(&self) {
                self.producer.close();
            }
            /// The same as [`is_closed`](Self::is_closed), under a name that other channels use.
            pub(crate) fn is_disconnected(&self) -> bool {
                self.producer.is_closed()
            }
            /// Whether a send fails with `Closed`.
            pub(crate) fn is_closed(&self) -> bool {
                self.producer.is_closed()
            }
        }
        impl fmt::Debug for FileProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("FileProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<File> for FileProducer {
            type Producer = Producer<FileRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FileProducer {
            type Target = AbsentFromProducer<Self, FileRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        impl FileConsumer {
            /// Receives one message. Lock-free while the channel is open, unless it wakes a
            /// producer.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`. Never due to a lost race.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<File, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Claims up to `max` messages, as an iterator. `None` if there is no message.
            #[must_use = "a claim that is not used drops its messages"]
            #[inline]
            pub(crate) fn steal(&mut self, max: usize) -> Option<FileClaim<'_>> {
                self.consumer.steal(max)
            }
            /// Claims messages, copies them into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn steal_slice(&mut self, slice: &mut [File]) -> usize
            where
                for<'a> File: Copy,
            {
                self.consumer.steal_slice(slice)
            }
            /// Claims up to `max` messages, appends them to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn steal_into(
                &mut self,
                vec: &mut Vec<File>,
                max: usize,
            ) -> usize {
                self.consumer.steal_into(vec, max)
            }
            /// Passes all available messages to `f` by value, and returns how many. O(n).
            /// Claims a small batch at a time, so that other consumers can receive while `f` runs.
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(File)) -> usize {
                self.consumer.drain_with(usize::MAX, f)
            }
            /// Like [`consume_batch`](Self::consume_batch), for up to `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(File),
            ) -> usize {
                self.consumer.drain_with(max, f)
            }
            /// Receives one message. Blocks while there is none and a producer may send (`wait`).
            /// # Errors
            /// `Closed` if every message was claimed and none can be sent any more. `Interrupted`
            /// if an `unparker` ended the wait.
            #[inline]
            pub(crate) fn recv(&mut self) -> Result<File, RecvError> {
                self.consumer.recv()
            }
            /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_timeout(
                &mut self,
                timeout: Duration,
            ) -> Result<File, RecvTimeoutError> {
                self.consumer.recv_timeout(timeout)
            }
            /// Like `recv`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_deadline(
                &mut self,
                deadline: Instant,
            ) -> Result<File, RecvTimeoutError> {
                self.consumer.recv_deadline(deadline)
            }
            /// Like `recv`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_with(
                &mut self,
                strategy: WaitStrategy,
            ) -> Result<File, RecvTimeoutError> {
                self.consumer.recv_with(strategy)
            }
            /// Appends up to `max` messages to a vector. Blocks while there is none (`wait`).
            /// Returns how many: 0 only if `max` is 0. O(n).
            /// # Errors
            /// As for [`recv`](Self::recv).
            pub(crate) fn recv_many(
                &mut self,
                vec: &mut Vec<File>,
                max: usize,
            ) -> Result<usize, RecvError> {
                self.consumer.recv_many(vec, max)
            }
            /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut` if there is still no message, `Closed` or `Interrupted`.
            pub(crate) fn consume_batch_wait(
                &mut self,
                f: impl FnMut(File),
                strategy: WaitStrategy,
            ) -> Result<usize, WaitError> {
                self.consumer.drain_with_wait(f, strategy)
            }
            /// Returns an object with which another thread ends a wait of this consumer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            pub(crate) fn unparker(&self) -> Unparker {
                self.consumer.unparker()
            }
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, FileRing> {
                self.consumer.try_iter()
            }
            /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
            /// every message was claimed and none can be sent any more.
            pub(crate) fn iter(&mut self) -> RingIter<'_, FileRing> {
                self.consumer.iter()
            }
            /// Adds a consumer, which competes with the others for the messages. Takes a lock.
            /// # Errors
            /// As for `register_consumer` of the control handle.
            #[doc(alias = "clone")]
            pub(crate) fn try_clone(&self) -> Result<Self, RegisterError> {
                self.consumer.try_clone().map(|consumer| Self { consumer })
            }
            /// Whether this is a consumer of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.consumer.same_channel(&other.consumer)
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> FileChannel {
                FileChannel {
                    handle: self.consumer.handle(),
                }
            }
            /// The number of slots of the ring.
            pub(crate) fn capacity(&self) -> usize {
                self.consumer.capacity()
            }
            /// The number of messages in the channel.
            pub(crate) fn len(&self) -> usize {
                self.consumer.len()
            }
            /// Whether the channel has no message.
            pub(crate) fn is_empty(&self) -> bool {
                self.consumer.is_empty()
            }
            /// Stops this consumer after the queued messages. Other consumers continue.
            pub(crate) fn close(&mut self) {
                self.consumer.close();
            }
            /// Whether the channel is closed for sends. It may still have messages.
            pub(crate) fn is_closed(&self) -> bool {
                self.consumer.is_closed()
            }
            /// Whether every message was received and none can be sent any more.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.consumer.is_fully_drained()
            }
        }
        impl fmt::Debug for FileConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("FileConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<File> for FileConsumer {
            type Consumer = Consumer<FileRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for FileConsumer {
            type Target = AbsentFromConsumer<Self, FileRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
        /// The same as `iter`.
        impl<'a> IntoIterator for &'a mut FileConsumer {
            type Item = File;
            type IntoIter = RingIter<'a, FileRing>;
            fn into_iter(self) -> Self::IntoIter {
                self.consumer.iter()
            }
        }
        /// Like `iter`. The iterator owns the consumer.
        impl IntoIterator for FileConsumer {
            type Item = File;
            type IntoIter = RingIntoIter<FileRing>;
            fn into_iter(self) -> Self::IntoIter {
                IntoIterator::into_iter(self.consumer)
            }
        }
    };
}
