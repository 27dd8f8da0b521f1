//! The size of the memory of the machine: [sysinfo(2)].
//!
//! [sysinfo(2)]: https://man7.org/linux/man-pages/man2/sysinfo.2.html

use std::io;
use std::mem::MaybeUninit;

/// Returns the size of the memory and the swap space of the machine in bytes, in use or not.
pub(crate) fn memory_and_swap() -> io::Result<u64> {
    let mut info = MaybeUninit::<libc::sysinfo>::zeroed();
    // SAFETY: the kernel writes one `sysinfo` to the argument, which points to live, exclusively
    // borrowed memory for one.
    let result = unsafe { libc::sysinfo(info.as_mut_ptr()) };
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the struct was zeroed, and the call has written its part. (musl reserves bytes at the
    // end that the kernel does not write.) Any bytes are valid integers.
    let info = unsafe { info.assume_init() };
    let units = info.totalram.saturating_add(info.totalswap);
    Ok(units.saturating_mul(info.mem_unit.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_memory_that_proc_reports() {
        let text = std::fs::read_to_string("/proc/meminfo").expect("proc is mounted");
        let total = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("it is there");
            let kilobytes = line.trim().strip_suffix(" kB").expect("the unit is kB");
            kilobytes.parse::<u64>().expect("it is a number") * 1024
        };
        let expected = total("MemTotal:") + total("SwapTotal:");
        assert_eq!(memory_and_swap().expect("it can be asked"), expected);
    }
}
