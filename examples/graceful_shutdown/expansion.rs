// cargo expand -p ringmpsc-examples --example graceful_shutdown job

mod job {
    //! What the producers send, and the channel that is generated for it.
    use ringmpsc::ring_channel;
    /// Something to do, with a name of its own on the heap: whoever has a job has it alone.
    pub(crate) struct Job {
        pub(crate) name: String,
    }
    /// A ring of [`JobChannel`]: lines of 128 bytes, then 2^4 slots (`bits = 4`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct JobRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumer: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Job, 16>,
    }
    /// The control handle (`kind = mpsc`). It keeps the channel open until it is dropped.
    /// ```text
    /// let (channel, mut consumer) = JobChannel::open();
    /// let mut producer = channel.register()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct JobChannel {
        handle: ::ringmpsc::__private::mpsc::Handle<JobRing>,
    }
    /// A producer of [`JobChannel`]. After its drop, its messages can still be received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct JobProducer {
        producer: ::ringmpsc::__private::mpsc::Producer<JobRing>,
    }
    /// The slots of [`JobProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type JobReservation<'a> = ::ringmpsc::__private::mpsc::Reservation<
        'a,
        JobRing,
    >;
    /// The consumer of [`JobChannel`]. Dropping it closes the channel and drops all
    /// messages.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct JobConsumer {
        consumer: ::ringmpsc::__private::mpsc::Consumer<JobRing>,
    }
    /// The slice of [`JobConsumer::readable`]: contiguous messages. `advance` consumes
    /// them.
    pub(crate) type JobReadable<'a> = ::ringmpsc::__private::mpsc::Readable<'a, JobRing>;
    /// The iterator of [`JobConsumer::peek_iter`]. It lends messages; `consume_seen`
    /// consumes them.
    pub(crate) type JobPeekIter<'a> = ::ringmpsc::__private::mpsc::PeekIter<'a, JobRing>;
    /// The iterator of [`JobConsumer::drain`]. It returns messages by value.
    pub(crate) type JobDrain<'a> = ::ringmpsc::__private::mpsc::Drain<'a, JobRing>;
    const _: () = {
        use ::core::fmt;
        use ::core::clone::Clone;
        use ::core::iter::{IntoIterator, Iterator};
        use ::core::marker::Copy;
        use ::core::mem::size_of;
        use ::core::ops::{ControlFlow, Deref, FnMut};
        use ::core::option::Option;
        use ::core::primitive::{bool, usize};
        use ::core::result::Result;
        use ::core::time::Duration;
        use ::ringmpsc::{
            ProducerId, RecvError, RecvTimeoutError, RegisterError, ReserveError,
            ResetError, SendAllError, SendError, SendIterError, SendTimeoutError,
            TryRecvError, TrySendError, Unparker, WaitError, WaitStrategy, WeakChannel,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd,
            HandleEnd, HasWait, Instant, Layout, Lines, Options, ProducerEnd, Ring,
            Slots, Vec, check, lines,
        };
        use ::ringmpsc::__private::mpsc::{
            Consumer, Handle, Producer, RingIntoIter, RingIter, RingTryIter,
        };
        impl Options for JobRing {
            /// many producers
            const RECYCLED: bool = true;
            /// `wait`
            const CAN_WAIT: bool = true;
        }
        impl HasWait for JobRing {}
        const _: () = (check::<JobRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for JobRing {
            type Slots = Slots<Job, 16>;
            const LAYOUT: Layout = {
                const fn later<Parameter>() -> Layout {
                    Layout {
                        producer: const { builtin # offset_of(JobRing, producer) },
                        consumer: const { builtin # offset_of(JobRing, consumer) },
                        cold: const { builtin # offset_of(JobRing, cold) },
                        slots: const { builtin # offset_of(JobRing, slots) },
                    }
                }
                later::<()>()
            };
            fn lines(&self) -> Lines<'_> {
                lines(&self.producer, &self.consumer, &self.cold)
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
        }
        impl JobChannel {
            /// The number of slots of a ring: 2^4 (`bits = 4`).
            pub(crate) const CAPACITY: usize = 16;
            /// The size of a ring in bytes.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<JobRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Job>();
            /// Opens a channel without producers. [`register`](Self::register) adds them.
            /// The channel stays open while a handle exists, unless [`close`](Self::close) is
            /// called.
            pub(crate) fn open() -> (Self, JobConsumer) {
                let (handle, consumer) = <Handle<JobRing>>::open();
                (Self { handle }, JobConsumer { consumer })
            }
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// `Closed`, `OutOfMemory`, or `Forked`.
            pub(crate) fn register(&self) -> Result<JobProducer, RegisterError> {
                self.handle.register().map(|producer| JobProducer { producer })
            }
            /// Closes the channel: sends fail, and queued messages can be received. Wakes all
            /// waiting threads and tasks, and signals notifiers. Takes a lock.
            pub(crate) fn close(&self) {
                self.handle.close();
            }
            /// Whether the channel is closed for sends.
            pub(crate) fn is_closed(&self) -> bool {
                self.handle.is_closed()
            }
            /// Whether every message was received and none can be sent any more. Takes a lock.
            /// While a producer exists, it is false until a consumer got `Closed`.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.handle.is_fully_drained()
            }
            /// The number of messages in all rings. O(rings).
            pub(crate) fn len(&self) -> usize {
                self.handle.len()
            }
            /// The same as [`len`](Self::len).
            pub(crate) fn pending(&self) -> usize {
                self.handle.len()
            }
            /// Whether no ring has a message. O(rings).
            pub(crate) fn is_empty(&self) -> bool {
                self.handle.is_empty()
            }
            /// Whether both are handles of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.handle.same_channel(&other.handle)
            }
            /// The number of producers. Takes a lock.
            pub(crate) fn producer_count(&self) -> usize {
                self.handle.producer_count()
            }
            /// 1, or 0 after the consumer was dropped. Takes a lock.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
            /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
            /// `None` if the producer was dropped and another producer has its ring.
            pub(crate) fn len_of(&self, producer: ProducerId) -> Option<usize> {
                self.handle.len_of(producer)
            }
            /// A handle that does not keep the channel open.
            pub(crate) fn downgrade(&self) -> WeakChannel<Self> {
                WeakChannel::of(&self.handle)
            }
        }
        impl HandleEnd for JobChannel {
            type Handle = Handle<JobRing>;
            fn from_handle(handle: Self::Handle) -> Self {
                Self { handle }
            }
        }
        impl Clone for JobChannel {
            fn clone(&self) -> Self {
                Self {
                    handle: Clone::clone(&self.handle),
                }
            }
        }
        impl fmt::Debug for JobChannel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.handle.describe("JobChannel", f)
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for JobChannel {
            type Target = AbsentFromHandle<Self, JobRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromHandle::of(self)
            }
        }
        impl JobProducer {
            /// Sends one message. Wait-free while the channel is open and its consumer polls this
            /// ring.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// Returns the message, with `Full` or `Closed`.
            #[inline]
            pub(crate) fn try_send(
                &mut self,
                message: Job,
            ) -> Result<(), TrySendError<Job>> {
                self.producer.try_send(message)
            }
            /// Sends as many messages as fit, in order, and returns how many. O(n).
            #[inline]
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_slice(&mut self, messages: &[Job]) -> usize
            where
                for<'a> Job: Copy,
            {
                self.producer.send_slice(messages)
            }
            /// Sends messages while a slot is free, and returns how many. It takes no others. O(n).
            /// If the channel closes during the call, it drops the messages beyond that number.
            #[must_use = "the messages beyond this number were not sent"]
            pub(crate) fn send_iter(
                &mut self,
                messages: impl IntoIterator<Item = Job>,
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
            ) -> Result<JobReservation<'_>, ReserveError> {
                self.producer.reserve(n)
            }
            /// Reserves 1 to `n` slots: as many as are free.
            /// # Errors
            /// `Full`, `Closed`, or `Zero` for `n = 0`.
            #[inline]
            pub(crate) fn reserve_up_to(
                &mut self,
                n: usize,
            ) -> Result<JobReservation<'_>, ReserveError> {
                self.producer.reserve_up_to(n)
            }
            /// Like [`reserve_up_to`](Self::reserve_up_to), but only slots that lie side by side.
            /// # Errors
            /// As for `reserve_up_to`.
            #[inline]
            pub(crate) fn reserve_contiguous(
                &mut self,
                n: usize,
            ) -> Result<JobReservation<'_>, ReserveError> {
                self.producer.reserve_contiguous(n)
            }
            /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
            /// # Errors
            /// As for `reserve`. `Full` after a bounded number of rounds.
            pub(crate) fn reserve_with_backoff(
                &mut self,
                n: usize,
            ) -> Result<JobReservation<'_>, ReserveError> {
                self.producer.reserve_with_backoff(n)
            }
            /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
            /// # Errors
            /// Returns the message: `Closed`, or `Interrupted` by an `unparker`.
            #[inline]
            pub(crate) fn send(&mut self, message: Job) -> Result<(), SendError<Job>> {
                self.producer.send(message)
            }
            /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_timeout(
                &mut self,
                message: Job,
                timeout: Duration,
            ) -> Result<(), SendTimeoutError<Job>> {
                self.producer.send_timeout(message, timeout)
            }
            /// Like `send`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_deadline(
                &mut self,
                message: Job,
                deadline: Instant,
            ) -> Result<(), SendTimeoutError<Job>> {
                self.producer.send_deadline(message, deadline)
            }
            /// Like `send`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            pub(crate) fn send_with(
                &mut self,
                message: Job,
                strategy: WaitStrategy,
            ) -> Result<(), SendTimeoutError<Job>> {
                self.producer.send_with(message, strategy)
            }
            /// Sends all messages of an iterator, one by one. Waits as `strategy` says (`wait`).
            /// # Errors
            /// Returns the message that it has taken and not sent. The iterator has the others.
            pub(crate) fn send_all_iter(
                &mut self,
                messages: &mut impl Iterator<Item = Job>,
                strategy: WaitStrategy,
            ) -> Result<usize, SendIterError<Job>> {
                self.producer.send_all_iter(messages, strategy)
            }
            /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed` or `Interrupted`, with the number of messages sent.
            pub(crate) fn send_all(
                &mut self,
                messages: &[Job],
                strategy: WaitStrategy,
            ) -> Result<(), SendAllError>
            where
                for<'a> Job: Copy,
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
            ) -> Result<JobReservation<'_>, WaitError> {
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
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// As for `register` of the control handle.
            #[doc(alias = "clone")]
            pub(crate) fn try_clone(&self) -> Result<Self, RegisterError> {
                self.producer.try_clone().map(|producer| Self { producer })
            }
            /// Whether this is a producer of the same channel.
            pub(crate) fn same_channel(&self, other: &Self) -> bool {
                self.producer.same_channel(&other.producer)
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> JobChannel {
                JobChannel {
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
            /// received. Takes a lock.
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
        impl fmt::Debug for JobProducer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.producer.describe("JobProducer", f)
            }
        }
        /// Implements `ringmpsc::Produce`.
        impl ProducerEnd<Job> for JobProducer {
            type Producer = Producer<JobRing>;
            fn producer(&self) -> &Self::Producer {
                &self.producer
            }
            fn producer_mut(&mut self) -> &mut Self::Producer {
                &mut self.producer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for JobProducer {
            type Target = AbsentFromProducer<Self, JobRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromProducer::of(self)
            }
        }
        impl JobConsumer {
            /// Receives one message, from the rings in turns of up to 16 messages. Lock-free while
            /// the channel is open, unless it wakes a producer.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Job, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Copies messages into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn recv_slice(&mut self, slice: &mut [Job]) -> usize
            where
                for<'a> Job: Copy,
            {
                self.consumer.recv_slice(slice)
            }
            /// Appends up to `max` messages to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn drain_into(
                &mut self,
                vec: &mut Vec<Job>,
                max: usize,
            ) -> usize {
                self.consumer.drain_into(vec, max)
            }
            /// Passes messages to `f` by reference, and returns how many. May skip idle rings.
            /// O(n).
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(&Job)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// Passes messages to `f` by value, and returns how many. May skip idle rings. O(n).
            pub(crate) fn consume_batch_owned(&mut self, f: impl FnMut(Job)) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// Like `consume_batch`, but stops after `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Job),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Like `consume_batch`, but stops after the message for which `f` returns `Break`.
            pub(crate) fn consume_while(
                &mut self,
                f: impl FnMut(&Job) -> ControlFlow<()>,
            ) -> usize {
                self.consumer.consume_while(f)
            }
            /// Drops all available messages, and returns how many. O(n).
            pub(crate) fn consume_count(&mut self) -> usize {
                self.consumer.consume_count()
            }
            /// Drops up to `n` messages, and returns how many. O(n).
            pub(crate) fn skip(&mut self, n: usize) -> usize {
                self.consumer.skip(n)
            }
            /// Receives one message. Blocks while there is none and a producer may send (`wait`).
            /// # Errors
            /// `Closed` if every message was received and none can be sent any more. `Interrupted`
            /// if an `unparker` ended the wait.
            #[inline]
            pub(crate) fn recv(&mut self) -> Result<Job, RecvError> {
                self.consumer.recv()
            }
            /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_timeout(
                &mut self,
                timeout: Duration,
            ) -> Result<Job, RecvTimeoutError> {
                self.consumer.recv_timeout(timeout)
            }
            /// Like `recv`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_deadline(
                &mut self,
                deadline: Instant,
            ) -> Result<Job, RecvTimeoutError> {
                self.consumer.recv_deadline(deadline)
            }
            /// Like `recv`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            pub(crate) fn recv_with(
                &mut self,
                strategy: WaitStrategy,
            ) -> Result<Job, RecvTimeoutError> {
                self.consumer.recv_with(strategy)
            }
            /// Appends up to `max` messages to a vector. Blocks while there is none (`wait`).
            /// Returns how many: 0 only if `max` is 0. O(n).
            /// # Errors
            /// As for [`recv`](Self::recv).
            pub(crate) fn recv_many(
                &mut self,
                vec: &mut Vec<Job>,
                max: usize,
            ) -> Result<usize, RecvError> {
                self.consumer.recv_many(vec, max)
            }
            /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut` if there is still no message, `Closed` or `Interrupted`.
            pub(crate) fn consume_batch_wait(
                &mut self,
                f: impl FnMut(&Job),
                strategy: WaitStrategy,
            ) -> Result<usize, WaitError> {
                self.consumer.consume_batch_wait(f, strategy)
            }
            /// Returns an object with which another thread ends a wait of this consumer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            pub(crate) fn unparker(&self) -> Unparker {
                self.consumer.unparker()
            }
            /// Receives the available messages by value, like `try_recv`. Ends when there is none.
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, JobRing> {
                self.consumer.try_iter()
            }
            /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
            /// every message was received and none can be sent any more.
            pub(crate) fn iter(&mut self) -> RingIter<'_, JobRing> {
                self.consumer.iter()
            }
            /// The next message, by reference. `None` if there is none. Does not consume it.
            #[inline]
            pub(crate) fn peek(&mut self) -> Option<&Job> {
                self.consumer.peek()
            }
            /// Up to `n` contiguous next messages, by reference. `None` if there is none.
            /// Does not consume them.
            #[inline]
            pub(crate) fn peek_many(&mut self, n: usize) -> Option<&[Job]> {
                self.consumer.peek_many(n)
            }
            /// The contiguous next messages, as a slice. `None` if there is none.
            /// `advance` consumes them.
            #[inline]
            pub(crate) fn readable(&mut self) -> Option<JobReadable<'_>> {
                self.consumer.readable()
            }
            /// Lends all available messages. `consume_seen` consumes those that were lent:
            /// `let mut seen = consumer.peek_iter(); for message in &mut seen { .. }
            /// seen.consume_seen();`
            pub(crate) fn peek_iter(&mut self) -> JobPeekIter<'_> {
                self.consumer.peek_iter()
            }
            /// Removes all available messages, one by one. Dropping the iterator drops the rest.
            pub(crate) fn drain(&mut self) -> JobDrain<'_> {
                self.consumer.drain()
            }
            /// The same as [`consume_batch`](Self::consume_batch).
            pub(crate) fn consume_all(&mut self, f: impl FnMut(&Job)) -> usize {
                self.consumer.consume_batch(f)
            }
            /// The same as [`consume_batch_owned`](Self::consume_batch_owned).
            pub(crate) fn consume_all_owned(&mut self, f: impl FnMut(Job)) -> usize {
                self.consumer.consume_batch_owned(f)
            }
            /// The same as [`consume_up_to`](Self::consume_up_to).
            pub(crate) fn consume_all_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(&Job),
            ) -> usize {
                self.consumer.consume_up_to(max, f)
            }
            /// Passes messages to `f` by value until no ring has any, and returns how many.
            /// It may continue as long as producers send.
            pub(crate) fn drain_all(&mut self, f: impl FnMut(Job)) -> usize {
                self.consumer.drain_all(f)
            }
            /// Passes the messages of `producer` to `f` by value, and returns how many. Takes a
            /// lock.
            /// 0 if the producer was dropped and another producer has its ring. O(rings).
            pub(crate) fn drain_from(
                &mut self,
                producer: ProducerId,
                f: impl FnMut(Job),
            ) -> usize {
                self.consumer.drain_from(producer, f)
            }
            /// Drops all messages. A closed channel stays closed. Takes a lock. O(n).
            /// # Errors
            /// `ProducersAlive` if the channel has a producer.
            pub(crate) fn reset(&mut self) -> Result<(), ResetError> {
                self.consumer.reset()
            }
            /// Polls each known ring in every pass again, until the ring stays empty for a while.
            pub(crate) fn reset_adaptive_skip(&mut self) {
                self.consumer.reset_adaptive_skip();
            }
            /// The producer with the most messages. `None` if there is no message. O(rings).
            pub(crate) fn hottest(&mut self) -> Option<ProducerId> {
                self.consumer.hottest()
            }
            /// A control handle, which keeps the channel open. It reopens no side that has ended.
            pub(crate) fn channel(&self) -> JobChannel {
                JobChannel {
                    handle: self.consumer.handle(),
                }
            }
            /// The number of slots of one ring. Each producer has a ring.
            pub(crate) fn capacity(&self) -> usize {
                self.consumer.capacity()
            }
            /// The number of messages in all rings. O(rings).
            pub(crate) fn len(&self) -> usize {
                self.consumer.len()
            }
            /// Whether no ring has a message. O(rings).
            pub(crate) fn is_empty(&self) -> bool {
                self.consumer.is_empty()
            }
            /// Closes the channel: sends fail, and queued messages can be received. Takes a lock.
            pub(crate) fn close(&mut self) {
                self.consumer.close();
            }
            /// Whether the channel is closed for sends. It may still have messages.
            pub(crate) fn is_closed(&self) -> bool {
                self.consumer.is_closed()
            }
            /// Whether every message was received and none can be sent any more. Takes a lock.
            pub(crate) fn is_fully_drained(&self) -> bool {
                self.consumer.is_fully_drained()
            }
        }
        impl fmt::Debug for JobConsumer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.consumer.describe("JobConsumer", f)
            }
        }
        /// Implements `ringmpsc::Consume`.
        impl ConsumerEnd<Job> for JobConsumer {
            type Consumer = Consumer<JobRing>;
            fn consumer(&self) -> &Self::Consumer {
                &self.consumer
            }
            fn consumer_mut(&mut self) -> &mut Self::Consumer {
                &mut self.consumer
            }
        }
        /// A method that this channel lacks is an error, which names the option to write.
        #[doc(hidden)]
        impl Deref for JobConsumer {
            type Target = AbsentFromConsumer<Self, JobRing>;
            fn deref(&self) -> &Self::Target {
                AbsentFromConsumer::of(self)
            }
        }
        /// The same as `iter`.
        impl<'a> IntoIterator for &'a mut JobConsumer {
            type Item = Job;
            type IntoIter = RingIter<'a, JobRing>;
            fn into_iter(self) -> Self::IntoIter {
                self.consumer.iter()
            }
        }
        /// Like `iter`. The iterator owns the consumer.
        impl IntoIterator for JobConsumer {
            type Item = Job;
            type IntoIter = RingIntoIter<JobRing>;
            fn into_iter(self) -> Self::IntoIter {
                IntoIterator::into_iter(self.consumer)
            }
        }
    };
}
