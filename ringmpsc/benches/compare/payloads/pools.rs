//! Payloads that are allocated, sent by a pointer or an index, and freed by the consumer.

use std::hint;
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use crossbeam_queue::ArrayQueue;
use ringmpsc::pool::{Local, Pool, Slab};

use super::run::{Receiving, Sending, contestant};
use super::{BUFFERS, Carried, CarriedChannel, CarriedConsumer, CarriedProducer};
use super::{read, write, write_uninit};
use crate::case::{Contestant, Outcome, Role};
use crate::common::statistics::ratio;

/// Allocates payloads of a type, and sends them.
struct Allocating<P, F> {
    producer: CarriedProducer<P>,
    /// Allocates a payload and writes it.
    allocate: F,
    /// Found no room.
    unsent: Option<P>,
}

impl<P: Send, F: FnMut(u64) -> Option<P> + Send> Sending for Allocating<P, F> {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        let Some(payload) = self.unsent.take().or_else(|| (self.allocate)(number)) else {
            return false;
        };
        let refused = self.producer.try_send(Carried(payload)).err();
        self.unsent = refused.map(|error| error.into_inner().0);
        self.unsent.is_none()
    }
}

/// Receives payloads, and frees them.
struct Freeing<P, F> {
    consumer: CarriedConsumer<P>,
    /// Reads a payload and frees it.
    free: F,
}

impl<P: Send, F: FnMut(P) -> u64 + Send> Receiving for Freeing<P, F> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.consumer.try_recv().ok().map(|Carried(payload)| (self.free)(payload))
    }
}

/// A contestant whose both sides `open` makes.
fn through<P, A, F>(
    role: Role,
    name: &str,
    bytes: usize,
    open: impl Fn() -> (A, F) + 'static,
) -> Contestant
where
    P: Send + 'static,
    A: FnMut(u64) -> Option<P> + Send,
    F: FnMut(P) -> u64 + Send,
{
    contestant(role, name, bytes / size_of::<u64>(), move || {
        let (producer, consumer) = CarriedChannel::open();
        let (allocate, free) = open();
        (Allocating { producer, allocate, unsent: None }, Freeing { consumer, free })
    })
}

/// Writes a payload of so many bytes to a slab.
#[inline]
fn fill(mut slab: Slab, bytes: usize, number: u64) -> Slab {
    write_uninit(&mut slab.spare_capacity_mut()[..bytes], number);
    // SAFETY: these bytes have been written, but for less than a word at the end, and the sizes are
    // whole words.
    unsafe { slab.set_len(bytes) };
    slab
}

fn pool(bytes: usize) -> Pool {
    Pool::with(bytes.max(1), BUFFERS).expect("there is memory")
}

/// So many boxes of memory.
fn boxes(bytes: usize) -> impl Iterator<Item = Box<[u8]>> {
    (0..BUFFERS).map(move |_| vec![0; bytes].into())
}

