//! Blocking operations over the ends of any channel, for generic code. A channel with the option
//! `wait` has these operations as methods, and more.

use std::time::Duration;

use crate::error::{RecvTimeoutError, SendTimeoutError, WaitError};
use crate::traits::{Consume, Produce};
use crate::wait::Waiter;

/// How long to wait.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::blocking::{self, Timeout};
/// use ringmpsc::spsc;
///
/// let (producer, mut consumer) = spsc::channel::<u32>();
/// let soon = Timeout::After(Duration::from_millis(1));
/// assert!(blocking::recv(&mut consumer, soon).unwrap_err().is_timeout());
/// drop(producer);
/// assert!(blocking::recv(&mut consumer, Timeout::Unlimited).unwrap_err().is_closed());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// Without a limit: until the operation succeeds, or the channel ends.
    Unlimited,
    /// At most this long. `Duration::MAX` means without a limit.
    After(Duration),
}

impl Timeout {
    fn waiter(self) -> Waiter {
        match self {
            Self::Unlimited => Waiter::until(None),
            Self::After(timeout) => Waiter::timeout(timeout),
        }
    }
}

/// Sends one message, and waits until there is space.
///
/// # Errors
///
/// `Timeout` if the time has passed. `Closed` if no consumer can receive any more. `Interrupted`
/// if an [`Unparker`](crate::Unparker) of the producer was used. All return the message.
///
/// ```
/// use std::time::Duration;
/// use ringmpsc::blocking::{self, Timeout};
/// use ringmpsc::ring_channel;
///
/// #[ring_channel(kind = spsc, bits = 1, wait)]
/// type Number = u64;
///
/// let (mut producer, mut consumer) = NumberChannel::open();
/// blocking::send(&mut producer, 1, Timeout::Unlimited).unwrap();
/// blocking::send(&mut producer, 2, Timeout::Unlimited).unwrap();
/// let error = blocking::send(&mut producer, 3, Timeout::After(Duration::ZERO)).unwrap_err();
/// assert!(error.is_timeout());
/// assert_eq!(blocking::recv(&mut consumer, Timeout::Unlimited), Ok(1));
/// ```
pub fn send<T>(
    producer: &mut impl Produce<T>,
    message: T,
    timeout: Timeout,
) -> Result<(), SendTimeoutError<T>> {
    producer.send_waiting(message, timeout.waiter())
}

/// Receives one message, and waits until there is one.
///
/// # Errors
///
/// `Timeout` if the time has passed. `Closed` if there will be no message. `Interrupted` if the
/// consumer's [`unparker`](Consume::unparker) was used.
///
/// ```
/// use ringmpsc::blocking::{self, Timeout};
/// use ringmpsc::{Consume, mpmc, spsc};
///
/// fn next(consumer: &mut impl Consume<u32>) -> Option<u32> {
///     blocking::recv(consumer, Timeout::Unlimited).ok()
/// }
///
/// let (mut producer, mut consumer) = spsc::channel();
/// producer.send(1).unwrap();
/// assert_eq!(next(&mut consumer), Some(1));
/// let (mut producer, mut consumer) = mpmc::channel();
/// producer.send(2).unwrap();
/// assert_eq!(next(&mut consumer), Some(2));
/// ```
pub fn recv<T>(consumer: &mut impl Consume<T>, timeout: Timeout) -> Result<T, RecvTimeoutError> {
    timeout.waiter().receive(consumer, Consume::try_recv, |consumer, waiter| {
        waiter.step(false, |deadline| consumer.park(deadline))
    })
}

/// Passes every available message to `f`, waits until there is one, and returns their number.
///
/// # Errors
///
/// `TimedOut` if the time has passed. `Closed` if there will be no message. `Interrupted` if the
/// consumer's [`unparker`](Consume::unparker) was used.
///
/// ```
/// use ringmpsc::blocking::{self, Timeout};
/// use ringmpsc::spmc;
///
/// let (mut producer, mut consumer) = spmc::channel::<u32>();
/// assert_eq!(producer.send_slice(&[1, 2, 3]), 3);
/// let mut sum = 0;
/// let received = blocking::steal(&mut consumer, |message| sum += message, Timeout::Unlimited);
/// assert_eq!((received, sum), (Ok(3), 6));
/// ```
pub fn steal<T>(
    consumer: &mut impl Consume<T>,
    mut f: impl FnMut(T),
    timeout: Timeout,
) -> Result<usize, WaitError> {
    let first = recv(consumer, timeout)?;
    f(first);
    Ok(1 + consumer.consume_batch_owned(f))
}
