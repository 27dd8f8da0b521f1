//! CPU affinity. Every test binds a thread of its own.

#[path = "support/tree.rs"]
mod tree;

use std::fs;
use std::io;
use std::thread;

use ringmpsc_runtime::affinity;
use ringmpsc_runtime::numa::{Node, Topology};
use tree::Tree;

/// Runs `body` in a new thread, with the usable CPUs. The changed affinity ends with the thread.
fn in_a_thread(body: impl FnOnce(Vec<usize>) + Send) {
    thread::scope(|scope| {
        let thread =
            scope.spawn(|| body(affinity::usable_cpus().expect("an affinity can be read")));
        thread.join().expect("the body of the test has passed");
    });
}

/// Creates a node with these CPUs.
fn node(cpus: &str) -> Node {
    let tree = Tree::online("0").node(0, cpus, 1024, "10");
    let topology = Topology::from_sysfs(tree.root());
    assert_eq!(topology.problems(), []);
    topology.nodes()[0].clone()
}

fn usable() -> Vec<usize> {
    affinity::usable_cpus().expect("an affinity can be read")
}

#[test]
fn usable_cpus_are_those_of_proc() {
    in_a_thread(|cpus| {
        assert!(!cpus.is_empty());
        let status = fs::read_to_string("/proc/thread-self/status").expect("proc is mounted");
        let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        let allowed = node(line.expect("proc tells the affinity").trim()).cpus;
        // The list has CPUs that may be plugged in later. The system call leaves them out.
        let online =
            fs::read_to_string("/sys/devices/system/cpu/online").expect("sysfs is mounted");
        let online = node(online.trim()).cpus;
        let expected: Vec<_> = allowed.into_iter().filter(|cpu| online.contains(cpu)).collect();
        assert_eq!(expected, cpus);
    });
}

#[test]
fn a_process_may_run_where_one_of_its_threads_may() {
    in_a_thread(|cpus| {
        // The other threads of the test program may run anywhere.
        affinity::bind_to_cpu(cpus[0]).expect("the CPU is usable");
        assert_eq!(affinity::process_cpus().expect("proc is mounted"), cpus);
    });
}

#[test]
fn a_bound_thread_runs_there_and_can_be_released() {
    in_a_thread(|before| {
        for &cpu in &before {
            affinity::bind_to_cpu(cpu).expect("the CPU is usable");
            assert_eq!(affinity::current_cpu().expect("it can be asked"), cpu);
            assert_eq!(usable(), [cpu]);
        }
        affinity::bind_to_cpus(&before).expect("the CPUs were usable");
        assert_eq!(usable(), before);
    });
}

#[test]
fn the_node_of_a_bound_thread_is_that_of_its_cpu() {
    in_a_thread(|before| {
        let topology = Topology::discover();
        for cpu in before {
            affinity::bind_to_cpu(cpu).expect("the CPU is usable");
            let node = affinity::current_node().expect("it can be asked");
            if topology.is_assumed() {
                eprintln!("the system does not tell the nodes: {:?}", topology.problems());
            } else {
                assert_eq!(topology.node_of_cpu(cpu), Some(node));
            }
        }
    });
}

#[test]
fn cpus_that_do_not_exist_are_refused() {
    in_a_thread(|before| {
        for cpu in [9000, 65_535, 65_536, usize::MAX - 1, usize::MAX] {
            let error = affinity::bind_to_cpu(cpu).expect_err("no machine has such a CPU");
            assert_eq!(error.raw_os_error(), Some(libc::EINVAL), "{cpu}");
        }
        let error = affinity::bind_to_cpus(&[]).expect_err("a thread needs a CPU");
        assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
        assert_eq!(usable(), before);
    });
}

#[test]
fn cpus_that_do_not_exist_are_ignored_beside_others() {
    in_a_thread(|before| {
        affinity::bind_to_cpus(&[usize::MAX, before[0], 9000]).expect("one of them is usable");
        assert_eq!(usable(), before[..1]);
    });
}

#[test]
fn binding_to_a_node_takes_its_cpus() {
    in_a_thread(|before| {
        let last = before.len() - 1;
        affinity::bind_to_node(&node(&before[last].to_string())).expect("the CPU is usable");
        assert_eq!(usable(), before[last..]);
    });
}

/// On a machine with one CPU this equals the test before it.
#[test]
fn binding_to_a_node_takes_all_of_its_cpus() {
    in_a_thread(|before| {
        let list: Vec<String> = before.iter().map(usize::to_string).collect();
        affinity::bind_to_node(&node(&list.join(","))).expect("the CPUs are usable");
        assert_eq!(usable(), before);
    });
}

#[test]
fn binding_to_a_node_does_not_widen_an_affinity_within_it() {
    in_a_thread(|before| {
        let list: Vec<String> = before.iter().map(usize::to_string).collect();
        let all = node(&list.join(","));
        affinity::bind_to_cpu(before[0]).expect("the CPU is usable");
        affinity::bind_to_node(&all).expect("the CPU is usable");
        assert_eq!(usable(), before[..1]);
    });
}

#[test]
fn binding_to_another_node_moves_there() {
    in_a_thread(|before| {
        let (here, elsewhere) = (before[0], before[before.len() - 1]);
        affinity::bind_to_cpu(here).expect("the CPU is usable");
        affinity::bind_to_node(&node(&elsewhere.to_string())).expect("the CPU is usable");
        assert_eq!(usable(), [elsewhere]);
    });
}

#[test]
fn a_node_without_cpus_is_refused() {
    in_a_thread(|before| {
        let error = affinity::bind_to_node(&node("")).expect_err("there is no CPU");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert_eq!(usable(), before);
    });
}
