//! How an end is told that it has something to do: `wait`, `notify` and `futures`.

use proc_macro2::TokenStream;

use super::context::{Context, tokens};
use crate::model::Consumers;

/// What a producer can wait for. The consumer wakes it, and whatever leaves nobody to receive.
pub(super) fn sending(c: &Context) -> Option<TokenStream> {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (reservation, borrowing) = (&c.names.reservation, &c.borrowing_arguments);
    let in_time = tokens!(::core::result::Result<(), #library::SendTimeoutError<#message>>);
    let woken = match c.kind.consumers {
        Consumers::Owned => {
            " Blocking: woken by the consumer when it makes room, by `close`, and by the consumer's drop."
        }
        Consumers::Shared => {
            " Blocking: woken by a consumer that makes room, by `close`, and when the last that could receive is gone."
        }
    };
    c.waking.wait.then(|| {
        tokens! {
            /// Sends one message, waiting for room (`wait`). Fails, with the message, if the channel is closed.
            #[doc = #woken]
            #[inline]
            #vis fn send(&mut self, message: #message) -> ::core::result::Result<(), #library::SendError<#message>> {
                self.half.send(message)
            }
            /// Like [`send`](Self::send), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails, with the
            /// message, with `Timeout` or `Closed`; never with `Timeout` where there is room. Blocking.
            #vis fn send_timeout(&mut self, message: #message, timeout: ::core::time::Duration) -> #in_time {
                self.half.send_timeout(message, timeout)
            }
            /// Like [`send`](Self::send), until `deadline` at the latest (`wait`). Fails, with the message, with `Timeout`
            /// or `Closed`; never with `Timeout` where there is room. Blocking.
            #vis fn send_deadline(&mut self, message: #message, deadline: #private::Instant) -> #in_time {
                self.half.send_deadline(message, deadline)
            }
            /// For messages that are `Copy`: sends all, even more than the ring holds, waiting as `strategy` says (`wait`).
            /// Fails with how many were sent, and `TimedOut` or `Closed`. Blocking, woken like [`send`](Self::send).
            #vis fn send_all(&mut self, messages: &[#message], strategy: #library::WaitStrategy) -> ::core::result::Result<(), #library::SendAllError>
            where
                #copy,
            {
                self.half.send_all(messages, strategy)
            }
            /// Like [`reserve`](Self::reserve), waiting as `strategy` says until `n` slots are free (`wait`). Fails with
            /// `TimedOut`, `Closed`, `Zero` or `TooLarge`. Blocking, woken like [`send`](Self::send).
            #vis fn reserve_wait(&mut self, n: ::core::primitive::usize, strategy: #library::WaitStrategy) -> ::core::result::Result<#reservation #borrowing, #library::WaitError> {
                self.half.reserve_wait(n, strategy)
            }
        }
    })
}

/// What a consumer can wait for. A producer wakes it, and whatever leaves nobody to send.
pub(super) fn receiving(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let in_time = tokens!(::core::result::Result<#message, #library::RecvTimeoutError>);
    let (handed, batch_wait, next) = match c.kind.consumers {
        Consumers::Owned => (tokens!(&#message), tokens!(consume_batch_wait), "the next message"),
        Consumers::Shared => (tokens!(#message), tokens!(hand_out_wait), "a message"),
    };
    let woken = format!(
        " Blocking: woken by {next}, by `close`, and by the drop of the last that could send."
    );
    c.waking.wait.then(|| {
        tokens! {
            /// Receives one message, waiting for it (`wait`). Fails if all were received and nobody can send any more.
            #[doc = #woken]
            #[inline]
            #vis fn recv(&mut self) -> ::core::result::Result<#message, #library::RecvError> {
                self.rings.recv()
            }
            /// Like [`recv`](Self::recv), for `timeout` at the most, which may be `Duration::MAX` (`wait`). Fails with
            /// `Timeout` or `Closed`; never with `Timeout` where there is a message. Blocking.
            #vis fn recv_timeout(&mut self, timeout: ::core::time::Duration) -> #in_time {
                self.rings.recv_timeout(timeout)
            }
            /// Like [`recv`](Self::recv), until `deadline` at the latest (`wait`). Fails with `Timeout` or `Closed`; never
            /// with `Timeout` where there is a message. Blocking.
            #vis fn recv_deadline(&mut self, deadline: #private::Instant) -> #in_time {
                self.rings.recv_deadline(deadline)
            }
            /// Like [`consume_batch`](Self::consume_batch), waiting as `strategy` says until there is a message (`wait`).
            /// Fails with `TimedOut` or `Closed`. Blocking, woken like [`recv`](Self::recv).
            #vis fn consume_batch_wait(&mut self, f: impl ::core::ops::FnMut(#handed), strategy: #library::WaitStrategy) -> ::core::result::Result<::core::primitive::usize, #library::WaitError> {
                self.rings.#batch_wait(f, strategy)
            }
        }
    })
}

/// What stands in the way of a receive: waking a producer that waits for room, and arming a notifier.
pub(super) fn while_nobody_is_woken(c: &Context) -> &'static str {
    match (c.waking.wait || c.waking.futures, c.waking.notify) {
        (false, false) => "",
        (true, false) => " while no producer waits",
        (false, true) => " while there are messages, or no notifier",
        (true, true) => " while no producer waits, and there are messages, or no notifier",
    }
}

