//! What a consumer can do that shares its rings with others.

use proc_macro2::TokenStream;

use super::consumer::Receiving;
use super::context::{Context, tokens};
use super::waking;
use crate::model::Producers;

/// The methods, and the claim.
pub(super) fn receiving(c: &Context) -> Receiving {
    let (receive, batches) = (receive(c), batches(c));
    let title = format!(
        " A receiving end of [`{}`]: each message goes to one of them. When the last is dropped, and no control",
        c.names.channel
    );
    let rest = [
        " handle is left that could make another, the channel closes, and what nobody received is dropped.",
        "",
        " Dropping one wakes all others that wait, since it leaves them what it has claimed. One whose handler has panicked",
        " keeps its claim until its next operation takes it or it is dropped, also in a poisoned `Mutex`.",
    ];
    Receiving {
        title: [title].into_iter().chain(rest.map(str::to_owned)).collect(),
        take: tokens!(#receive #batches),
        own: TokenStream::new(),
        stats: tokens!(StealStats),
        views: claim(c),
    }
}

fn receive(c: &Context) -> TokenStream {
    let Context { copy, private, .. } = c;
    let (vis, message, library) = (&c.vis, &c.message, &c.library);
    let (claim, borrowing) = (&c.names.claim, &c.borrowing_arguments);
    let (from_rings, of_one_ring) = match c.shard {
        None => (String::new(), ""),
        Some(rings) => {
            let from = format!(
                ", from its home shard (`shard = {rings}`) or else from the fullest of some"
            );
            (from, " of one ring")
        }
    };
    let progress = waking::while_nobody_is_woken(c);
    let try_recv = format!(" Receives one message{from_rings}. Lock-free{progress}.");
    let steal = format!(
        " Claims up to `max` messages{of_one_ring}, and gives them out one by one. `None` if there is none."
    );
    tokens! {
        #[doc = #try_recv]
        /// Fails with `Empty` while somebody may still send, else with `Closed`; never because another consumer came first.
        #[inline]
        #vis fn try_recv(&mut self) -> ::core::result::Result<#message, #library::TryRecvError> {
            self.rings.try_recv()
        }
        #[doc = #steal]
        #[must_use = "a claim that is not used drops its messages"]
        #[inline]
        #vis fn steal(&mut self, max: ::core::primitive::usize) -> ::core::option::Option<#claim #borrowing> {
            self.rings.steal(max)
        }
        /// For messages that are `Copy`: claims as many as a slice holds, copies them out, and returns how many.
        #[inline]
        #vis fn steal_slice(&mut self, slice: &mut [#message]) -> ::core::primitive::usize
        where
            #copy,
        {
            self.rings.steal_slice(slice)
        }
        /// Claims up to `max` messages, appends them to a vector, and returns how many.
        #[inline]
        #vis fn steal_into(&mut self, vec: &mut #private::Vec<#message>, max: ::core::primitive::usize) -> ::core::primitive::usize {
            self.rings.steal_into(vec, max)
        }
    }
}

/// What takes a closure is generic, hence compiled where it is called, and needs no `#[inline]`.
fn batches(c: &Context) -> TokenStream {
    let (vis, message) = (&c.vis, &c.message);
    let steal_batch = (c.kind.producers == Producers::Many).then(|| {
        tokens! {
            /// Claims everything available of one ring, hands it to `f` by value, and returns how many messages that was.
            #vis fn steal_batch(&mut self, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
                self.rings.steal_batch(f)
            }
        }
    });
    tokens! {
        /// Hands everything available to `f` by value, and returns how many messages that was.
        /// A handful is claimed at a time, so that the others find something while `f` is at work.
        #vis fn consume_batch(&mut self, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.hand_out(::core::primitive::usize::MAX, f)
        }
        /// Hands up to `max` messages to `f` by value, and returns how many. A handful is claimed at a time.
        #vis fn consume_up_to(&mut self, max: ::core::primitive::usize, f: impl ::core::ops::FnMut(#message)) -> ::core::primitive::usize {
            self.rings.hand_out(max, f)
        }
        #steal_batch
    }
}

fn claim(c: &Context) -> TokenStream {
    let Context { base, ring, borrowing_parameters, .. } = c;
    let (vis, name, borrow) = (&c.vis, &c.names.claim, &c.borrow);
    let title = format!(
        " What [`{}::steal`] claims: messages by value. Dropping it drops the rest.",
        c.names.consumer
    );
    tokens! {
        #[doc = #title]
        #vis type #name #borrowing_parameters = #base::Claimed<#borrow, #ring>;
    }
}
