// cargo expand -p ringmpsc-examples --example work_stealing job

mod job {
    //! What there is to be done.
    use ringmpsc::ring_channel;
    /// A number whose divisors are counted. Each worker is at home in the ring of one producer.
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
    /// A ring of [`JobChannel`]: one cache line per writer, then 2^8 slots and receipts (`bits
    /// = 8`).
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
    impl ::ringmpsc::__private::Options for JobRing {
        /// many producers
        const RECYCLED: ::core::primitive::bool = true;
        /// `max_consumers = 3`
        const MAX_CONSUMERS: ::core::primitive::usize = 3;
        /// `shard = 1`
        const SHARD: ::core::primitive::usize = 1;
        /// `wait`
        const CAN_WAIT: ::core::primitive::bool = true;
        fn sent_line(
            &self,
        ) -> ::core::option::Option<&::ringmpsc::__private::ProducerCounters> {
            ::core::option::Option::Some(&self.sent)
        }
    }
    impl ::ringmpsc::__private::HasWait for JobRing {}
    impl ::ringmpsc::__private::HasMetrics for JobRing {}
    impl ::ringmpsc::__private::HasSnapshot for JobRing {
        const METRICS: ::core::primitive::bool = true;
    }
    const _: () = (::ringmpsc::__private::check::<JobRing>)();
    /// SAFETY: each offset and reference is that of its field. Counters may be zero.
    unsafe impl ::ringmpsc::__private::Ring for JobRing {
        type Slots = ::ringmpsc::__private::Slots<Job, 256>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(JobRing, producer) },
                    consumer: const { builtin # offset_of(JobRing, consumer) },
                    cold: const { builtin # offset_of(JobRing, cold) },
                    slots: const { builtin # offset_of(JobRing, slots) },
                }
            }
            later::<()>()
        };
        const RECEIPTS: ::core::option::Option<::core::primitive::usize> = {
            const fn later<Parameter>() -> ::core::option::Option<
                ::core::primitive::usize,
            > {
                ::core::option::Option::Some(const {
                    builtin # offset_of(JobRing, receipts)
                })
            }
            later::<()>()
        };
        fn lines(&self) -> ::ringmpsc::__private::Lines<'_> {
            ::ringmpsc::__private::lines(&self.producer, &self.consumer, &self.cold)
        }
        fn slots(&self) -> &Self::Slots {
            &self.slots
        }
        fn receipts(&self) -> ::core::option::Option<&[::ringmpsc::__private::Receipt]> {
            ::core::option::Option::Some(&self.receipts)
        }
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
    #[automatically_derived]
    impl ::core::clone::Clone for JobChannel {
        #[inline]
        fn clone(&self) -> JobChannel {
            JobChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl JobChannel {
        /// The number of slots of a ring: 2^8 (`bits = 8`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 256;
        /// The size of a ring in bytes, with 8 bytes per slot for a receipt.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            JobRing,
        >();
        /// The size of the messages of a full ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<Job>();
        /// Opens a channel without producers and consumers. [`register`](Self::register) and
        /// [`register_consumer`](Self::register_consumer) add them.
        pub(crate) fn open() -> Self {
            let handle = <::ringmpsc::__private::mpmc::Handle<JobRing>>::open();
            Self { handle }
        }
        /// Adds a producer with a ring of its own. Takes a lock.
        /// # Errors
        /// `Closed`, `OutOfMemory`, or `Forked`.
        pub(crate) fn register(
            &self,
        ) -> ::core::result::Result<JobProducer, ::ringmpsc::RegisterError> {
            self.handle.register().map(|producer| JobProducer { producer })
        }
        /// Adds a consumer, which competes with the others for the messages. Takes a lock.
        /// # Errors
        /// `ConsumerLimitReached` while there are 3 consumers (`max_consumers = 3`), `Closed` if
        /// the channel [is fully drained](Self::is_fully_drained), or `Forked`.
        pub(crate) fn register_consumer(
            &self,
        ) -> ::core::result::Result<JobConsumer, ::ringmpsc::RegisterError> {
            self.handle.register_consumer().map(|consumer| JobConsumer { consumer })
        }
        /// Closes the channel: sends fail, and queued messages can be received. Wakes all waiting
        /// threads and tasks, and signals notifiers. Takes a lock.
        pub(crate) fn close(&self) {
            self.handle.close();
        }
        /// Whether the channel is closed for sends.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        /// Whether every message was received and none can be sent any more. Takes a lock.
        /// While a producer exists, it is false until a consumer got `Closed`.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        /// The number of messages in all rings. O(rings).
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub(crate) fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// Whether no ring has a message. O(rings).
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        /// The number of producers. Takes a lock.
        pub(crate) fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        /// The number of consumers. Takes a lock.
        pub(crate) fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
        /// The number of messages in the ring of `producer`. Takes a lock. O(rings).
        /// `None` if the producer was dropped and another producer has its ring.
        pub(crate) fn len_of(
            &self,
            producer: ::ringmpsc::ProducerId,
        ) -> ::core::option::Option<::core::primitive::usize> {
            self.handle.len_of(producer)
        }
        /// The counters of `producer` (`metrics`). `None` as for [`len_of`](Self::len_of).
        pub(crate) fn stats_of(
            &self,
            producer: ::ringmpsc::ProducerId,
        ) -> ::core::option::Option<::ringmpsc::ProducerStats> {
            self.handle.stats_of(producer)
        }
        /// The state and the counters of the channel (`metrics`). Others are `None`. Takes a lock.
        pub(crate) fn snapshot(&self) -> ::ringmpsc::ChannelStats {
            self.handle.snapshot()
        }
    }
    impl ::core::fmt::Debug for JobChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("JobChannel", f)
        }
    }
    /// A producer of [`JobChannel`]. After its drop, its messages can still be received.
    pub(crate) struct JobProducer {
        producer: ::ringmpsc::__private::mpmc::Producer<JobRing>,
    }
    impl JobProducer {
        /// Sends one message. Wait-free while the channel is open and no consumer waits.
        /// # Errors
        /// Returns the message, with `Full` or `Closed`.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: Job,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<Job>> {
            self.producer.try_send(message)
        }
        /// Sends as many messages as fit, and returns how many. Wait-free like `try_send`. O(n).
        #[inline]
        pub(crate) fn send_slice(&mut self, messages: &[Job]) -> ::core::primitive::usize
        where
            for<'a> Job: ::core::marker::Copy,
        {
            self.producer.send_slice(messages)
        }
        /// Sends messages while a slot is free, and returns how many. It takes no others.
        /// If the channel closes during the call, it drops the messages beyond that number.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = Job>,
        ) -> ::core::primitive::usize {
            self.producer.send_iter(messages)
        }
        /// Reserves `n` contiguous slots, fewer at the end of the ring. Wait-free like `try_send`.
        /// # Errors
        /// `Full`, `Closed`, `Zero` for `n = 0`, or `TooLarge` for more slots than the ring has.
        #[inline]
        pub(crate) fn reserve(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<JobReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve(n)
        }
        /// Reserves 1 to `n` contiguous slots. Wait-free like `try_send`.
        /// # Errors
        /// `Full`, `Closed`, or `Zero` for `n = 0`.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<JobReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve), but while the ring is full it spins, then yields.
        /// # Errors
        /// The same. `Full` after a bounded number of rounds.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<JobReservation<'_>, ::ringmpsc::ReserveError> {
            self.producer.reserve_with_backoff(n)
        }
        /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
        /// # Errors
        /// Returns the message if the channel is closed.
        #[inline]
        pub(crate) fn send(
            &mut self,
            message: Job,
        ) -> ::core::result::Result<(), ::ringmpsc::SendError<Job>> {
            self.producer.send(message)
        }
        /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
        /// # Errors
        /// Returns the message: `Timeout` if the ring is still full, or `Closed`.
        pub(crate) fn send_timeout(
            &mut self,
            message: Job,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Job>> {
            self.producer.send_timeout(message, timeout)
        }
        /// Like `send`, until `deadline` at the latest (`wait`).
        /// # Errors
        /// Returns the message: `Timeout` if the ring is still full, or `Closed`.
        pub(crate) fn send_deadline(
            &mut self,
            message: Job,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<Job>> {
            self.producer.send_deadline(message, deadline)
        }
        /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut` or `Closed`, with the number of messages sent.
        pub(crate) fn send_all(
            &mut self,
            messages: &[Job],
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<(), ::ringmpsc::SendAllError>
        where
            for<'a> Job: ::core::marker::Copy,
        {
            self.producer.send_all(messages, strategy)
        }
        /// Like [`reserve`](Self::reserve), but waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut`, `Closed`, `Zero` or `TooLarge`.
        pub(crate) fn reserve_wait(
            &mut self,
            n: ::core::primitive::usize,
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<JobReservation<'_>, ::ringmpsc::WaitError> {
            self.producer.reserve_wait(n, strategy)
        }
        /// Adds a producer with a ring of its own. Takes a lock.
        /// # Errors
        /// As for `register` of the control handle.
        #[doc(alias = "clone")]
        pub(crate) fn try_clone(
            &self,
        ) -> ::core::result::Result<Self, ::ringmpsc::RegisterError> {
            self.producer.try_clone().map(|producer| Self { producer })
        }
        /// The identity of this producer in its channel.
        pub(crate) fn id(&self) -> ::ringmpsc::ProducerId {
            self.producer.id()
        }
        /// The number of slots of the ring.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.producer.capacity()
        }
        /// The number of messages in this ring.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.producer.len()
        }
        /// The number of free slots.
        pub(crate) fn available_capacity(&self) -> ::core::primitive::usize {
            self.producer.available_capacity()
        }
        /// Whether this ring has no message.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.producer.is_empty()
        }
        /// Whether this ring has no free slot.
        pub(crate) fn is_full(&self) -> ::core::primitive::bool {
            self.producer.is_full()
        }
        /// Whether a send fails with `Closed`.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.producer.is_closed()
        }
        /// The messages and batches sent (`metrics`).
        pub(crate) fn metrics(&self) -> ::ringmpsc::ProducerStats {
            self.producer.metrics()
        }
        /// Sets these counters to zero (`metrics`).
        pub(crate) fn reset_metrics(&mut self) {
            self.producer.reset_metrics();
        }
    }
    impl ::core::fmt::Debug for JobProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.producer.describe("JobProducer", f)
        }
    }
    /// Implements `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for JobProducer {
        type Producer = ::ringmpsc::__private::mpmc::Producer<JobRing>;
        fn producer(&self) -> &Self::Producer {
            &self.producer
        }
        fn producer_mut(&mut self) -> &mut Self::Producer {
            &mut self.producer
        }
    }
    /// The slots of [`JobProducer::reserve`]. Dropping them sends nothing; `commit` sends:
    /// `let mut slots = producer.reserve(n)?; slots.fill_from(messages); slots.commit()?;`
    pub(crate) type JobReservation<'a> = ::ringmpsc::__private::mpmc::Reservation<
        'a,
        JobRing,
    >;
    /// A consumer of [`JobChannel`]. Each message goes to one of the competing consumers.
    /// The last one to be dropped closes the channel, unless a control handle exists. It then
    /// drops the messages. Another one leaves its claimed messages to the others, and wakes
    /// them. After a panic in its handler, a consumer keeps its claim until its next operation.
    /// Receiving methods have the progress guarantee of [`try_recv`](Self::try_recv).
    pub(crate) struct JobConsumer {
        consumer: ::ringmpsc::__private::mpmc::Consumer<JobRing>,
    }
    impl JobConsumer {
        /// Receives one message. Lock-free, unless it wakes a producer.
        /// Tries its last productive ring, its home shard (`shard = 1`), then other rings.
        /// # Errors
        /// `Empty` while a producer may send, otherwise `Closed`. Never due to a lost race.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<Job, ::ringmpsc::TryRecvError> {
            self.consumer.try_recv()
        }
        /// Claims up to `max` messages of one ring, as an iterator. `None` if there is no message.
        #[must_use = "a claim that is not used drops its messages"]
        #[inline]
        pub(crate) fn steal(
            &mut self,
            max: ::core::primitive::usize,
        ) -> ::core::option::Option<JobClaim<'_>> {
            self.consumer.steal(max)
        }
        /// Claims messages, copies them into a slice, and returns how many. O(n).
        #[inline]
        pub(crate) fn steal_slice(
            &mut self,
            slice: &mut [Job],
        ) -> ::core::primitive::usize
        where
            for<'a> Job: ::core::marker::Copy,
        {
            self.consumer.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many. O(n).
        #[inline]
        pub(crate) fn steal_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<Job>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.consumer.steal_into(vec, max)
        }
        /// Passes all available messages to `f` by value, and returns how many.
        /// Claims a small batch at a time, so that other consumers can receive while `f` runs.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(Job),
        ) -> ::core::primitive::usize {
            self.consumer.drain_with(::core::primitive::usize::MAX, f)
        }
        /// Like [`consume_batch`](Self::consume_batch), for up to `max` messages.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(Job),
        ) -> ::core::primitive::usize {
            self.consumer.drain_with(max, f)
        }
        /// Claims all messages of one ring, passes them to `f` by value, and returns how many.
        pub(crate) fn steal_batch(
            &mut self,
            f: impl ::core::ops::FnMut(Job),
        ) -> ::core::primitive::usize {
            self.consumer.steal_batch(f)
        }
        /// Receives one message. Blocks while there is none and a producer may send (`wait`).
        /// # Errors
        /// Fails if every message was claimed and none can be sent any more.
        #[inline]
        pub(crate) fn recv(
            &mut self,
        ) -> ::core::result::Result<Job, ::ringmpsc::RecvError> {
            self.consumer.recv()
        }
        /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
        /// # Errors
        /// `Timeout` if there is still no message, or `Closed`.
        pub(crate) fn recv_timeout(
            &mut self,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<Job, ::ringmpsc::RecvTimeoutError> {
            self.consumer.recv_timeout(timeout)
        }
        /// Like `recv`, until `deadline` at the latest (`wait`).
        /// # Errors
        /// `Timeout` if there is still no message, or `Closed`.
        pub(crate) fn recv_deadline(
            &mut self,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<Job, ::ringmpsc::RecvTimeoutError> {
            self.consumer.recv_deadline(deadline)
        }
        /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
        /// # Errors
        /// `TimedOut` if there is still no message, or `Closed`.
        pub(crate) fn consume_batch_wait(
            &mut self,
            f: impl ::core::ops::FnMut(Job),
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
            self.consumer.drain_with_wait(f, strategy)
        }
        /// Adds a consumer, which competes with the others for the messages. Takes a lock.
        /// # Errors
        /// As for `register_consumer` of the control handle.
        #[doc(alias = "clone")]
        pub(crate) fn try_clone(
            &self,
        ) -> ::core::result::Result<Self, ::ringmpsc::RegisterError> {
            self.consumer.try_clone().map(|consumer| Self { consumer })
        }
        /// The number of slots of one ring. Each producer has a ring.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.consumer.capacity()
        }
        /// The number of messages in all rings. O(rings).
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.consumer.len()
        }
        /// Whether no ring has a message. O(rings).
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.consumer.is_empty()
        }
        /// Whether the channel is closed for sends. It may still have messages.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.consumer.is_closed()
        }
        /// Whether every message was received and none can be sent any more. Takes a lock.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.consumer.is_fully_drained()
        }
        /// The messages and batches received (`metrics`).
        pub(crate) fn metrics(&self) -> ::ringmpsc::StealStats {
            self.consumer.metrics()
        }
        /// Sets these counters to zero (`metrics`).
        pub(crate) fn reset_metrics(&mut self) {
            self.consumer.reset_metrics();
        }
    }
    impl ::core::fmt::Debug for JobConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.consumer.describe("JobConsumer", f)
        }
    }
    /// Implements `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for JobConsumer {
        type Consumer = ::ringmpsc::__private::mpmc::Consumer<JobRing>;
        fn consumer(&self) -> &Self::Consumer {
            &self.consumer
        }
        fn consumer_mut(&mut self) -> &mut Self::Consumer {
            &mut self.consumer
        }
    }
    /// The messages that [`JobConsumer::steal`] claims, by value. Dropping it drops the rest.
    pub(crate) type JobClaim<'a> = ::ringmpsc::__private::mpmc::Claim<'a, JobRing>;
}