/// All ways that allocate.
pub(crate) fn pooled(bytes: usize) -> Vec<Contestant> {
    vec![
        through(Role::Ours, "ringmpsc Local, slabs", bytes, move || {
            let pool = pool(bytes);
            let (mut near, mut far) = (pool.local(), pool.local());
            let allocate = move |number| near.alloc().map(|slab| fill(slab, bytes, number));
            (allocate, move |slab| freed(&mut far, slab))
        }),
        through(Role::Ours, "ringmpsc Local, handles", bytes, move || {
            let pool = pool(bytes);
            let (mut near, mut far) = (pool.local(), pool.local());
            let allocate =
                move |number| near.alloc().map(|slab| fill(slab, bytes, number).into_handle());
            let free = move |handle| {
                let slab = far.redeem(handle).expect("it has just been sent");
                freed(&mut far, slab)
            };
            (allocate, free)
        }),
        through(Role::Ours, "ringmpsc Pool, slabs", bytes, move || {
            let pool = pool(bytes);
            let allocate = move |number| pool.alloc().map(|slab| fill(slab, bytes, number));
            (allocate, |slab: Slab| read(&slab))
        }),
        through(Role::Peer, "Vec", bytes, move || {
            let allocate = move |number| {
                let mut payload = Vec::with_capacity(bytes);
                write_uninit(&mut payload.spare_capacity_mut()[..bytes], number);
                // SAFETY: as in `fill`.
                unsafe { payload.set_len(bytes) };
                Some(payload)
            };
            (allocate, |payload: Vec<u8>| read(&payload))
        }),
        through(Role::Peer, "bytes::BytesMut, reserve and split", bytes, move || {
            let mut buffer = BytesMut::with_capacity(bytes * BUFFERS);
            let allocate = move |number| {
                buffer.reserve(bytes);
                write_uninit(&mut buffer.spare_capacity_mut()[..bytes], number);
                // SAFETY: as in `fill`.
                unsafe { buffer.set_len(bytes) };
                Some(buffer.split())
            };
            (allocate, |payload: BytesMut| read(&payload))
        }),
        through(Role::Peer, "crossbeam ArrayQueue of boxes", bytes, move || {
            let free: Arc<ArrayQueue<Box<[u8]>>> = Arc::new(ArrayQueue::new(BUFFERS));
            boxes(bytes).for_each(|payload| _ = free.push(payload));
            let home = Arc::clone(&free);
            (written(move || free.pop()), move |payload: Box<[u8]>| {
                let sum = read(&payload);
                home.push(payload).expect("there is a place for each");
                sum
            })
        }),
        through(Role::Peer, "object-pool", bytes, move || {
            let pool = Arc::new(object_pool::Pool::from_vec(boxes(bytes).collect()));
            let allocate = move |number| {
                let mut payload = pool.try_pull_owned()?;
                write(&mut payload, number);
                Some(payload)
            };
            (allocate, |payload: object_pool::ReusableOwned<Box<[u8]>>| read(&payload))
        }),
        through(Role::Peer, "sharded-slab Pool", bytes, move || {
            let pool = Arc::new(sharded_slab::Pool::<Vec<u8>>::new());
            let home = Arc::clone(&pool);
            let allocate = move |number| {
                let mut payload = pool.create()?;
                payload.resize(bytes, 0);
                write(&mut payload, number);
                Some(payload.key())
            };
            let free = move |key| {
                let sum = home.get(key).map(|payload| read(&payload)).expect("it has been sent");
                assert!(home.clear(key), "it is freed once");
                sum
            };
            (allocate, free)
        }),
        through(Role::Reference, "hand-written: a return ring of boxes", bytes, move || {
            let (mut back, mut free) = rtrb::RingBuffer::<Box<[u8]>>::new(BUFFERS);
            boxes(bytes).for_each(|payload| back.push(payload).expect("there is a place"));
            (written(move || free.pop().ok()), move |payload: Box<[u8]>| {
                let sum = read(&payload);
                back.push(payload).expect("there is a place for each");
                sum
            })
        }),
    ]
}

/// Reads a slab and sends it home.
#[inline]
fn freed(local: &mut Local, slab: Slab) -> u64 {
    let sum = read(&slab);
    local.free(slab);
    sum
}

/// Writes what `allocate` has found.
fn written(
    mut allocate: impl FnMut() -> Option<Box<[u8]>> + Send,
) -> impl FnMut(u64) -> Option<Box<[u8]>> + Send {
    move |number| {
        let mut payload = allocate()?;
        write(&mut payload, number);
        Some(payload)
    }
}

/// All ways to allocate and to free an empty payload of so many bytes, by one thread.
pub(crate) fn alone(bytes: usize) -> Vec<Contestant> {
    vec![
        pairs(Role::Ours, "ringmpsc Local", move || {
            let mut local = pool(bytes).local();
            move || {
                let slab = local.alloc().expect("one is free");
                local.free(hint::black_box(slab));
            }
        }),
        pairs(Role::Ours, "ringmpsc Pool", move || {
            let pool = pool(bytes);
            move || drop(hint::black_box(pool.alloc()))
        }),
        pairs(Role::Peer, "Vec", move || {
            move || drop(hint::black_box(Vec::<u8>::with_capacity(bytes)))
        }),
        pairs(Role::Peer, "crossbeam ArrayQueue of boxes", move || {
            let free = ArrayQueue::new(BUFFERS);
            boxes(bytes).for_each(|payload| _ = free.push(payload));
            move || {
                let payload = free.pop().expect("one is free");
                free.push(hint::black_box(payload)).expect("there is a place for each");
            }
        }),
        pairs(Role::Peer, "object-pool", move || {
            let pool = object_pool::Pool::from_vec(boxes(bytes).collect());
            move || drop(hint::black_box(pool.try_pull()))
        }),
        pairs(Role::Peer, "sharded-slab Pool", move || {
            let pool = sharded_slab::Pool::<Vec<u8>>::new();
            move || {
                let key = pool.create().expect("there is memory").key();
                assert!(pool.clear(hint::black_box(key)), "it is freed once");
            }
        }),
    ]
}

/// A contestant that does the same over and over.
fn pairs<F: FnMut()>(
    role: Role,
    name: &str,
    open: impl Fn() -> F + Send + Sync + 'static,
) -> Contestant {
    let run = move |run: &crate::case::Run<'_>| {
        let nanos = std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                run.stage.pin(run.placement, 0, 2);
                let mut pair = open();
                (0..BUFFERS).for_each(|_| pair());
                let started = Instant::now();
                (0..run.messages).for_each(|_| pair());
                ratio(started.elapsed().as_nanos(), run.messages)
            });
            thread.join().expect("a run does not panic")
        });
        Ok(Outcome::of_time(nanos))
    };
    Contestant { role, name: name.into(), run: Box::new(run) }
}
