//! The channels that the models use: two slots, as the attribute would generate them.

use std::mem::offset_of;

use ringmpsc::__private as library;
use ringmpsc::{RegisterError, Reservation, ReserveError, TryRecvError, TrySendError};

use crate::ledger::Message;

macro_rules! ring {
    ($Ring:ident) => {
        #[repr(C)]
        pub struct $Ring {
            producer: library::ProducerLine,
            consumer: library::ConsumerLine,
            cold: library::ColdLine,
            slots: library::Slots<Message, 2>,
        }

        impl library::Options for $Ring {}

        // SAFETY: the offsets are those of the fields below them, the references are to these fields.
        unsafe impl library::Parts for $Ring {
            type Slots = library::Slots<Message, 2>;
            const LAYOUT: library::Layout = library::Layout {
                producer: offset_of!($Ring, producer),
                consumer: offset_of!($Ring, consumer),
                cold: offset_of!($Ring, cold),
                slots: offset_of!($Ring, slots),
            };
            fn lines(&self) -> library::Lines<'_> {
                library::Lines {
                    producer: &self.producer,
                    consumer: &self.consumer,
                    cold: &self.cold,
                }
            }
            fn slots(&self) -> &Self::Slots {
                &self.slots
            }
        }
    };
}

macro_rules! endpoints {
    ($Ring:ident, $Seat:ty, $Rings:ty, $Producer:ident, $Consumer:ident) => {
        pub struct $Producer {
            half: library::Producer<$Ring, $Seat>,
        }

        impl $Producer {
            pub fn try_send(&mut self, message: Message) -> Result<(), TrySendError<Message>> {
                match self.half.claim() {
                    Ok(slot) => slot.write(message).publish(),
                    Err(refusal) => refusal.hand_back(message),
                }
            }
            pub fn send_iter(&mut self, messages: impl IntoIterator<Item = Message>) -> usize {
                self.half.send_iter(messages)
            }
            pub fn reserve(
                &mut self,
                n: usize,
            ) -> Result<Reservation<'_, $Ring, $Seat>, ReserveError> {
                self.half.reserve(n)
            }
        }

        pub struct $Consumer {
            rings: library::Consumer<$Rings>,
        }

        impl $Consumer {
            pub fn try_recv(&mut self) -> Result<Message, TryRecvError> {
                self.rings.try_recv()
            }
            pub fn consume_batch_owned(&mut self, f: impl FnMut(Message)) -> usize {
                self.rings.consume_batch_owned(f)
            }
            pub fn drain(&mut self) -> ringmpsc::Drain<'_, $Rings> {
                self.rings.drain()
            }
        }
    };
}

ring!(SpscRing);
endpoints!(SpscRing, library::Only, library::Solo<SpscRing>, SpscProducer, SpscConsumer);
ring!(MpscRing);
endpoints!(
    MpscRing,
    library::Member<MpscRing>,
    library::Lanes<MpscRing>,
    MpscProducer,
    MpscConsumer
);

pub struct SpscChannel {
    handle: library::SoloHandle<SpscRing>,
}

impl SpscChannel {
    pub fn open() -> (SpscProducer, SpscConsumer) {
        let (half, rings) = library::SoloHandle::open();
        (SpscProducer { half }, SpscConsumer { rings })
    }
    pub fn close(&self) {
        self.handle.close();
    }
}

impl SpscConsumer {
    pub fn channel(&self) -> SpscChannel {
        SpscChannel { handle: self.rings.handle() }
    }
}

#[derive(Clone)]
pub struct MpscChannel {
    handle: library::Handle<MpscRing>,
}

impl MpscChannel {
    pub fn open() -> (Self, MpscConsumer) {
        let (handle, rings) = library::Handle::open();
        (Self { handle }, MpscConsumer { rings })
    }
    pub fn is_empty(&self) -> bool {
        self.handle.is_empty()
    }
    pub fn register(&self) -> Result<MpscProducer, RegisterError> {
        Ok(MpscProducer { half: self.handle.register()? })
    }
    pub fn close(&self) {
        self.handle.close();
    }
}