/// Where a consumer can be told without waiting.
pub(super) fn notified(c: &Context) -> Option<TokenStream> {
    let private = &c.private;
    let (vis, library) = (&c.vis, &c.library);
    c.waking.notify.then(|| {
        tokens! {
            /// Has `notifier` signalled when there is something to receive, and when nobody can send any more; with `None`,
            /// nothing (`notify`). Taking the last message arms it, and so does finding none. Messages that are there signal it at once.
            #vis fn set_notifier(&mut self, notifier: ::core::option::Option<#private::Arc<#library::EventNotifier>>) {
                self.rings.set_notifier(notifier);
            }
        }
    })
}

/// What a task can wait for with a producer.
pub(super) fn sending_async(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, .. } = c;
    let (vis, message) = (&c.vis, &c.message);
    c.waking.futures.then(|| {
        tokens! {
            /// A future that sends one message as soon as there is room (`futures`). Fails, with the message, if the
            /// channel is closed. Dropped before that, it drops the message; [`reserve_async`](Self::reserve_async) does not.
            /// After 128 polls of this producer that were ready, one yields to other tasks: it is pending, and wakes its task.
            #vis fn send_async(&mut self, message: #message) -> #base::Send<'_, #ring> {
                self.half.send_async(message)
            }
            /// A future of a reservation of `n` slots (`futures`). Each release of slots may wake the task, also one after
            /// which fewer than `n` are free; the future then waits on. Fails with `Closed`, `Zero` or `TooLarge`. Cancel
            /// safe: dropped before it is ready, it changes nothing. It yields like [`send_async`](Self::send_async).
            #vis fn reserve_async(&mut self, n: ::core::primitive::usize) -> #base::Reserve<'_, #ring> {
                self.half.reserve_async(n)
            }
        }
    })
}

/// What a task can wait for with a consumer.
pub(super) fn receiving_async(c: &Context) -> Option<TokenStream> {
    let Context { base, ring, .. } = c;
    let vis = &c.vis;
    c.waking.futures.then(|| {
        tokens! {
            /// A future of one message (`futures`). Fails if all were received and nobody can send any more. Cancel safe:
            /// dropped before it is ready, it leaves the message in the channel. After 128 polls of this consumer that
            /// were ready, one yields to other tasks: it is pending although there may be a message, and wakes its task.
            /// To receive only what is there, use [`try_recv`](Self::try_recv).
            #vis fn recv_async(&mut self) -> #base::Recv<'_, #ring> {
                self.rings.recv_async()
            }
        }
    })
}

/// The producer as a sink.
pub(super) fn sink(c: &Context) -> Option<TokenStream> {
    let Context { private, parameters, arguments, bounds, .. } = c;
    let (name, message, library) = (&c.names.producer, &c.message, &c.library);
    let poll =
        tokens!(::core::task::Poll<::core::result::Result<(), #library::SinkError<#message>>>);
    let context = tokens!(&mut ::core::task::Context<'_>);
    c.waking.futures.then(|| {
        tokens! {
            /// Ready when there is room. A flush waits for nothing: what was sent needs none. After `poll_close`, which waits for
            /// nothing either, this producer sends nothing more and counts as gone, as if it were dropped. After 128 polls
            /// of this producer that were ready, one yields to other tasks: it is pending, and wakes its task.
            impl #parameters #private::Sink<#message> for #name #arguments #bounds {
                type Error = #library::SinkError<#message>;
                fn poll_ready(self: ::core::pin::Pin<&mut Self>, context: #context) -> #poll {
                    self.get_mut().half.poll_ready(context)
                }
                fn start_send(self: ::core::pin::Pin<&mut Self>, message: #message) -> ::core::result::Result<(), Self::Error> {
                    self.get_mut().half.start_send(message)
                }
                fn poll_flush(self: ::core::pin::Pin<&mut Self>, _: #context) -> #poll {
                    ::core::task::Poll::Ready(::core::result::Result::Ok(()))
                }
                fn poll_close(self: ::core::pin::Pin<&mut Self>, _: #context) -> #poll {
                    self.get_mut().half.resign();
                    ::core::task::Poll::Ready(::core::result::Result::Ok(()))
                }
            }
        }
    })
}

/// The consumer as a stream.
pub(super) fn stream(c: &Context) -> Option<TokenStream> {
    let Context { private, parameters, arguments, bounds, .. } = c;
    let (name, message) = (&c.names.consumer, &c.message);
    let title: &[&str] = match c.kind.consumers {
        Consumers::Owned => {
            &[" All messages, until everything was received and nobody can send any more."]
        }
        Consumers::Shared => &[
            " This consumer's share of the messages, until all were received and nobody can send any more.",
            " A message wakes all consumers that wait as streams, since none need be polled again; of futures it wakes one.",
        ],
    };
    let yields =
        " After 128 messages one poll yields to other tasks: it is pending, and wakes its task.";
    let item = c.associated("Item", &tokens!(#message));
    c.waking.futures.then(|| {
        tokens! {
            #(#[doc = #title])*
            #[doc = #yields]
            impl #parameters #private::Stream for #name #arguments #bounds {
                #item
                fn poll_next(self: ::core::pin::Pin<&mut Self>, context: &mut ::core::task::Context<'_>) -> ::core::task::Poll<::core::option::Option<#message>> {
                    self.get_mut().rings.poll_recv(context).map(::core::result::Result::ok)
                }
            }
        }
    })
}
