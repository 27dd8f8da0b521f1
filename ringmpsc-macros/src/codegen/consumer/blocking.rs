//! The receives that block, with the option `wait`.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};
use super::super::docs::{docs, ended};
use crate::terms::Consumers;

/// The methods that wait for messages.
pub(super) fn methods(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let in_time = tokens!(::core::result::Result<#message, #library::RecvTimeoutError>);
    let (argument, batch_wait) = match c.kind.consumers {
        Consumers::Exclusive => (tokens!(&#message), tokens!(consume_batch_wait)),
        Consumers::Competing => (tokens!(#message), tokens!(drain_with_wait)),
    };
    let recv = docs(&format!(
        "Receives one message. Blocks while there is none and a producer may send (`wait`).\n\
         # Errors\n\
         `Closed` if {}. `Interrupted` if an `unparker` ended the wait.",
        ended(c.kind.consumers)
    ));
    c.waking.wait.then(|| {
        tokens! {
            #recv
            #[inline]
            #vis fn recv(&mut self) -> ::core::result::Result<#message, #library::RecvError> {
                self.consumer.recv()
            }
            /// Like `recv`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            #vis fn recv_timeout(&mut self, timeout: ::core::time::Duration) -> #in_time {
                self.consumer.recv_timeout(timeout)
            }
            /// Like `recv`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            #vis fn recv_deadline(&mut self, deadline: #private::Instant) -> #in_time {
                self.consumer.recv_deadline(deadline)
            }
            /// Like `recv`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `recv`, or `Timeout` if there is still no message.
            #vis fn recv_with(&mut self, strategy: #library::WaitStrategy) -> #in_time {
                self.consumer.recv_with(strategy)
            }
            /// Appends up to `max` messages to a vector. Blocks while there is none (`wait`).
            /// Returns how many: 0 only if `max` is 0. O(n).
            /// # Errors
            /// As for [`recv`](Self::recv).
            #vis fn recv_many(
                &mut self,
                vec: &mut #private::Vec<#message>,
                max: ::core::primitive::usize,
            ) -> ::core::result::Result<::core::primitive::usize, #library::RecvError> {
                self.consumer.recv_many(vec, max)
            }
            /// Like [`consume_batch`](Self::consume_batch), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut` if there is still no message, `Closed` or `Interrupted`.
            #vis fn consume_batch_wait(
                &mut self,
                f: impl ::core::ops::FnMut(#argument),
                strategy: #library::WaitStrategy,
            ) -> ::core::result::Result<::core::primitive::usize, #library::WaitError> {
                self.consumer.#batch_wait(f, strategy)
            }
            /// Returns an object with which another thread ends a wait of this consumer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            #vis fn unparker(&self) -> #library::Unparker {
                self.consumer.unparker()
            }
        }
    })
}
