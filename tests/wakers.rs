//! Wakers are user code: they may use the channel, whenever it is that they are run.

use std::future::Future;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::time::{Duration, Instant};

use ringmpsc::{Consume, RecvError, ring_channel};
use ringmpsc_tests::{Task, caught, open, panic_wanted};

/// One ring, or several, with an owner or shared.
#[ring_channel(kind = spsc, bits = 3, futures, name = One)]
#[ring_channel(kind = mpsc, bits = 3, futures, name = Many)]
#[ring_channel(kind = spmc, bits = 3, futures, name = Shared)]
#[ring_channel(kind = mpmc, bits = 3, futures, name = ManyShared)]
pub type Number = u64;

/// Panics when it is woken, or when it is dropped.
struct Bomb {
    woken: bool,
    dropped: bool,
}

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        if self.woken {
            panic_wanted();
        }
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.dropped {
            panic_wanted();
        }
    }
}

/// A waker that panics when it is woken.
fn woken() -> Waker {
    Waker::from(Arc::new(Bomb { woken: true, dropped: false }))
}

/// A waker that panics when it is dropped.
fn dropped() -> Waker {
    Waker::from(Arc::new(Bomb { woken: false, dropped: true }))
}

/// Polls with a waker that nobody else has then.
fn pending(future: &mut (impl Future + Unpin), waker: Waker) {
    assert!(Pin::new(future).poll(&mut Context::from_waker(&waker)).is_pending());
    drop(waker);
}

/// One ring, or several, with an owner or shared.
macro_rules! kinds {
    ($($kind:ident: $channel:ident, $producer:ident, $consumer:ident, $open:expr;)*) => {
        $(
            mod $kind {
                use super::{$channel as Channel, $consumer as Consumer, $producer as Producer, *};

                fn open() -> (Channel, Producer, Consumer) {
                    $open
                }

                include!("wakers/reentrant.rs");
                include!("wakers/panic.rs");
            }
        )*
    };
}

kinds! {
    one: OneChannel, OneProducer, OneConsumer, open!(spsc, OneChannel);
    many: ManyChannel, ManyProducer, ManyConsumer, open!(mpsc, ManyChannel);
    shared: SharedChannel, SharedProducer, SharedConsumer, open!(spmc, SharedChannel);
    many_shared: ManySharedChannel, ManySharedProducer, ManySharedConsumer,
        open!(mpmc, ManySharedChannel);
}

#[path = "wakers/crowd.rs"]
mod crowd;
#[path = "wakers/panic_sharing.rs"]
mod panic_sharing;
