//! The sends that block, with the option `wait`.

use proc_macro2::TokenStream;

use super::super::context::{Context, tokens};

/// The methods that wait for free slots.
pub(super) fn methods(c: &Context) -> Option<TokenStream> {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (reservation, borrowing) = (&c.names.reservation, &c.borrowing_arguments);
    let in_time = tokens!(::core::result::Result<(), #library::SendTimeoutError<#message>>);
    let all_sent = tokens! {
        ::core::result::Result<::core::primitive::usize, #library::SendIterError<#message>>
    };
    c.waking.wait.then(|| {
        tokens! {
            /// Sends one message. Blocks while the ring is full and the channel is open (`wait`).
            /// # Errors
            /// Returns the message: `Closed`, or `Interrupted` by an `unparker`.
            #[inline]
            #vis fn send(&mut self, message: #message)
                -> ::core::result::Result<(), #library::SendError<#message>>
            {
                self.producer.send(message)
            }
            /// Like `send`, for at most `timeout` (`wait`). `Duration::MAX` is no limit.
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            #vis fn send_timeout(
                &mut self,
                message: #message,
                timeout: ::core::time::Duration,
            ) -> #in_time {
                self.producer.send_timeout(message, timeout)
            }
            /// Like `send`, until `deadline` at the latest (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            #vis fn send_deadline(
                &mut self,
                message: #message,
                deadline: #private::Instant,
            ) -> #in_time {
                self.producer.send_deadline(message, deadline)
            }
            /// Like `send`, but waits as `strategy` says (`wait`).
            /// # Errors
            /// As for `send`, or `Timeout` if the ring is still full.
            #vis fn send_with(
                &mut self,
                message: #message,
                strategy: #library::WaitStrategy,
            ) -> #in_time {
                self.producer.send_with(message, strategy)
            }
            /// Sends all messages of an iterator, one by one. Waits as `strategy` says (`wait`).
            /// # Errors
            /// Returns the message that it has taken and not sent. The iterator has the others.
            #vis fn send_all_iter(
                &mut self,
                messages: &mut impl ::core::iter::Iterator<Item = #message>,
                strategy: #library::WaitStrategy,
            ) -> #all_sent {
                self.producer.send_all_iter(messages, strategy)
            }
            /// Sends all messages, even beyond the capacity. Waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed` or `Interrupted`, with the number of messages sent.
            #vis fn send_all(
                &mut self,
                messages: &[#message],
                strategy: #library::WaitStrategy,
            ) -> ::core::result::Result<(), #library::SendAllError>
            where
                #copy,
            {
                self.producer.send_all(messages, strategy)
            }
            /// Like [`reserve`](Self::reserve), but waits as `strategy` says (`wait`).
            /// # Errors
            /// `TimedOut`, `Closed`, `Interrupted`, `Zero` or `TooLarge`.
            #vis fn reserve_wait(
                &mut self,
                n: ::core::primitive::usize,
                strategy: #library::WaitStrategy,
            ) -> ::core::result::Result<#reservation #borrowing, #library::WaitError> {
                self.producer.reserve_wait(n, strategy)
            }
            /// Blocks until the channel is closed, for at most `timeout` (`wait`).
            /// # Errors
            /// `TimedOut` if it is still open, or `Interrupted`.
            #vis fn wait_closed(&mut self, timeout: ::core::time::Duration)
                -> ::core::result::Result<(), #library::WaitError>
            {
                self.producer.wait_closed(timeout)
            }
            /// Returns an object with which another thread ends a wait of this producer (`wait`).
            /// The operation then fails with `Interrupted`.
            #[must_use]
            #vis fn unparker(&self) -> #library::Unparker {
                self.producer.unparker()
            }
        }
    })
}
