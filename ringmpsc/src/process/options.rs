//! Which operations the ends of a channel between processes have: one trait for each option.

use super::channel::{SharedChannel, SharedOptions, Unnamed};

/// A channel between processes with the option `wait`: its ends have blocking operations.
///
/// If a method such as `send` or `recv` needs this trait, write `wait` in the attribute. The trait
/// is sealed: the options of the channel decide.
///
/// ```
/// use ringmpsc::process::{OptionWait, RecvError, SharedConsumer};
///
/// fn last<C: OptionWait>(mut consumer: SharedConsumer<u64, C>) -> (Option<u64>, RecvError) {
///     let mut last = None;
///     loop {
///         match consumer.recv() {
///             Ok(message) => last = Some(message),
///             Err(end) => return (last, end),
///         }
///     }
/// }
///
/// # use ringmpsc::process::SharedRing;
/// let (mut producer, consumer) = SharedRing::<u64>::create(2)?.split()?;
/// assert_eq!(producer.send_slice(&[1, 2, 3])?, 3);
/// drop(producer);
/// assert_eq!(last(consumer), (Some(3), RecvError::Closed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `wait`",
    label = "only a channel with the option `wait` has this method",
    note = "write `wait` in the attribute: `#[ring_channel(kind = .., wait, shared)]`"
)]
pub trait OptionWait: sealed::Wait {}

/// A channel between processes with the option `notify`: its ends have a descriptor for epoll.
///
/// If a method such as `notifier` needs this trait, write `notify` in the attribute. The trait is
/// sealed: the options of the channel decide, and both processes must have the same.
///
/// ```
/// use std::os::fd::AsFd;
/// use ringmpsc::process::{OptionNotify, SharedConsumer};
///
/// /// Waits for the descriptors of two channels.
/// fn both<A: OptionNotify, B: OptionNotify>(
///     one: &SharedConsumer<u64, A>,
///     other: &SharedConsumer<u32, B>,
/// ) -> std::io::Result<usize> {
///     use ringmpsc_runtime::poll::{Events, PollFd, poll};
///     let mut fds = [one.as_fd(), other.as_fd()].map(|fd| PollFd::new(fd, Events::READABLE));
///     poll(&mut fds, None)
/// }
///
/// # mod orders {
/// #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
/// pub type Order = u64;
/// # }
/// # mod trades {
/// #[ringmpsc::ring_channel(kind = spsc, notify, shared)]
/// pub type Trade = u32;
/// # }
/// # use {orders::OrderShared, trades::TradeShared};
/// let (_producer, one) = OrderShared::pair()?;
/// let (_producer, other) = TradeShared::pair()?;
/// // Both are readable at first.
/// assert_eq!(both(&one, &other)?, 2);
/// # Ok::<(), std::io::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `notify`",
    label = "only a channel with the option `notify` has this method",
    note = "write `notify` in the attribute: `#[ring_channel(kind = .., notify, shared)]`"
)]
pub trait OptionNotify: sealed::Notify {}

/// A channel between processes with the option `metrics`: its ends count.
///
/// If a method such as `metrics` needs this trait, write `metrics` in the attribute. The trait is
/// sealed: the options of the channel decide.
///
/// ```
/// use ringmpsc::process::{OptionMetrics, SharedConsumer};
///
/// fn average_batch<C: OptionMetrics>(consumer: &SharedConsumer<u64, C>) -> Option<u64> {
///     let stats = consumer.metrics();
///     stats.received.checked_div(stats.batches)
/// }
///
/// # use ringmpsc::process::SharedRing;
/// let (mut producer, mut consumer) = SharedRing::<u64>::create(2)?.split()?;
/// producer.send_slice(&[1, 2, 3])?;
/// consumer.consume_batch(drop)?;
/// assert_eq!(average_batch(&consumer), Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the attribute of this channel lacks the option `metrics`",
    label = "only a channel with the option `metrics` has this method",
    note = "write `metrics` in the attribute: `#[ring_channel(kind = .., metrics, shared)]`"
)]
pub trait OptionMetrics: sealed::Metrics {}

// The error would list the channels that implement it, or their options.
/// Each option for all channels that have it, whatever their others are.
macro_rules! options {
    ($($option:ident, $sealed:ident: <$a:ident, $b:ident, $c:ident>($($all:tt)*);)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<C, const $a: bool, const $b: bool, const $c: bool> $option for C where
                C: SharedChannel<Options = SharedOptions<$($all)*>>
            {
            }
            impl<C, const $a: bool, const $b: bool, const $c: bool> sealed::$sealed for C where
                C: SharedChannel<Options = SharedOptions<$($all)*>>
            {
            }
        )*
    };
}

options! {
    OptionWait, Wait: <N, M, P>(true, N, M, P);
    OptionNotify, Notify: <W, M, P>(W, true, M, P);
    OptionMetrics, Metrics: <W, N, P>(W, N, true, P);
}

#[diagnostic::do_not_recommend]
impl OptionWait for Unnamed {}
impl sealed::Wait for Unnamed {}
#[diagnostic::do_not_recommend]
impl OptionMetrics for Unnamed {}
impl sealed::Metrics for Unnamed {}

mod sealed {
    pub trait Wait {}
    pub trait Notify {}
    pub trait Metrics {}
}
