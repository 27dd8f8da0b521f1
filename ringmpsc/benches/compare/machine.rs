//! The machine, as far as the system tells.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde::Serialize;

use crate::common::pinning::Stage;
use crate::open_loop::clock::Clock;

/// What is not told.
const UNKNOWN: &str = "unknown";

/// Facts with their names, in the order in which they are shown.
#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) facts: Vec<(&'static str, String)>,
}

impl Machine {
    pub(crate) fn look(stage: &Stage) -> Self {
        let cpus = stage.cpus();
        let pair = &cpus[..cpus.len().min(2)];
        let facts = vec![
            ("Processor", cpuinfo("model name")),
            ("Virtual machine", virtual_machine()),
            ("Kernel", read("/proc/sys/kernel/osrelease")),
            ("CPUs this process may use", list(cpus)),
            ("CPUs of a pinned pair", if pair.len() == 2 { list(pair) } else { UNKNOWN.into() }),
            ("How the pair is related", relation(pair)),
            ("Simultaneous multithreading", smt()),
            ("Caches of the first CPU", pair.first().map_or(UNKNOWN.into(), |cpu| caches(*cpu))),
            ("Frequency governor", pair.first().map_or(UNKNOWN.into(), |cpu| governor(*cpu))),
            ("CPU quota", quota()),
            ("Transparent huge pages", read("/sys/kernel/mm/transparent_hugepage/enabled")),
            ("Load before the first run", read("/proc/loadavg")),
            ("Mitigations", mitigations()),
            ("A read of the clock", clock()),
            ("Compiler", compiler()),
            ("Versions", versions()),
        ];
        Self { facts }
    }
}

/// The trimmed text of a file.
fn look(path: impl AsRef<Path>) -> Option<String> {
    let text = fs::read_to_string(path).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn read(path: impl AsRef<Path>) -> String {
    look(path).unwrap_or(UNKNOWN.into())
}

/// The first value of this name in `/proc/cpuinfo`.
fn cpuinfo(name: &str) -> String {
    let text = read("/proc/cpuinfo");
    let values = text.lines().filter_map(|line| line.split_once(':'));
    let mut named = values.filter(|(key, _)| key.trim() == name);
    named.next().map_or(UNKNOWN.into(), |(_, value)| value.trim().to_owned())
}

fn virtual_machine() -> String {
    let flags = cpuinfo("flags");
    let names =
        ["sys_vendor", "product_name"].map(|name| look(format!("/sys/class/dmi/id/{name}")));
    let names = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let is_guest = flags.split(' ').any(|flag| flag == "hypervisor");
    match (flags.as_str(), is_guest, names.as_str()) {
        (UNKNOWN, ..) => UNKNOWN.into(),
        (_, false, _) => "no".into(),
        (_, true, "") => "yes".into(),
        (_, true, names) => format!("yes ({names})"),
    }
}

fn list(cpus: &[usize]) -> String {
    match cpus {
        [] => UNKNOWN.into(),
        cpus => cpus.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// A file of a CPU's directory.
fn of_cpu(cpu: usize, path: &str) -> Option<String> {
    look(format!("/sys/devices/system/cpu/cpu{cpu}/{path}"))
}

/// Which caches two CPUs share, or that they are one core.
fn relation(pair: &[usize]) -> String {
    let &[first, second] = pair else {
        return UNKNOWN.into();
    };
    let listed = |path: &str| of_cpu(first, path).map(|list| contains(&list, second));
    match listed("topology/thread_siblings_list") {
        None => UNKNOWN.into(),
        Some(true) => "two threads of one core".into(),
        Some(false) => {
            let shared = (0..8)
                .find(|index| listed(&format!("cache/index{index}/shared_cpu_list")) == Some(true));
            let level =
                shared.and_then(|index| of_cpu(first, &format!("cache/index{index}/level")));
            let caches = level.map_or("no cache in common".into(), |level| {
                format!("the first cache in common is L{level}")
            });
            format!("two cores; {caches} (a hypervisor may tell otherwise than it is)")
        }
    }
}

/// Whether a list like `0-3,8` has the CPU.
fn contains(list: &str, cpu: usize) -> bool {
    list.split(',').any(|range| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        match (from.parse(), to.parse()) {
            (Ok(from), Ok(to)) => (from..=to).contains(&cpu),
            _ => false,
        }
    })
}

fn smt() -> String {
    match look("/sys/devices/system/cpu/smt/active").as_deref() {
        Some("1") => "on".into(),
        Some("0") => "off, or not shown to this machine".into(),
        _ => UNKNOWN.into(),
    }
}

fn caches(cpu: usize) -> String {
    let caches = (0..8).map_while(|index| {
        let file = |name| of_cpu(cpu, &format!("cache/index{index}/{name}"));
        let (level, kind, size) = (file("level")?, file("type")?, file("size")?);
        Some(format!("L{level} {} {size}", kind.to_lowercase()))
    });
    let caches = caches.collect::<Vec<_>>().join(", ");
    if caches.is_empty() { UNKNOWN.into() } else { caches }
}

fn governor(cpu: usize) -> String {
    of_cpu(cpu, "cpufreq/scaling_governor").unwrap_or(UNKNOWN.into())
}

/// Of the control group of this process: version 2, or version 1.
fn quota() -> String {
    let groups = read("/proc/self/cgroup");
    let group = |controller: &str| {
        groups.lines().find_map(|line| {
            let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
            controllers.split(',').any(|it| it == controller).then_some(path)
        })
    };
    let unified = group("").and_then(|path| look(format!("/sys/fs/cgroup{path}/cpu.max")));
    let older = group("cpu").and_then(|path| {
        let file = |name| look(format!("/sys/fs/cgroup/cpu{path}/cpu.cfs_{name}_us"));
        match file("quota")?.as_str() {
            "-1" => Some("none".into()),
            quota => Some(format!("{quota} of {} microseconds", file("period")?)),
        }
    });
    unified.or(older).unwrap_or(UNKNOWN.into())
}

/// What cargo, which runs this, would compile with.
fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or("rustc".into());
    let told = Command::new(rustc).arg("--version").output();
    let version = told.ok().and_then(|told| String::from_utf8(told.stdout).ok());
    version.map_or(UNKNOWN.into(), |version| version.trim().to_owned())
}

/// What the clock of the latencies costs.
fn clock() -> String {
    format!("{:.1} ns, after loads", Clock::new().cost())
}

fn versions() -> String {
    let named =
        crate::versions::versions().into_iter().map(|(name, version)| format!("{name} {version}"));
    named.collect::<Vec<_>>().join(", ")
}

/// What the kernel does about faults of the processor, where it does something or should.
fn mitigations() -> String {
    let Ok(faults) = fs::read_dir("/sys/devices/system/cpu/vulnerabilities") else {
        return UNKNOWN.into();
    };
    let mut known: Vec<_> = faults
        .filter_map(|fault| {
            let fault = fault.ok()?;
            let state = look(fault.path()).filter(|state| state != "Not affected")?;
            Some(format!("{}: {state}", fault.file_name().display()))
        })
        .collect();
    known.sort();
    if known.is_empty() { "not affected".into() } else { known.join(" | ") }
}
