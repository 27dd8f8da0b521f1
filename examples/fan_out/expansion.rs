// cargo expand -p ringmpsc-examples --example fan_out file

mod file {
    //! What goes from the reader to the workers.
    use std::path::PathBuf;
    use ringmpsc::ring_channel;
    /// A file that was read. The ring is small, so that little memory is taken by what nobody has hashed yet.
    pub(crate) struct File {
        pub(crate) path: PathBuf,
        pub(crate) contents: Vec<u8>,
    }
    /// The ring of [`FileChannel`]: one cache line per side, then 2^4 slots and their receipts (`bits = 4`).
    #[repr(C)]
    pub(crate) struct FileRing {
        /// Written by the producer: `tail`.
        producer: ::ringmpsc::__private::ProducerLine,
        /// Written by the consumers, by exchange: `head`, before which everything is claimed.
        consumer: ::ringmpsc::__private::ConsumerLine,
        /// Written by both, rarely: the doorbell.
        cold: ::ringmpsc::__private::ColdLine,
        /// The messages.
        slots: ::ringmpsc::__private::Slots<File, 16>,
        /// Written by the consumers, one for each slot: which slots they have emptied.
        receipts: ::ringmpsc::__private::Receipts<16>,
    }
    impl ::ringmpsc::__private::Options for FileRing {
        /// `wait`
        const WAIT: ::core::primitive::bool = true;
    }
    impl ::ringmpsc::__private::Waits for FileRing {}
    const _: () = (::ringmpsc::__private::check::<FileRing>)();
    /// SAFETY: the offsets and references are those of the fields above; any other field is counters, which may be zero.
    unsafe impl ::ringmpsc::__private::Parts for FileRing {
        type Slots = ::ringmpsc::__private::Slots<File, 16>;
        const LAYOUT: ::ringmpsc::__private::Layout = {
            const fn later<Parameter>() -> ::ringmpsc::__private::Layout {
                ::ringmpsc::__private::Layout {
                    producer: const { builtin # offset_of(FileRing, producer) },
                    consumer: const { builtin # offset_of(FileRing, consumer) },
                    cold: const { builtin # offset_of(FileRing, cold) },
                    slots: const { builtin # offset_of(FileRing, slots) },
                }
            }
            later::<()>()
        };
        const RECEIPTS: ::core::option::Option<::core::primitive::usize> = {
            const fn later<Parameter>() -> ::core::option::Option<
                ::core::primitive::usize,
            > {
                ::core::option::Option::Some(const {
                    builtin # offset_of(FileRing, receipts)
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
    /// A channel from one producer to many consumers (`kind = spmc`): its control handle. As long as there is one, more may register: drop it, or `close()`, for the end to come.
    ///
    /// ```text
    /// let (mut producer, channel) = FileChannel::open();
    /// let mut consumer = channel.register_consumer()?;
    /// producer.try_send(message)?;
    /// consumer.consume_batch(|message| { .. });
    /// ```
    pub(crate) struct FileChannel {
        handle: ::ringmpsc::__private::spmc::Handle<FileRing>,
    }
    #[automatically_derived]
    impl ::core::clone::Clone for FileChannel {
        #[inline]
        fn clone(&self) -> FileChannel {
            FileChannel {
                handle: ::core::clone::Clone::clone(&self.handle),
            }
        }
    }
    impl FileChannel {
        /// How many messages a ring holds: 2^4 (`bits = 4`).
        pub(crate) const CAPACITY: ::core::primitive::usize = 16;
        /// The size of a ring in bytes, with 8 bytes for each slot's receipt.
        pub(crate) const TOTAL_MEMORY: ::core::primitive::usize = ::core::mem::size_of::<
            FileRing,
        >();
        /// The size of the messages in a ring in bytes.
        pub(crate) const BUFFER_MEMORY: ::core::primitive::usize = Self::CAPACITY
            * ::core::mem::size_of::<File>();
        /// Opens a channel without consumers; [`register_consumer`](Self::register_consumer) adds them.
        ///
        /// # Panics
        ///
        /// Panics if there is no memory for the ring.
        pub(crate) fn open() -> (FileProducer, Self) {
            let (half, handle) = <::ringmpsc::__private::spmc::Handle<FileRing>>::open();
            (FileProducer { half }, Self { handle })
        }
        /// Adds a consumer, to share the messages with the others.
        /// Fails with `Closed` once the channel [is fully drained](Self::is_fully_drained), or `Forked`.
        pub(crate) fn register_consumer(
            &self,
        ) -> ::core::result::Result<FileConsumer, ::ringmpsc::RegisterError> {
            let rings = self.handle.register_consumer()?;
            ::core::result::Result::Ok(FileConsumer { rings })
        }
        /// Refuses new messages. What was accepted can still be received.
        pub(crate) fn close(&self) {
            self.handle.close();
        }
        /// Whether nothing new can be sent.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.handle.is_closed()
        }
        /// Whether nothing can be sent any more and everything was received. A send that began before
        /// `close` counts: while a producer lives this is false until a consumer was told `Closed`.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.handle.is_fully_drained()
        }
        /// How many messages are waiting.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// The same as [`len`](Self::len).
        pub(crate) fn pending(&self) -> ::core::primitive::usize {
            self.handle.len()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.handle.is_empty()
        }
        /// How many producers there are: one, until it is dropped.
        pub(crate) fn producer_count(&self) -> ::core::primitive::usize {
            self.handle.producer_count()
        }
        /// How many consumers there are.
        pub(crate) fn consumer_count(&self) -> ::core::primitive::usize {
            self.handle.consumer_count()
        }
    }
    impl ::core::fmt::Debug for FileChannel {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.handle.describe("FileChannel", f)
        }
    }
    /// The sending end of [`FileChannel`]. Dropping it ends its stream; what it sent is still received.
    pub(crate) struct FileProducer {
        half: ::ringmpsc::__private::spmc::Producer<FileRing>,
    }
    impl FileProducer {
        /// Sends one message, or gives it back: the ring is `Full`, or the channel `Closed`.
        /// Wait-free while the channel is open and no consumer waits.
        #[inline]
        pub(crate) fn try_send(
            &mut self,
            message: File,
        ) -> ::core::result::Result<(), ::ringmpsc::TrySendError<File>> {
            self.half.try_send(message)
        }
        /// For messages that are `Copy`: copies in as many as fit, and returns how many.
        /// Wait-free while the channel is open and no consumer waits.
        #[inline]
        pub(crate) fn send_slice(
            &mut self,
            messages: &[File],
        ) -> ::core::primitive::usize
        where
            for<'a> File: ::core::marker::Copy,
        {
            self.half.send_slice(messages)
        }
        /// Sends messages while there is room, and returns how many. Takes none that does not fit. If the
        /// channel is closed meanwhile, the messages beyond the returned count are dropped.
        pub(crate) fn send_iter(
            &mut self,
            messages: impl ::core::iter::IntoIterator<Item = File>,
        ) -> ::core::primitive::usize {
            self.half.send_iter(messages)
        }
        /// Reserves `n` slots side by side, fewer only where the ring wraps. Fails with `Full`, `Closed`,
        /// `Zero`, or `TooLarge`: the ring has fewer slots.
        /// Wait-free while the channel is open and no consumer waits.
        #[inline]
        pub(crate) fn reserve(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<FileReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve(n)
        }
        /// Reserves between one and `n` slots side by side. Fails with `Full`, `Closed` or `Zero`.
        /// Wait-free while the channel is open and no consumer waits.
        #[inline]
        pub(crate) fn reserve_up_to(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<FileReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_up_to(n)
        }
        /// Like [`reserve`](Self::reserve); while there are too few slots it spins, then yields, then fails.
        pub(crate) fn reserve_with_backoff(
            &mut self,
            n: ::core::primitive::usize,
        ) -> ::core::result::Result<FileReservation<'_>, ::ringmpsc::ReserveError> {
            self.half.reserve_with_backoff(n)
        }
        /// Sends one message, waiting for room (`wait`). Fails, with the message, if the channel is closed.
        /// Blocking: woken by a consumer that makes room, by `close`, and when the last that could receive is gone.
        #[inline]
        pub(crate) fn send(
            &mut self,
            message: File,
        ) -> ::core::result::Result<(), ::ringmpsc::SendError<File>> {
            self.half.send(message)
        }
        /// Like [`send`](Self::send), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails, with the
        /// message, with `Timeout` or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_timeout(
            &mut self,
            message: File,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<File>> {
            self.half.send_timeout(message, timeout)
        }
        /// Like [`send`](Self::send), until `deadline` at the latest (`wait`). Fails, with the message, with `Timeout`
        /// or `Closed`; never with `Timeout` where there is room. Blocking.
        pub(crate) fn send_deadline(
            &mut self,
            message: File,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<(), ::ringmpsc::SendTimeoutError<File>> {
            self.half.send_deadline(message, deadline)
        }
        /// For messages that are `Copy`: sends all, even more than the ring holds, waiting as `strategy` says (`wait`).
        /// Fails with how many were sent, and `TimedOut` or `Closed`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn send_all(
            &mut self,
            messages: &[File],
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<(), ::ringmpsc::SendAllError>
        where
            for<'a> File: ::core::marker::Copy,
        {
            self.half.send_all(messages, strategy)
        }
        /// Like [`reserve`](Self::reserve), waiting as `strategy` says until `n` slots are free (`wait`). Fails with
        /// `TimedOut`, `Closed`, `Zero` or `TooLarge`. Blocking, woken like [`send`](Self::send).
        pub(crate) fn reserve_wait(
            &mut self,
            n: ::core::primitive::usize,
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<FileReservation<'_>, ::ringmpsc::WaitError> {
            self.half.reserve_wait(n, strategy)
        }
        /// Which producer this is.
        pub(crate) fn id(&self) -> ::ringmpsc::ProducerId {
            self.half.id()
        }
        /// How many messages the ring holds.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.half.capacity()
        }
        /// How many messages are waiting in this ring.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.half.len()
        }
        /// How many slots are free.
        pub(crate) fn available_capacity(&self) -> ::core::primitive::usize {
            self.half.available_capacity()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.half.is_empty()
        }
        /// Whether no slot is free.
        pub(crate) fn is_full(&self) -> ::core::primitive::bool {
            self.half.is_full()
        }
        /// Whether nothing sent now would be received.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.half.is_closed()
        }
    }
    impl ::core::fmt::Debug for FileProducer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.half.describe("FileProducer", f)
        }
    }
    /// Generic code sends through `ringmpsc::Produce`.
    impl ::ringmpsc::__private::ProducerEnd for FileProducer {
        type Half = ::ringmpsc::__private::spmc::Producer<FileRing>;
        fn half(&self) -> &Self::Half {
            &self.half
        }
        fn half_mut(&mut self) -> &mut Self::Half {
            &mut self.half
        }
    }
    /// What [`FileProducer::reserve`] grants: slots to write in place, for example with [`push`](FileReservation::push). Nothing is sent until [`commit`](FileReservation::commit).
    pub(crate) type FileReservation<'a> = ::ringmpsc::__private::spmc::Reservation<
        'a,
        FileRing,
    >;
    /// A receiving end of [`FileChannel`]: each message goes to one of them. When the last is dropped, and no control
    /// handle is left that could make another, the channel closes, and what nobody received is dropped.
    ///
    /// Dropping one wakes all others that wait, since it leaves them what it has claimed. One whose handler has panicked
    /// keeps its claim until its next operation takes it or it is dropped, also in a poisoned `Mutex`.
    pub(crate) struct FileConsumer {
        rings: ::ringmpsc::__private::spmc::Consumer<FileRing>,
    }
    impl FileConsumer {
        /// Receives one message. Lock-free while no producer waits.
        /// Fails with `Empty` while somebody may still send, else with `Closed`; never because another consumer came first.
        #[inline]
        pub(crate) fn try_recv(
            &mut self,
        ) -> ::core::result::Result<File, ::ringmpsc::TryRecvError> {
            self.rings.try_recv()
        }
        /// Claims up to `max` messages, and gives them out one by one. `None` if there is none.
        #[must_use = "a claim that is not used drops its messages"]
        #[inline]
        pub(crate) fn steal(
            &mut self,
            max: ::core::primitive::usize,
        ) -> ::core::option::Option<FileClaim<'_>> {
            self.rings.steal(max)
        }
        /// For messages that are `Copy`: claims as many as a slice holds, copies them out, and returns how many.
        #[inline]
        pub(crate) fn steal_slice(
            &mut self,
            slice: &mut [File],
        ) -> ::core::primitive::usize
        where
            for<'a> File: ::core::marker::Copy,
        {
            self.rings.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many.
        #[inline]
        pub(crate) fn steal_into(
            &mut self,
            vec: &mut ::ringmpsc::__private::Vec<File>,
            max: ::core::primitive::usize,
        ) -> ::core::primitive::usize {
            self.rings.steal_into(vec, max)
        }
        /// Hands everything available to `f` by value, and returns how many messages that was.
        /// A handful is claimed at a time, so that the others find something while `f` is at work.
        pub(crate) fn consume_batch(
            &mut self,
            f: impl ::core::ops::FnMut(File),
        ) -> ::core::primitive::usize {
            self.rings.hand_out(::core::primitive::usize::MAX, f)
        }
        /// Hands up to `max` messages to `f` by value, and returns how many. A handful is claimed at a time.
        pub(crate) fn consume_up_to(
            &mut self,
            max: ::core::primitive::usize,
            f: impl ::core::ops::FnMut(File),
        ) -> ::core::primitive::usize {
            self.rings.hand_out(max, f)
        }
        /// Receives one message, waiting for it (`wait`). Fails if all were received and nobody can send any more.
        /// Blocking: woken by a message, by `close`, and by the drop of the last that could send.
        #[inline]
        pub(crate) fn recv(
            &mut self,
        ) -> ::core::result::Result<File, ::ringmpsc::RecvError> {
            self.rings.recv()
        }
        /// Like [`recv`](Self::recv), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails with
        /// `Timeout` or `Closed`; never with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_timeout(
            &mut self,
            timeout: ::core::time::Duration,
        ) -> ::core::result::Result<File, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_timeout(timeout)
        }
        /// Like [`recv`](Self::recv), until `deadline` at the latest (`wait`). Fails with `Timeout` or `Closed`; never
        /// with `Timeout` where there is a message. Blocking.
        pub(crate) fn recv_deadline(
            &mut self,
            deadline: ::ringmpsc::__private::Instant,
        ) -> ::core::result::Result<File, ::ringmpsc::RecvTimeoutError> {
            self.rings.recv_deadline(deadline)
        }
        /// Like [`consume_batch`](Self::consume_batch), waiting as `strategy` says until there is a message (`wait`).
        /// Fails with `TimedOut` or `Closed`. Blocking, woken like [`recv`](Self::recv).
        pub(crate) fn consume_batch_wait(
            &mut self,
            f: impl ::core::ops::FnMut(File),
            strategy: ::ringmpsc::WaitStrategy,
        ) -> ::core::result::Result<::core::primitive::usize, ::ringmpsc::WaitError> {
            self.rings.hand_out_wait(f, strategy)
        }
        /// How many messages the ring holds.
        pub(crate) fn capacity(&self) -> ::core::primitive::usize {
            self.rings.capacity()
        }
        /// How many messages are waiting.
        pub(crate) fn len(&self) -> ::core::primitive::usize {
            self.rings.len()
        }
        /// Whether no message is waiting.
        pub(crate) fn is_empty(&self) -> ::core::primitive::bool {
            self.rings.is_empty()
        }
        /// Whether nothing new can be sent. Messages may still be waiting.
        pub(crate) fn is_closed(&self) -> ::core::primitive::bool {
            self.rings.is_closed()
        }
        /// Whether nothing can be sent any more and everything was received: see the control handle's.
        pub(crate) fn is_fully_drained(&self) -> ::core::primitive::bool {
            self.rings.is_fully_drained()
        }
    }
    impl ::core::fmt::Debug for FileConsumer {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            self.rings.describe("FileConsumer", f)
        }
    }
    /// Generic code receives through `ringmpsc::Consume`.
    impl ::ringmpsc::__private::ConsumerEnd for FileConsumer {
        type Rings = ::ringmpsc::__private::spmc::Consumer<FileRing>;
        fn rings(&self) -> &Self::Rings {
            &self.rings
        }
        fn rings_mut(&mut self) -> &mut Self::Rings {
            &mut self.rings
        }
    }
    /// What [`FileConsumer::steal`] claims: messages by value. Dropping it drops the rest.
    pub(crate) type FileClaim<'a> = ::ringmpsc::__private::spmc::Claimed<'a, FileRing>;
}
