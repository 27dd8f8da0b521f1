//! A consumer's side: all operations, in random order.

use ringmpsc::TryRecvError;

use crate::books::Books;
use crate::ends::{Receives, Receiving};
use crate::memory;
use crate::pace::Pace;
use crate::random::Random;
use crate::watchdog::Patience;

/// Receives in all ways and at all speeds until nobody can send any more, or for `steps`
/// operations.
pub(crate) fn receive<C: Receives>(
    consumer: &mut C,
    books: &mut Books,
    steps: usize,
    random: &mut Random,
) {
    let mut patience = Patience::new("consumer");
    let mut pace = Pace::new();
    for _ in 0..steps {
        let n = random.up_to(consumer.capacity() + 1);
        if consumer.receive(random.choose(&Receiving::ALL), n, books) > 0 {
            patience.moved();
        } else {
            match consumer.try_recv() {
                Ok(message) => {
                    books.take(&message);
                }
                Err(TryRecvError::Empty) => patience.idle(&*consumer),
                Err(TryRecvError::Closed) => {
                    assert!(consumer.try_recv().is_err_and(|error| error.is_closed()));
                    return;
                }
            }
        }
        let len = consumer.len();
        // Rings only go when the channel does.
        let most = consumer.capacity() * memory::rings();
        assert!(len <= most, "{len} messages in {most} slots: {consumer:?}");
        pace.step(random);
    }
}
