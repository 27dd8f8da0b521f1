//! What is tried.

mod churn;
mod close;
mod dormancy;
mod fences;
mod many;
mod mixed;
mod one_cpu;
mod onlooker;
mod park;
mod sharing;
mod single;

use crate::suite::Scenario;

pub(crate) const ALL: &[Scenario] = &[
    Scenario { name: "one producer", run: single::run, without_membarrier: false },
    Scenario { name: "many producers", run: many::run, without_membarrier: true },
    Scenario { name: "close", run: close::run, without_membarrier: true },
    Scenario { name: "dormancy", run: dormancy::run, without_membarrier: true },
    Scenario { name: "registration churn", run: churn::run, without_membarrier: false },
    Scenario { name: "parking", run: park::run, without_membarrier: true },
    Scenario { name: "fences that adapt", run: fences::run, without_membarrier: false },
    Scenario { name: "all ways of waiting", run: mixed::run, without_membarrier: true },
    Scenario { name: "one processor", run: one_cpu::run, without_membarrier: false },
    Scenario { name: "consumers that share", run: sharing::traffic::run, without_membarrier: true },
    Scenario {
        name: "close with consumers that share",
        run: sharing::close::run,
        without_membarrier: true,
    },
    Scenario { name: "company", run: sharing::company::run, without_membarrier: false },
    Scenario { name: "the first look", run: sharing::first_look::run, without_membarrier: false },
    Scenario { name: "parking together", run: sharing::park::run, without_membarrier: true },
    Scenario {
        name: "churn of rings that are shared",
        run: sharing::churn::run,
        without_membarrier: false,
    },
];
