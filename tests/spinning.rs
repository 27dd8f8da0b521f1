//! Who waits spins a little where that can help, and parks at once where it cannot. Each test has a process to
//! itself, since that there are several CPUs is found out once.

use std::sync::Barrier;
use std::thread;

use ringmpsc::{WaitStrategy, Waiter, affinity, numa};
use ringmpsc_tests::{Watchdog, alone};

/// Whether a wait begins by parking.
fn parks_at_once() -> bool {
    let mut parked = false;
    assert!(Waiter::new(WaitStrategy::Blocking).wait(|_| parked = true));
    parked
}

/// The calling thread, and all threads and processes that it starts, have the first CPU only from now on.
fn confine() {
    let cpus = affinity::usable_cpus().unwrap();
    affinity::bind_to_cpu(cpus[0]).unwrap();
}

/// Whether this thread could be moved to another CPU.
fn move_elsewhere() -> bool {
    let here = affinity::usable_cpus().unwrap();
    let topology = numa::Topology::discover();
    let mut cpus = topology.nodes().iter().flat_map(|node| &node.cpus);
    cpus.any(|cpu| !here.contains(cpu) && affinity::bind_to_cpu(*cpu).is_ok())
}

#[test]
fn a_thread_that_is_bound_to_a_cpu_spins() {
    alone("a_thread_that_is_bound_to_a_cpu_spins", || {
        if affinity::process_cpus().unwrap().len() > 1 {
            confine();
            assert!(!parks_at_once(), "the other threads are not bound");
        }
    });
}

#[test]
fn a_process_with_one_cpu_does_not_spin() {
    confine();
    alone("a_process_with_one_cpu_does_not_spin", || {
        let _watchdog = Watchdog::start();
        assert!((0..100).all(|_| parks_at_once()));
        let (moved, noticed) = (Barrier::new(2), Barrier::new(2));
        thread::scope(|scope| {
            let elsewhere = scope.spawn(|| {
                let is_elsewhere = move_elsewhere();
                moved.wait();
                noticed.wait();
                is_elsewhere
            });
            moved.wait();
            let cpus = affinity::process_cpus().unwrap().len();
            // It finds out by the time that it has asked as often again.
            let parks = (0..1000).all(|_| parks_at_once());
            noticed.wait();
            assert_eq!(elsewhere.join().unwrap(), cpus > 1);
            assert_eq!(parks, cpus == 1);
        });
    });
}
