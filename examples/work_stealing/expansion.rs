// cargo expand -p ringmpsc-examples --example work_stealing job

mod job {
    //! What there is to be done.
    use ringmpsc::ring_channel;
    /// A number whose divisors are counted. Each worker is at home in the ring of one producer.
    ///
    /// The derive of `Clone` and `Copy` generates an `unsafe impl` of `TrivialClone`, a marker of
    /// the standard library.
    pub(crate) struct Job(pub(crate) u32);
    #[automatically_derived]
    #[doc(hidden)]
    unsafe impl ::core::clone::TrivialClone for Job {}
    #[automatically_derived]
    impl ::core::clone::Clone for Job {
        #[inline]
        fn clone(&self) -> Job {
            let _: ::core::clone::AssertParamIsClone<u32>;
            *self
        }
    }
    #[automatically_derived]
    impl ::core::marker::Copy for Job {}
    /// A ring of [`JobChannel`]: lines of 128 bytes, then 2^8 slots and receipts (`bits =
    /// 8`).
    /// Each line belongs to one side. Both sides write `cold`, but rarely.
    #[repr(C)]
    pub(crate) struct JobRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumers, which claim with it: `head`.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both sides, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// Written by the producer: what it sent (`metrics`).
        sent: ::ringmpsc::__private::ProducerCounters,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<Job, 256>,
        /// Written by the consumers, one per slot: the end of a completed claim.
        receipts: ::ringmpsc::__private::Receipts<256>,
    }
    /// The control handle (`kind = mpmc`). It keeps the channel open until it is dropped.
    /// ```text
    /// let channel = JobChannel::open();
    /// let mut producer = channel.register()?;
    /// let mut consumer = channel.register_consumer()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct JobChannel {
        handle: ::ringmpsc::__private::mpmc::Handle<JobRing>,
    }
    /// A producer of [`JobChannel`]. After its drop, its messages can still be received.
    /// Sends and reservations that do not wait have the progress guarantee of
    /// [`try_send`](Self::try_send).
    pub(crate) struct JobProducer {
        producer: ::ringmpsc::__private::mpmc::Producer<JobRing>,
    }
    /// The slots of [`JobProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(1)?; slots.push(message)?; slots.commit()?;`
    pub(crate) type JobReservation<'a> = ::ringmpsc::__private::mpmc::Reservation<
        'a,
        JobRing,
    >;
    /// A consumer of [`JobChannel`]. Each message goes to one of the competing consumers.
    /// The last one to be dropped closes the channel, unless a control handle exists. It
    /// then
    /// drops the messages. Another one leaves its claimed messages to the others, and wakes
    /// them. After a panic in its handler, a consumer keeps its claim until its next
    /// operation.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct JobConsumer {
        consumer: ::ringmpsc::__private::mpmc::Consumer<JobRing>,
    }
    /// The messages that [`JobConsumer::steal`] claims, by value. Dropping it drops the
    /// rest.
    pub(crate) type JobClaim<'a> = ::ringmpsc::__private::mpmc::Claim<'a, JobRing>;
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
            ChannelStats, ProducerId, ProducerStats, RecvError, RecvTimeoutError,
            RegisterError, ReserveError, SendAllError, SendError, SendIterError,
            SendTimeoutError, StealStats, TryRecvError, TrySendError, Unparker,
            WaitError, WaitStrategy, WeakChannel,
        };
        use ::ringmpsc::__private::{
            AbsentFromConsumer, AbsentFromHandle, AbsentFromProducer, ConsumerEnd,
            HandleEnd, HasMetrics, HasSnapshot, HasWait, Instant, Layout, Lines, Options,
            ProducerCounters, ProducerEnd, Receipt, Ring, Slots, Vec, check, lines,
        };
        use ::ringmpsc::__private::mpmc::{
            Consumer, Handle, Producer, RingIntoIter, RingIter, RingTryIter,
        };
        impl Options for JobRing {
            /// many producers
            const RECYCLED: bool = true;
            /// `max_consumers = 3`
            const MAX_CONSUMERS: usize = 3;
            /// `shard = 1`
            const SHARD: usize = 1;
            /// `wait`
            const CAN_WAIT: bool = true;
            fn sent_line(&self) -> Option<&ProducerCounters> {
                Option::Some(&self.sent)
            }
        }
        impl HasWait for JobRing {}
        impl HasMetrics for JobRing {}
        impl HasSnapshot for JobRing {
            const METRICS: bool = true;
        }
        const _: () = (check::<JobRing>)();
        /// SAFETY: each offset and reference is that of its field. Counters may be zero.
        unsafe impl Ring for JobRing {
            type Slots = Slots<Job, 256>;
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
            const RECEIPTS: Option<usize> = {
                const fn later<Parameter>() -> Option<usize> {
                    Option::Some(const { builtin # offset_of(JobRing, receipts) })
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
        impl JobChannel {
            /// The number of slots of a ring: 2^8 (`bits = 8`).
            pub(crate) const CAPACITY: usize = 256;
            /// The size of a ring in bytes, with 8 bytes per slot for a receipt.
            pub(crate) const TOTAL_MEMORY: usize = size_of::<JobRing>();
            /// The size of the messages of a full ring in bytes.
            pub(crate) const BUFFER_MEMORY: usize = Self::CAPACITY * size_of::<Job>();
            /// Opens a channel without producers and consumers. [`register`](Self::register) and
            /// [`register_consumer`](Self::register_consumer) add them.
            /// The channel stays open while a handle exists, unless [`close`](Self::close) is
            /// called.
            pub(crate) fn open() -> Self {
                let handle = <Handle<JobRing>>::open();
                Self { handle }
            }
            /// Adds a producer with a ring of its own. Takes a lock.
            /// # Errors
            /// `Closed`, `OutOfMemory`, or `Forked`.
            pub(crate) fn register(&self) -> Result<JobProducer, RegisterError> {
                self.handle.register().map(|producer| JobProducer { producer })
            }
            /// Adds a consumer, which competes with the others for the messages. Takes a lock.
            /// # Errors
            /// `ConsumerLimitReached` while there are 3 consumers (`max_consumers = 3`), `Closed`
            /// if the channel [is fully drained](Self::is_fully_drained), or `Forked`.
            pub(crate) fn register_consumer(
                &self,
            ) -> Result<JobConsumer, RegisterError> {
                self.handle.register_consumer().map(|consumer| JobConsumer { consumer })
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
            /// The number of consumers. Takes a lock.
            pub(crate) fn consumer_count(&self) -> usize {
                self.handle.consumer_count()
            }
            /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
            /// `None` if the producer was dropped and another producer has its ring.
            pub(crate) fn len_of(&self, producer: ProducerId) -> Option<usize> {
                self.handle.len_of(producer)
            }
            /// The counters of `producer` (`metrics`). `None` as for [`len_of`](Self::len_of).
            pub(crate) fn stats_of(
                &self,
                producer: ProducerId,
            ) -> Option<ProducerStats> {
                self.handle.stats_of(producer)
            }
            /// The state and the counters of the channel (`metrics`). Others are `None`. Takes a
            /// lock.
            pub(crate) fn snapshot(&self) -> ChannelStats {
                self.handle.snapshot()
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
            /// Sends one message. Wait-free while the channel is open and no consumer waits.
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
            /// The messages and batches sent (`metrics`).
            pub(crate) fn metrics(&self) -> ProducerStats {
                self.producer.metrics()
            }
            /// Sets these counters to zero (`metrics`).
            pub(crate) fn reset_metrics(&mut self) {
                self.producer.reset_metrics();
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
            /// Receives one message. Lock-free while the channel is open, unless it wakes a
            /// producer.
            /// If both sides are busy, it may pause for up to 4 µs (`favor`).
            /// Tries its last productive ring, its home shard (`shard = 1`), then other rings.
            /// # Errors
            /// `Empty` while a producer may send, otherwise `Closed`. Never due to a lost race.
            #[inline]
            pub(crate) fn try_recv(&mut self) -> Result<Job, TryRecvError> {
                self.consumer.try_recv()
            }
            /// Claims up to `max` messages of one ring, as an iterator. `None` if there is no
            /// message.
            #[must_use = "a claim that is not used drops its messages"]
            #[inline]
            pub(crate) fn steal(&mut self, max: usize) -> Option<JobClaim<'_>> {
                self.consumer.steal(max)
            }
            /// Claims messages, copies them into a slice, and returns how many. O(n).
            #[inline]
            pub(crate) fn steal_slice(&mut self, slice: &mut [Job]) -> usize
            where
                for<'a> Job: Copy,
            {
                self.consumer.steal_slice(slice)
            }
            /// Claims up to `max` messages, appends them to a vector, and returns how many. O(n).
            #[inline]
            pub(crate) fn steal_into(
                &mut self,
                vec: &mut Vec<Job>,
                max: usize,
            ) -> usize {
                self.consumer.steal_into(vec, max)
            }
            /// Passes all available messages to `f` by value, and returns how many. O(n).
            /// Claims a small batch at a time, so that other consumers can receive while `f` runs.
            pub(crate) fn consume_batch(&mut self, f: impl FnMut(Job)) -> usize {
                self.consumer.drain_with(usize::MAX, f)
            }
            /// Like [`consume_batch`](Self::consume_batch), for up to `max` messages.
            pub(crate) fn consume_up_to(
                &mut self,
                max: usize,
                f: impl FnMut(Job),
            ) -> usize {
                self.consumer.drain_with(max, f)
            }
            /// Claims all messages of one ring, passes them to `f` by value, and returns how many.
            /// O(n).
            pub(crate) fn steal_batch(&mut self, f: impl FnMut(Job)) -> usize {
                self.consumer.steal_batch(f)
            }
            /// Receives one message. Blocks while there is none and a producer may send (`wait`).
            /// # Errors
            /// `Closed` if every message was claimed and none can be sent any more. `Interrupted`
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
                f: impl FnMut(Job),
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
            pub(crate) fn try_iter(&mut self) -> RingTryIter<'_, JobRing> {
                self.consumer.try_iter()
            }
            /// Receives all messages by value. Blocks while there is none (`wait`). Ends when
            /// every message was claimed and none can be sent any more.
            pub(crate) fn iter(&mut self) -> RingIter<'_, JobRing> {
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
            /// Stops this consumer after the queued messages. Other consumers continue.
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
            /// The messages and batches received (`metrics`).
            pub(crate) fn metrics(&self) -> StealStats {
                self.consumer.metrics()
            }
            /// Sets these counters to zero (`metrics`).
            pub(crate) fn reset_metrics(&mut self) {
                self.consumer.reset_metrics();
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
