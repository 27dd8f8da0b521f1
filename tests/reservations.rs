//! Reservations at every position of the ring: each slot that was reserved can be written, and each
//! message that was written arrives.

use std::ops::Range;

use ringmpsc::{ReserveError, ring_channel};
use ringmpsc_tests::open;

/// How a reservation of `$n` slots is written with the numbers from `$next` on.
macro_rules! write {
    ($slots:ident, $way:expr, $n:expr, $next:expr) => {
        match $way {
            Way::Push => ($next..$next + $n as u64).for_each(|m| $slots.push(m).unwrap()),
            Way::Fill => assert_eq!($slots.fill_from($next..$next + $n as u64), $n),
            Way::Copy => {
                let numbers: Vec<u64> = ($next..$next + $n as u64).collect();
                assert_eq!($slots.copy_from_slice(&numbers), $n);
            }
            Way::PushThenFill => {
                $slots.push($next).unwrap();
                assert_eq!($slots.fill_from($next + 1..$next + $n as u64), $n - 1);
            }
            Way::InPlace | Way::PushThenInPlace => {
                let pushed = usize::from($way == Way::PushThenInPlace);
                ($next..$next + pushed as u64).for_each(|m| $slots.push(m).unwrap());
                let (before, after) = $slots.as_uninit_slices();
                let slots = before.iter_mut().chain(after);
                let mut numbers = $next + pushed as u64..;
                let written = slots.zip(&mut numbers).map(|(slot, m)| slot.write(m)).count();
                assert_eq!(written + pushed, $n);
            }
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Push,
    Fill,
    Copy,
    PushThenFill,
    InPlace,
    PushThenInPlace,
}

impl Way {
    const ALL: [Self; 6] = [
        Self::Push,
        Self::Fill,
        Self::Copy,
        Self::PushThenFill,
        Self::InPlace,
        Self::PushThenInPlace,
    ];

    fn in_place(self) -> bool {
        matches!(self, Self::InPlace | Self::PushThenInPlace)
    }
}

/// Every offset in the ring, every number of slots, and every way of writing them.
fn cases(capacity: usize) -> impl Iterator<Item = (usize, usize, Way)> {
    (0..capacity).flat_map(move |offset| {
        let ns = 1..=capacity;
        ns.flat_map(move |n| Way::ALL.into_iter().map(move |way| (offset, n, way)))
    })
}

macro_rules! kinds {
    ($($module:ident: $kind:ident, $bits:literal, $open:expr;)*) => {
        $(
            mod $module {
                use super::*;

                #[ring_channel(kind = $kind, bits = $bits, wait)]
                type Number = u64;

                const CAPACITY: usize = NumberChannel::CAPACITY;

                /// A channel whose next slot is `offset`.
                fn open_at(offset: usize) -> (NumberChannel, NumberProducer, NumberConsumer) {
                    let (channel, mut producer, mut consumer) = $open;
                    for number in 0..offset as u64 {
                        producer.try_send(number).unwrap();
                        assert_eq!(consumer.try_recv(), Ok(number));
                    }
                    (channel, producer, consumer)
                }

                fn received(consumer: &mut NumberConsumer) -> Vec<u64> {
                    std::iter::from_fn(|| consumer.try_recv().ok()).collect()
                }

                #[test]
                fn exactly_as_many_as_were_asked_for_arrive() {
                    for (offset, n, way) in cases(CAPACITY) {
                        let (_channel, mut producer, mut consumer) = open_at(offset);
                        // Nine reservations: once around every ring, and more.
                        for k in 0..9 {
                            let next = k * n as u64;
                            let mut slots = match k % 3 {
                                0 => producer.reserve(n).unwrap(),
                                1 => producer.reserve_with_backoff(n).unwrap(),
                                _ => {
                                    let strategy = ringmpsc::WaitStrategy::Blocking;
                                    producer.reserve_wait(n, strategy).unwrap()
                                }
                            };
                            let case = format!("{n} slots at {offset}, {way:?}, round {k}");
                            assert_eq!((slots.capacity(), slots.remaining()), (n, n), "{case}");
                            write!(slots, way, n, next);
                            let committed = if way.in_place() {
                                // SAFETY: all slots were written.
                                unsafe { slots.commit_init(n) }
                            } else {
                                assert_eq!((slots.written(), slots.remaining()), (n, 0), "{case}");
                                slots.commit()
                            };
                            assert_eq!(committed.unwrap(), n, "{case}");
                            let sent: Range<u64> = next..next + n as u64;
                            assert_eq!(received(&mut consumer), sent.collect::<Vec<_>>(), "{case}");
                        }
                    }
                }

                #[test]
                fn no_reservation_is_larger_than_what_is_free() {
                    for offset in 0..CAPACITY {
                        for used in 0..=CAPACITY {
                            let (_channel, mut producer, mut consumer) = open_at(offset);
                            assert_eq!(producer.send_iter(0..used as u64), used);
                            let free = CAPACITY - used;
                            for n in 1..=CAPACITY {
                                let exact = producer.reserve(n).map(|slots| slots.capacity());
                                let some = producer.reserve_up_to(n).map(|slots| slots.capacity());
                                let adjacent =
                                    producer.reserve_contiguous(n).map(|slots| slots.capacity());
                                if free == 0 {
                                    let full = Err(ReserveError::Full);
                                    assert_eq!((exact, some, adjacent), (full, full, full));
                                    continue;
                                }
                                let expected =
                                    if n <= free { Ok(n) } else { Err(ReserveError::Full) };
                                assert_eq!(exact, expected, "{n} of {free} at {offset}");
                                assert_eq!(some, Ok(n.min(free)));
                                let to_end = CAPACITY - (offset + used) % CAPACITY;
                                assert_eq!(adjacent, Ok(n.min(free).min(to_end)));
                            }
                            assert_eq!(received(&mut consumer).len(), used);
                        }
                    }
                }
            }
        )*
    };
}

kinds! {
    spsc_2: spsc, 1, open!(spsc, NumberChannel);
    spsc_16: spsc, 4, open!(spsc, NumberChannel);
    mpsc_8: mpsc, 3, open!(mpsc, NumberChannel);
    spmc_8: spmc, 3, open!(spmc, NumberChannel);
    mpmc_4: mpmc, 2, open!(mpmc, NumberChannel);
}
