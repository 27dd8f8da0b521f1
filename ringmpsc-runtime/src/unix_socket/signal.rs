//! Signals over a connection: [send(2)], [recv(2)] with `MSG_DONTWAIT`.
//!
//! Two processes that share an [`EventFd`](crate::eventfd::EventFd) share its flags. One of them
//! can clear `O_NONBLOCK`, and then make a call of the other one block. A connection has no such
//! fault: each call states that it must not block.
//!
//! [send(2)]: https://man7.org/linux/man-pages/man2/send.2.html
//! [recv(2)]: https://man7.org/linux/man-pages/man2/recv.2.html

use std::io;
use std::os::fd::{AsFd, AsRawFd};

use super::SeqPacket;
use crate::retry::until_uninterrupted;

/// The largest number of signals that one call consumes.
const MOST: usize = 1024;

/// What [`SeqPacket::consume_signal`] found.
///
/// ```
/// use ringmpsc_runtime::unix_socket::{SeqPacket, Signal};
///
/// let (one, other) = SeqPacket::pair()?;
/// one.signal()?;
/// match other.consume_signal()? {
///     Signal::One => {}
///     Signal::None | Signal::End => panic!("one was sent"),
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A message, which is consumed.
    One,
    /// No message waits.
    None,
    /// The end of the connection, or a message without any byte.
    /// [`is_peer_gone`](SeqPacket::is_peer_gone) tells them apart.
    End,
}

impl SeqPacket {
    /// Sends a signal, which makes the other end readable: [send(2)].
    ///
    /// If the connection has no space, the other end is readable already, and the call succeeds.
    /// Use a connection for either signals or messages.
    ///
    /// A signal does not order memory. The caller must publish its data by atomic operations
    /// before.
    ///
    /// # Errors
    ///
    /// | error | reason |
    /// |---|---|
    /// | `EPIPE`, `ECONNRESET` | the peer has closed the connection |
    /// | `ENOMEM` | the kernel is out of memory |
    /// | any other | a sandbox refused the call with this number |
    ///
    /// # Progress and cost
    ///
    /// One system call. The peer cannot make it block.
    ///
    /// ```
    /// use ringmpsc_runtime::unix_socket::SeqPacket;
    ///
    /// let (one, other) = SeqPacket::pair()?;
    /// one.signal()?;
    /// one.signal()?;
    /// assert_eq!(other.consume_signals()?, 2);
    /// assert_eq!(other.consume_signals()?, 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [send(2)]: https://man7.org/linux/man-pages/man2/send.2.html
    pub fn signal(&self) -> io::Result<()> {
        let byte: u8 = 1;
        let result = until_uninterrupted(|| {
            // SAFETY: the kernel reads one byte from the second argument, which points to a live
            // one. `self` owns the descriptor, so it is open.
            let sent = unsafe {
                libc::send(
                    self.as_fd().as_raw_fd(),
                    (&raw const byte).cast(),
                    1,
                    libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL,
                )
            };
            if sent == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
        });
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            result => result,
        }
    }

    /// Consumes the waiting signals and returns their number: [recv(2)].
    ///
    /// One call consumes at most 1024 signals, so that a peer cannot keep it busy. The kernel
    /// closes any descriptors that the peer has sent with a signal.
    ///
    /// At the end of the connection the call returns 0, and the connection stays readable. So look
    /// at [`is_peer_gone`](Self::is_peer_gone) after a wait that found no signal.
    ///
    /// # Errors
    ///
    /// `ECONNRESET` if the peer has closed the connection before it consumed its own signals. The
    /// next call returns the waiting signals. Any other error is that of a sandbox.
    ///
    /// # Progress and cost
    ///
    /// One system call for each signal, and one that finds none. The peer cannot make them block.
    ///
    /// [recv(2)]: https://man7.org/linux/man-pages/man2/recv.2.html
    pub fn consume_signals(&self) -> io::Result<usize> {
        for count in 0..MOST {
            match self.consume_one() {
                // The end of the connection, or an empty message.
                Ok(0) => return Ok(count),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(count),
                // The caller learns of the error in the next call.
                Err(_) if count > 0 => return Ok(count),
                Err(error) => return Err(error),
            }
        }
        Ok(MOST)
    }

    /// Consumes one signal, if one waits: [recv(2)].
    ///
    /// For a caller that knows how many signals its peer may send: more of them, or a message
    /// without any byte, show that the peer is not honest.
    ///
    /// # Errors
    ///
    /// Those of a sandbox.
    ///
    /// # Progress and cost
    ///
    /// One system call, which the peer cannot make block. One more at the end of a connection whose
    /// peer left messages behind.
    ///
    /// ```
    /// use ringmpsc_runtime::unix_socket::{SeqPacket, Signal};
    ///
    /// let (one, other) = SeqPacket::pair()?;
    /// one.signal()?;
    /// assert_eq!(other.consume_signal()?, Signal::One);
    /// assert_eq!(other.consume_signal()?, Signal::None);
    /// drop(one);
    /// assert_eq!(other.consume_signal()?, Signal::End);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// [recv(2)]: https://man7.org/linux/man-pages/man2/recv.2.html
    pub fn consume_signal(&self) -> io::Result<Signal> {
        let found = match self.consume_one() {
            // The call has cleared the error.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => self.consume_one(),
            found => found,
        };
        match found {
            Ok(0) => Ok(Signal::End),
            Ok(_) => Ok(Signal::One),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Signal::None),
            Err(error) => Err(error),
        }
    }

    /// Receives one message and returns its length, of which at most one byte is read.
    fn consume_one(&self) -> io::Result<usize> {
        let mut byte: u8 = 0;
        until_uninterrupted(|| {
            // SAFETY: the kernel writes at most one byte to the second argument, which points to a
            // live, exclusively borrowed one. `self` owns the descriptor, so it is open.
            let received = unsafe {
                libc::recv(self.as_fd().as_raw_fd(), (&raw mut byte).cast(), 1, libc::MSG_DONTWAIT)
            };
            usize::try_from(received).map_err(|_| io::Error::last_os_error())
        })
    }
}
