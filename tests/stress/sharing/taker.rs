//! One consumer of several: all operations, in random order.

use ringmpsc::TryRecvError;

use crate::memory;
use crate::pace::Pace;
use crate::random::Random;
use crate::sharing::ends::{Takes, Taking};
use crate::sharing::share::Share;
use crate::watchdog::Patience;

/// Takes messages in all ways and at all speeds until nobody can send any more, or for `steps`
/// operations. Returns whether it was told that nothing will come.
pub(crate) fn take<C: Takes>(
    consumer: &mut C,
    share: &mut Share,
    steps: usize,
    random: &mut Random,
) -> bool {
    let mut patience = Patience::new("consumer");
    let mut pace = Pace::new();
    for _ in 0..steps {
        let n = random.up_to(consumer.capacity() + 1);
        if consumer.take(random.choose(&Taking::ALL), n, share) > 0 {
            patience.moved();
        } else {
            match consumer.try_recv() {
                Ok(message) => _ = share.take(&message),
                Err(TryRecvError::Empty) => patience.idle(&*consumer),
                Err(TryRecvError::Closed) => {
                    assert!(consumer.try_recv().is_err_and(|error| error.is_closed()));
                    return true;
                }
            }
        }
        let len = consumer.len();
        // What it has claimed is taken; rings only go when the channel does.
        let most = consumer.capacity() * memory::rings();
        assert!(len <= most, "{len} messages in {most} slots: {consumer:?}");
        pace.step(random);
    }
    false
}

/// Leaves, in order or in the middle of a claim.
pub(crate) fn leave<C: Takes>(consumer: C, share: &mut Share, random: &mut Random) {
    if random.once_in(2) {
        let n = random.up_to(consumer.capacity());
        consumer.leave_claimed(n, share);
    }
}
