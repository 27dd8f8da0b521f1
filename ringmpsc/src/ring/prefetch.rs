//! Software prefetches: of messages, with the option `prefetch`, and of lines that will be written.

/// Prefetches the line at `address` for reading. Any address is allowed: a prefetch of an
/// unreadable address does nothing.
#[inline]
pub(crate) fn prefetch_read<T>(address: *const T) {
    #[cfg(all(test, not(ringmpsc_loom)))]
    tests::READS.with(|reads| reads.set(reads.get() + 1));
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch needs SSE, which every x86-64 has. It never faults, for any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }
    #[cfg(target_arch = "aarch64")]
    {
        // SAFETY: `prfm` never faults, for any address, and changes no register or flag.
        unsafe {
            core::arch::asm!(
                "prfm pldl1keep, [{0}]",
                in(reg) address,
                options(nostack, preserves_flags, readonly),
            );
        }
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}

/// Prefetches the line at `address` for writing. Any address is allowed, as above.
#[inline]
pub(crate) fn prefetch_write<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: `prefetchw` never faults, for any address, and changes no register or flag. Every
        // x86-64 accepts it, and at worst it does nothing. (Without a target feature, the intrinsic
        // becomes another instruction.)
        unsafe {
            core::arch::asm!(
                "prefetchw [{0}]",
                in(reg) address,
                options(nostack, preserves_flags, readonly),
            );
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        // SAFETY: `prfm` never faults, for any address, and changes no register or flag.
        unsafe {
            core::arch::asm!(
                "prfm pstl1keep, [{0}]",
                in(reg) address,
                options(nostack, preserves_flags, readonly),
            );
        }
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}

#[cfg(all(test, not(ringmpsc_loom)))]
mod tests {
    use core::cell::Cell;

    use ringmpsc_macros::ring_channel;

    thread_local! {
        /// How many messages this thread has prefetched.
        pub(super) static READS: Cell<usize> = const { Cell::new(0) };
    }

    #[ring_channel(crate = crate, kind = spsc, bits = 3, prefetch = 2, name = One)]
    #[ring_channel(crate = crate, kind = mpsc, bits = 3, prefetch = 2, name = Many)]
    #[ring_channel(crate = crate, kind = spmc, bits = 3, prefetch = 2, name = Shared)]
    #[ring_channel(crate = crate, kind = mpmc, bits = 3, prefetch = 2, name = ManyShared)]
    #[ring_channel(crate = crate, kind = spsc, bits = 3, name = Without)]
    #[ring_channel(crate = crate, kind = spmc, bits = 3, name = SharedWithout)]
    type Number = u64;

    fn reads(f: impl FnOnce()) -> usize {
        let before = READS.get();
        f();
        READS.get() - before
    }

    /// Each message of a batch prefetches the one after the next, while that many are left.
    macro_rules! check {
        ($producer:ident, $expected:expr, $($take:expr),*) => {$(
            for n in 0..=8_usize {
                assert_eq!($producer.send_iter((0..8).take(n)), n);
                let taken = reads(|| assert_eq!($take, n));
                let expected: fn(usize) -> usize = $expected;
                assert_eq!(taken, expected(n), "{} of {n}", stringify!($take));
            }
        )*};
    }

    #[test]
    fn batches_ask_for_messages_ahead_with_the_option_only() {
        let asked = |n: usize| n.saturating_sub(1);
        let (mut producer, mut consumer) = OneChannel::open();
        check!(producer, asked, consumer.consume_batch(|_| ()), consumer.consume_batch_owned(drop));
        check!(producer, asked, consumer.consume_up_to(9, |_| ()));
        let (channel, mut consumer) = ManyChannel::open();
        let mut producer = channel.register().unwrap();
        check!(producer, asked, consumer.consume_batch(|_| ()), consumer.consume_batch_owned(drop));
        let (mut producer, channel) = SharedChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        check!(producer, asked, consumer.consume_batch(drop), consumer.consume_up_to(9, drop));
        let channel = ManySharedChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        let mut producer = channel.register().unwrap();
        check!(producer, asked, consumer.consume_batch(drop), consumer.steal_batch(drop));

        let (mut producer, mut consumer) = WithoutChannel::open();
        check!(producer, |_| 0, consumer.consume_batch(|_| ()), consumer.consume_batch_owned(drop));
        let (mut producer, channel) = SharedWithoutChannel::open();
        let mut consumer = channel.register_consumer().unwrap();
        check!(producer, |_| 0, consumer.consume_batch(drop));
    }
}
