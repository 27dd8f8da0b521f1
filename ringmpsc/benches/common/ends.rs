//! What every contestant does at its two ends.

use crate::common::message::Message;

/// An end that sends.
pub(crate) trait Sender<M: Message> {
    /// Sends one message. `false` if there is no room.
    fn send(&mut self, message: M) -> bool;

    /// Sends as many of the messages as there is room for, and returns how many: one at a time
    /// where a contestant knows nothing better.
    #[inline]
    fn send_some(&mut self, messages: &[M]) -> usize {
        let refused = messages.iter().position(|message| !self.send(*message));
        refused.unwrap_or(messages.len())
    }
}

/// An end that receives.
pub(crate) trait Receiver<M: Message> {
    /// Receives one message, if there is one.
    fn receive(&mut self) -> Option<M>;

    /// Receives about `max` messages if there are so many, whatever this contestant calls a batch:
    /// reads them, adds what they hold to `sum`, and returns how many there were.
    #[inline]
    fn receive_some(&mut self, max: usize, sum: &mut u64) -> usize {
        for n in 0..max {
            let Some(message) = self.receive() else {
                return n;
            };
            *sum = sum.wrapping_add(message.read());
        }
        max
    }

    /// Receives up to `max` messages, or what this contestant calls a batch, and hands each to
    /// `each` while it is received. Returns how many there were: a contestant without such a call
    /// receives one.
    #[inline]
    fn receive_each(&mut self, _max: usize, each: &mut impl FnMut(&M)) -> usize {
        self.receive().map_or(0, |message| {
            each(&message);
            1
        })
    }
}

/// One of two sides that pass messages to and fro.
pub(crate) trait Side<M: Message> {
    /// Sends one message. `false` if there is no room.
    fn send(&mut self, message: M) -> bool;

    /// Receives what the other side has sent, if it has.
    fn receive(&mut self) -> Option<M>;
}

/// A side of two channels, one in each direction.
pub(crate) struct Ends<S, R> {
    pub(crate) sender: S,
    pub(crate) receiver: R,
}

impl<M: Message, S: Sender<M>, R: Receiver<M>> Side<M> for Ends<S, R> {
    #[inline]
    fn send(&mut self, message: M) -> bool {
        self.sender.send(message)
    }

    #[inline]
    fn receive(&mut self) -> Option<M> {
        self.receiver.receive()
    }
}

/// Both sides of two channels.
pub(crate) fn sides<S, R>(open: impl Fn() -> (S, R)) -> (Ends<S, R>, Ends<S, R>) {
    let ((there, arriving), (back, returning)) = (open(), open());
    (Ends { sender: there, receiver: returning }, Ends { sender: back, receiver: arriving })
}

/// An end whose operations wait. It only fails when the other end is gone.
#[derive(Clone)]
pub(crate) struct Waiting<E>(pub(crate) E);

/// Both ends, waiting.
pub(crate) fn waiting<S, R>((sender, receiver): (S, R)) -> (Waiting<S>, Waiting<R>) {
    (Waiting(sender), Waiting(receiver))
}

/// Ends with the methods that most channels have.
macro_rules! channel_ends {
    ($($sender:ty, $receiver:ty;)*) => {
        $(
            impl<M: Message> Sender<M> for $sender {
                #[inline]
                fn send(&mut self, message: M) -> bool {
                    self.try_send(message).is_ok()
                }
            }

            impl<M: Message> Receiver<M> for $receiver {
                #[inline]
                fn receive(&mut self) -> Option<M> {
                    self.try_recv().ok()
                }
            }
        )*
    };
}
pub(crate) use channel_ends;

/// Ends with the methods that most channels have for waiting.
macro_rules! waiting_ends {
    ($($sender:ty: $send:ident, $receiver:ty: $recv:ident;)*) => {
        $(
            impl<M: Message> Sender<M> for Waiting<$sender> {
                #[inline]
                fn send(&mut self, message: M) -> bool {
                    self.0.$send(message).is_ok()
                }
            }

            impl<M: Message> Receiver<M> for Waiting<$receiver> {
                #[inline]
                fn receive(&mut self) -> Option<M> {
                    self.0.$recv().ok()
                }
            }
        )*
    };
}
pub(crate) use waiting_ends;

/// So many clones of an end that can be shared.
pub(crate) fn clones<E: Clone>(end: &E, n: usize) -> Vec<E> {
    vec![end.clone(); n]
}
