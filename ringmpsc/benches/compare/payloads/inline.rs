//! Payloads in the slots of the ring.

use std::mem::MaybeUninit;

use super::run::{Receiving, Sending, contestant};
use super::{Carried, CarriedChannel, CarriedConsumer, CarriedProducer, read, write, write_uninit};
use crate::case::{Contestant, Role};

/// The payload is written to the thread's own memory, and copied into the ring and out of it.
struct Copied<E, const BYTES: usize>(E);

impl<const BYTES: usize> Sending for Copied<CarriedProducer<[u8; BYTES]>, BYTES> {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        let mut payload = [0; BYTES];
        write(&mut payload, number);
        self.0.try_send(Carried(payload)).is_ok()
    }
}

impl<const BYTES: usize> Receiving for Copied<CarriedConsumer<[u8; BYTES]>, BYTES> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        self.0.try_recv().ok().map(|Carried(payload)| read(&payload))
    }
}

pub(crate) fn copied<const BYTES: usize>(role: Role) -> Contestant {
    let words = BYTES / size_of::<u64>();
    contestant(role, "inline, copied in and out", words, || {
        let (producer, consumer) = CarriedChannel::open();
        (Copied::<_, BYTES>(producer), Copied::<_, BYTES>(consumer))
    })
}

/// The payload is written in its slot, and read there.
struct InPlace<E, const BYTES: usize>(E);

impl<const BYTES: usize> Sending for InPlace<CarriedProducer<[u8; BYTES]>, BYTES> {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        let Ok(mut slots) = self.0.reserve(1) else {
            return false;
        };
        let (first, _) = slots.as_uninit_slices();
        let slot = first[0].as_mut_ptr().cast::<[MaybeUninit<u8>; BYTES]>();
        // SAFETY: a `Carried` is its only field, and bytes that may not be initialised need no
        // value. The reservation lends the slot until the commit.
        write_uninit(unsafe { &mut *slot }, number);
        // SAFETY: the first slot of the reservation has been written.
        let committed = unsafe { slots.commit_init(1) };
        // An error is the end of the channel, which no side closes before it is dropped.
        committed.is_ok()
    }
}

impl<const BYTES: usize> Receiving for InPlace<CarriedConsumer<[u8; BYTES]>, BYTES> {
    #[inline]
    fn receive(&mut self) -> Option<u64> {
        let mut sum = None;
        self.0.consume_up_to(1, |Carried(payload)| sum = Some(read(payload)));
        sum
    }
}

pub(crate) fn in_place<const BYTES: usize>(role: Role) -> Contestant {
    let words = BYTES / size_of::<u64>();
    contestant(role, "inline, reserved and read in place", words, || {
        let (producer, consumer) = CarriedChannel::open();
        (InPlace::<_, BYTES>(producer), InPlace::<_, BYTES>(consumer))
    })
}
