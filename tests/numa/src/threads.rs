//! Threads on nodes.

use std::thread;

use ringmpsc::affinity;
use ringmpsc::numa::Topology;

/// Runs `body` in a thread that is bound to the node with the id `node`.
pub(crate) fn on_node<T: Send>(node: u32, body: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = scope.spawn(|| {
            bind(node);
            body()
        });
        thread.join().expect("the thread has a reason to panic")
    })
}

/// Binds the calling thread to the node with the id `node`.
pub(crate) fn bind(node: u32) {
    let topology = Topology::discover();
    let found = topology.node(node).expect("the machine has the node");
    affinity::bind_to_node(found).expect("the node has CPUs");
    assert_eq!(affinity::current_node().expect("it can be asked"), node);
}

/// Runs `body` in a thread that is bound to one CPU.
pub(crate) fn on_cpu<T: Send>(cpu: usize, body: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = scope.spawn(|| {
            affinity::bind_to_cpu(cpu).expect("the CPU is online");
            body()
        });
        thread.join().expect("the thread has a reason to panic")
    })
}
