//! The three choices of the option `fence`, beside one another.
//!
//! What `adaptive` should reach: a round trip as with `full`, an unrelated thread as beside `full`,
//! and a flow of messages as with `asymmetric`.

use crate::case::{Case, Contestant, Ratio};
use crate::channels::spsc;
use crate::common::ends::waiting;
use crate::common::tally::Mismatch;
use crate::run::{BATCH, Messages, Run};
use crate::volley::{parking, sides};

/// The index of the contestant that the first one should equal.
const ASYMMETRIC: usize = 1;
const FULL: usize = 2;

type Runs = [fn(&Run<'_>) -> Result<f64, Mismatch>; 3];

/// One run with each of three channels, by the macro of the name.
macro_rules! runs {
    ($run:ident, [$adaptive:ident, $asymmetric:ident, $full:ident] of $module:path) => {{
        use $module::{$adaptive, $asymmetric, $full};
        [|run| $run!(run, $adaptive), |run| $run!(run, $asymmetric), |run| $run!(run, $full)]
    }};
}
#[cfg(feature = "futures")]
pub(crate) use runs;

macro_rules! large {
    ($run:ident) => {
        runs!($run, [bits_16_adaptive, bits_16_asymmetric, bits_16_full] of spsc)
    };
}

macro_rules! small {
    ($run:ident) => {
        runs!($run, [bits_4_adaptive, bits_4_asymmetric, bits_4_full] of spsc)
    };
}

macro_rules! flow {
    ($run:ident, $channel:ident) => {
        $run.transfer($channel::open())
    };
}

macro_rules! flow_that_waits {
    ($run:ident, $channel:ident) => {
        $run.transfer(waiting($channel::open::<u64>()))
    };
}

macro_rules! park {
    ($run:ident, $channel:ident) => {
        $run.volley(sides($channel::open::<u64>, parking!()))
    };
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
    let (single, batches) = (Messages::Single, Messages::Batches(BATCH));
    let cases = vec![
        case("fences/single", single, large!(flow), ASYMMETRIC, 1.02),
        case("fences/batches", batches, large!(flow), ASYMMETRIC, 1.02),
        case("fences/waiting", single, large!(flow_that_waits), ASYMMETRIC, 1.02),
        case("fences/sleeping", Messages::Volleys, small!(park), FULL, 1.05),
    ];
    #[cfg(feature = "futures")]
    let cases = [cases, crate::tasks::cases()].into_iter().flatten().collect();
    cases
}
