//! Large messages, copied from where the producer has them and read in place where a contestant
//! lets them be read there.

use super::spsc::in_batches;
use crate::case::{Amount, Case, Measure, Role};
use crate::common::message::{Block, Message};
use crate::common::pinning::Placement;
use crate::peers::ringmpsc;
use crate::transfer::{Way, Work, pair};

const CAPACITY: usize = 1 << 6;

pub(crate) fn cases() -> Vec<Case> {
    vec![case::<Block<8>>(), case::<Block<64>>(), case::<Block<512>>(), case::<Block<8192>>()]
}

fn case<M: Message>() -> Case {
    let work = Work { way: Way::Batches(1), capacity: CAPACITY };
    // For large messages the ways to receive differ in what they copy: this one copies nothing.
    let name = "ringmpsc send_slice, readable";
    let ours = vec![pair::<M, _, _>(Role::Ours, name, work, ringmpsc::spsc::bits_6::open)];
    Case {
        name: format!("large/{}", M::size()),
        scaling: None,
        bits: None,
        about: "One producer, one consumer, a ring of 2^6, one message at a time.".into(),
        measure: Measure::Throughput,
        placement: Placement::Spread,
        amount: Amount::ByTime,
        contestants: in_batches::<M>(work, ours),
    }
}
