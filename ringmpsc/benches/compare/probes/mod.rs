//! The limits: the cheapest hand-written ways of doing the same. What a channel costs more than
//! these is the price of being one. The simplest one is
//! [`shared_buffer`](crate::common::shared_buffer).

pub(crate) mod eventfd;
pub(crate) mod futex;
pub(crate) mod hand_over;
pub(crate) mod in_turn;
pub(crate) mod keeping_apart;
pub(crate) mod memory;
pub(crate) mod ping_pong;
