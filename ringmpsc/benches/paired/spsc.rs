//! One producer, one consumer, beside rtrb and beside the
//! [limit](crate::common::shared_buffer).

use crate::case::{Case, Contestant, Ratio};
use crate::channels::spsc::bits_16 as channel;
use crate::common::generated::{ByReference, Copying, using};
use crate::common::peers::rtrb;
use crate::common::shared_buffer;
use crate::run::{BATCH, Messages};

/// As many slots as the channel has.
const CAPACITY: usize = channel::QueueChannel::<u64>::CAPACITY;

pub(crate) fn cases() -> Vec<Case> {
    let limit = || Contestant {
        name: "limit",
        run: |run| run.transfer(shared_buffer::open::<u64>(CAPACITY)),
    };
    let rtrb = |name| Contestant { name, run: |run| run.transfer(rtrb::open::<u64>(CAPACITY)) };
    let single = Case {
        name: "spsc/single",
        messages: Messages::Single,
        contestants: vec![
            Contestant {
                name: "ringmpsc try_send, try_recv",
                run: |run| run.transfer(channel::open()),
            },
            rtrb("rtrb push, pop"),
            limit(),
        ],
        ratios: vec![
            Ratio { of: 0, to: 1, target: Some(1.0) },
            Ratio { of: 0, to: 2, target: None },
        ],
    };
    let batches = Case {
        name: "spsc/batches",
        messages: Messages::Batches(BATCH),
        contestants: vec![
            Contestant {
                name: "ringmpsc send_slice, readable",
                run: |run| run.transfer(channel::open()),
            },
            rtrb("rtrb push_entire_slice, read_chunk"),
            Contestant {
                name: "ringmpsc reserve, consume_batch",
                run: |run| {
                    let (producer, consumer) = channel::open();
                    run.transfer((using::<Copying, _>(producer), using::<ByReference, _>(consumer)))
                },
            },
            limit(),
        ],
        ratios: vec![
            Ratio { of: 0, to: 1, target: Some(1.0) },
            Ratio { of: 2, to: 1, target: Some(1.0) },
            Ratio { of: 0, to: 3, target: None },
        ],
    };
    vec![single, batches]
}
