//! What a hostile peer can send, made of arbitrary bytes.
//!
//! The test `hostile_inputs` runs these functions with random bytes, and the fuzzers of `fuzz/`
//! with bytes that lead to new branches. Each outcome is a value or a typed error: a panic, an
//! access outside of the mapping or a descriptor that stays open is a fault.

mod bytes;
pub(crate) mod file;
pub(crate) mod messages;

use std::fs;

/// Runs `with`, after which as many descriptors are open as before.
fn leaving_no_descriptor<T>(with: impl FnOnce() -> T) -> T {
    let open = || fs::read_dir("/proc/self/fd").expect("proc is mounted").count();
    let before = open();
    let result = with();
    assert_eq!(open(), before, "descriptors");
    result
}
