//! What the doorbell costs: the same ring and the same steps, with and without the look at it.

use ringmpsc::__private::{Bell, Only, Producer, RingRef, Seat, reseat};

use crate::ends::{Sender, generated_ends};
use crate::harness::{Case, Contestant, Messages, Mismatch, Ratio, Run};

#[ringmpsc::ring_channel(kind = spsc, bits = 16)]
type Number = u64;

generated_ends!(NumberProducer, NumberConsumer);

pub(crate) fn cases() -> Vec<Case> {
    let case = |name, messages| Case {
        name,
        messages,
        contestants: vec![
            Contestant { name: "as generated", run: as_generated },
            Contestant { name: "no look after a publish", run: no_look_after },
            Contestant { name: "no look at all", run: no_look_at_all },
        ],
        ratios: vec![
            Ratio { of: 0, to: 1, target: Some(1.03) },
            // With the look before the claim, which is not the doorbell: it refuses after a close.
            Ratio { of: 0, to: 2, target: None },
        ],
    };
    vec![case("doorbell/single", Messages::Single), case("doorbell/batches", Messages::Batches)]
}

/// A producer half, whatever its seat, used as the expansion uses it.
struct Half<S: Seat<NumberRing>>(Producer<NumberRing, S>);

impl<S: Seat<NumberRing> + Send> Sender for Half<S> {
    #[inline]
    fn send(&mut self, number: u64) -> bool {
        match self.0.claim() {
            Ok(slot) => slot.write(number).publish().is_ok(),
            Err(refusal) => refusal.hand_back(number).is_ok(),
        }
    }

    #[inline]
    fn send_some(&mut self, numbers: &[u64]) -> usize {
        self.0.send_slice(numbers)
    }
}

/// The seat of a producer that sees a close before it claims, and not after it has published.
struct HalfDeaf(#[expect(dead_code, reason = "it leaves when this is dropped")] Own);

/// The seat of a producer that never sees a close.
struct Deaf(#[expect(dead_code, reason = "it leaves when this is dropped")] Own);

/// The producer that was opened with the channel.
type Own = Producer<NumberRing, Only>;

impl Seat<NumberRing> for HalfDeaf {
    fn summon(&self, _: &RingRef<NumberRing>, _: usize) {}

    fn leave(&mut self, _: &RingRef<NumberRing>) {}

    #[inline]
    fn listen(_: &NumberRing) -> Bell {
        Bell::QUIET
    }
}

impl Seat<NumberRing> for Deaf {
    fn summon(&self, _: &RingRef<NumberRing>, _: usize) {}

    fn leave(&mut self, _: &RingRef<NumberRing>) {}

    #[inline]
    fn is_closed(_: &NumberRing) -> bool {
        false
    }

    #[inline]
    fn listen(_: &NumberRing) -> Bell {
        Bell::QUIET
    }
}

fn as_generated(run: &Run<'_>) -> Result<f64, Mismatch> {
    let (producer, consumer) = NumberChannel::open();
    run.transfer((Half(producer.half), consumer))
}

fn no_look_after(run: &Run<'_>) -> Result<f64, Mismatch> {
    let (producer, consumer) = NumberChannel::open();
    // SAFETY: a `HalfDeaf` keeps the producer, and only drops it.
    let half = unsafe { reseat(producer.half, HalfDeaf) };
    run.transfer((Half(half), consumer))
}

fn no_look_at_all(run: &Run<'_>) -> Result<f64, Mismatch> {
    let (producer, consumer) = NumberChannel::open();
    // SAFETY: a `Deaf` keeps the producer, and only drops it.
    let half = unsafe { reseat(producer.half, Deaf) };
    run.transfer((Half(half), consumer))
}
