//! The documentation of the generated items.
//!
//! A text says what the item does and returns, when it fails, and how it makes progress:
//!
//! * *wait-free*: the operation ends after a bounded number of steps of its own thread. It may
//!   pause for a limited time, and it may make a system call that waits for no other thread;
//! * *lock-free*: a stalled thread never blocks the others;
//! * *takes a lock*: another thread that registers or leaves may delay the operation;
//! * *blocks*: the operation waits for another thread.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::LitStr;

use super::context::{Context, tokens};
use crate::terms::{Consumers, Favor, Producers};

/// The width of a text. With its indentation in a module, the block of implementations and an
/// `impl`, a line has 100 columns.
const WIDTH: usize = 84;

/// The attributes `#[doc = ".."]` of a text, one for each line. [`wrapped`] wraps them.
pub(super) fn docs(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| match line {
        "" => String::new(),
        line => format!(" {line}"),
    });
    tokens!(#(#[doc = #lines])*)
}

/// The attributes of `[doc = ".."]` in several lines, if its text is too long for one.
pub(super) fn wrapped(attribute: &Group) -> Option<TokenStream> {
    let mut tokens = attribute.stream().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(doc)), _, Some(TokenTree::Literal(text))) if doc == "doc" => {
            let literal = text.to_string();
            // The literal has two quotes and a space around the text.
            if literal.chars().count() <= WIDTH + 3 {
                return None;
            }
            let text = syn::parse_str::<LitStr>(&literal).ok()?.value();
            let lines = wrap(text.trim_start()).into_iter().map(|line| format!(" {line}"));
            Some(tokens!(#(#[doc = #lines])*))
        }
        _ => None,
    }
}

/// The line in pieces of at most [`WIDTH`] characters.
fn wrap(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in line.split(' ') {
        let piece = pieces.last_mut().expect("there is always a piece");
        if piece.is_empty() {
            piece.push_str(word);
        } else if piece.chars().count() + 1 + word.chars().count() <= WIDTH {
            piece.push(' ');
            piece.push_str(word);
        } else {
            pieces.push(word.to_owned());
        }
    }
    pieces
}

/// The progress guarantee of a send.
///
/// After a close, a send has to settle whether its message is received. A set flag makes it wake a
/// consumer. In a channel with many rings it may also have to report its ring.
pub(super) fn send_progress(c: &Context) -> String {
    let guarantee = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) if c.waking.any() => {
            "Wait-free while the channel is open and the consumer does not wait."
        }
        (Producers::One, Consumers::Exclusive) => "Wait-free while the channel is open.",
        (Producers::Many, Consumers::Exclusive) => {
            "Wait-free while the channel is open and its consumer polls this ring."
        }
        (_, Consumers::Competing) => "Wait-free while the channel is open and no consumer waits.",
    };
    format!("{guarantee}{}", pause(c))
}

/// Whether an operation may pause, to keep a distance from the other side.
fn pause(c: &Context) -> &'static str {
    match c.favor {
        Favor::Latency => "",
        Favor::Throughput => "\nIf both sides are busy, it may pause for up to 4 µs (`favor`).",
    }
}

/// The progress guarantee of a receive.
pub(super) fn receive_progress(c: &Context) -> String {
    let guarantee = match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => "Wait-free",
        _ => "Lock-free",
    };
    let exception = match (c.waking.wait || c.waking.futures, c.waking.notify) {
        (false, false) => "",
        (true, false) => ", unless it wakes a producer",
        (false, true) => ", unless it arms a notifier",
        (true, true) => ", unless it wakes a producer or arms a notifier",
    };
    format!("{guarantee} while the channel is open{exception}.{}", pause(c))
}

/// The end of the channel, for a consumer. A message may be in the claim of a competing consumer.
pub(super) fn ended(consumers: Consumers) -> &'static str {
    match consumers {
        Consumers::Exclusive => "every message was received and none can be sent any more",
        Consumers::Competing => "every message was claimed and none can be sent any more",
    }
}

/// The text of `channel` of an end.
pub(super) fn control_handle(c: &Context) -> &'static str {
    match (c.kind.producers, c.kind.consumers) {
        (Producers::One, Consumers::Exclusive) => "A control handle of the channel.",
        _ => "A control handle, which keeps the channel open. It reopens no side that has ended.",
    }
}

/// The text of `len`, of a consumer and of a control handle.
pub(super) fn len(producers: Producers) -> &'static str {
    match producers {
        Producers::One => "The number of messages in the channel.",
        Producers::Many => "The number of messages in all rings. O(rings).",
    }
}

/// The text of `is_empty`, of a consumer and of a control handle.
pub(super) fn is_empty(producers: Producers) -> &'static str {
    match producers {
        Producers::One => "Whether the channel has no message.",
        Producers::Many => "Whether no ring has a message. O(rings).",
    }
}

/// How a poll of the producer or the consumer yields.
pub(super) fn yields(end: &str) -> String {
    format!("After 128 ready polls of this {end}, a poll yields: it is pending and wakes its task.")
}
