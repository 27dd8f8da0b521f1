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

// The error would list the channels that implement it, or their options.
#[diagnostic::do_not_recommend]
impl OptionWait for Unnamed {}
impl sealed::Wait for Unnamed {}

#[diagnostic::do_not_recommend]
impl<C: SharedChannel<Options = SharedOptions<true>>> OptionWait for C {}
impl<C: SharedChannel<Options = SharedOptions<true>>> sealed::Wait for C {}

mod sealed {
    pub trait Wait {}
}
