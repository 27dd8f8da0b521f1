//! The three choices of the option `fence`, beside one another.
//!
//! What `adaptive` should reach: a round trip as with `full`, an unrelated thread as beside `full`,
//! and a flow of messages as with `asymmetric`.

use ringmpsc::WaitStrategy;

use crate::ends::{Receiver, Sender, generated_ends};
use crate::harness::{Case, Contestant, Messages, Mismatch, Ratio, Run};
use crate::volley::Player;

mod large {
    #[ringmpsc::ring_channel(kind = spsc, bits = 16, wait, fence = adaptive, name = Adaptive)]
    #[ringmpsc::ring_channel(kind = spsc, bits = 16, wait, fence = asymmetric, name = Asymmetric)]
    #[ringmpsc::ring_channel(kind = spsc, bits = 16, wait, fence = full, name = Full)]
    pub(super) type Number = u64;
}

mod small {
    #[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, fence = adaptive, name = Adaptive)]
    #[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, fence = asymmetric, name = Asymmetric)]
    #[ringmpsc::ring_channel(kind = spsc, bits = 4, wait, fence = full, name = Full)]
    pub(super) type Number = u64;
}

generated_ends!(large::AdaptiveProducer, large::AdaptiveConsumer);
generated_ends!(large::AsymmetricProducer, large::AsymmetricConsumer);
generated_ends!(large::FullProducer, large::FullConsumer);

/// Ends whose `send` and `recv` wait, and the two sides of a volley.
struct Waits<E>(E);

/// One side of two channels.
struct Side<P, C>(P, C);

/// Sleeps at once.
const PARKING: WaitStrategy = WaitStrategy::PhasedBackoff { spins: 0, yields: 0 };

macro_rules! waits {
    ($($producer:ident, $consumer:ident;)*) => {$(
        impl Sender for Waits<large::$producer> {
            #[inline]
            fn send(&mut self, number: u64) -> bool {
                self.0.send(number).is_ok()
            }

            fn send_some(&mut self, _: &[u64]) -> usize {
                unreachable!("this case sends one at a time")
            }
        }

        impl Receiver for Waits<large::$consumer> {
            #[inline]
            fn receive(&mut self) -> Option<u64> {
                self.0.recv().ok()
            }

            fn receive_some(&mut self, _: &mut u64) -> usize {
                unreachable!("this case receives one at a time")
            }
        }

        impl Player for Side<small::$producer, small::$consumer> {
            #[inline]
            fn hit(&mut self, number: u64) {
                self.0.try_send(number).expect("one message is under way");
            }

            #[inline]
            fn wait(&mut self) -> u64 {
                let mut received = 0;
                let waited = self.1.consume_batch_wait(|number| received = *number, PARKING);
                waited.expect("the other side stays until the end");
                received
            }
        }
    )*};
}

waits! {
    AdaptiveProducer, AdaptiveConsumer;
    AsymmetricProducer, AsymmetricConsumer;
    FullProducer, FullConsumer;
}

/// The index of the contestant that the first one should equal.
const ASYMMETRIC: usize = 1;
const FULL: usize = 2;

type Runs = [fn(&Run<'_>) -> Result<f64, Mismatch>; 3];

/// One run with each of the three channels of a module, by the macro of the name.
macro_rules! runs {
    ($run:ident, $module:ident) => {
        [
            |run| $run!(run, $module::AdaptiveChannel),
            |run| $run!(run, $module::AsymmetricChannel),
            |run| $run!(run, $module::FullChannel),
        ]
    };
}
#[cfg(feature = "futures")]
pub(crate) use runs;

macro_rules! flow {
    ($run:ident, $channel:ty) => {
        $run.transfer(<$channel>::open())
    };
}

macro_rules! flow_that_waits {
    ($run:ident, $channel:ty) => {{
        let (producer, consumer) = <$channel>::open();
        $run.transfer((Waits(producer), Waits(consumer)))
    }};
}

macro_rules! park {
    ($run:ident, $channel:ty) => {{
        let ((to, out), (back, home)) = (<$channel>::open(), <$channel>::open());
        $run.volley((Side(to, home), Side(back, out)))
    }};
}

/// The first of the three is to take at most so many times what another one takes.
pub(crate) fn case(
    name: &'static str,
    messages: Messages,
    runs: Runs,
    like: usize,
    most: f64,
) -> Case {
    let names = ["adaptive", "asymmetric", "full"].into_iter();
    let contestants = names.zip(runs).map(|(name, run)| Contestant { name, run }).collect();
    let target = |to| (to == like).then_some(most);
    let ratios = [ASYMMETRIC, FULL].map(|to| Ratio { of: 0, to, target: target(to) });
    Case { name, messages, contestants, ratios: ratios.into() }
}

pub(crate) fn cases() -> Vec<Case> {
    let cases = vec![
        case("fences/single", Messages::Single, runs!(flow, large), ASYMMETRIC, 1.02),
        case("fences/batches", Messages::Batches, runs!(flow, large), ASYMMETRIC, 1.02),
        case("fences/waiting", Messages::Single, runs!(flow_that_waits, large), ASYMMETRIC, 1.02),
        case("fences/sleeping", Messages::Volleys, runs!(park, small), FULL, 1.05),
    ];
    #[cfg(feature = "futures")]
    let cases = [cases, crate::tasks::cases()].into_iter().flatten().collect();
    cases
}
