//! What ThreadSanitizer must be told about a standard library that is not instrumented.

use std::ffi::c_char;

/// The suppressions, with their reasons, in the sanitizer's own format.
static SUPPRESSIONS: &str = concat!(include_str!("tsan.supp"), "\0");

/// ThreadSanitizer's runtime calls this when it starts, if it is there.
#[unsafe(no_mangle)]
extern "C" fn __tsan_default_suppressions() -> *const c_char {
    SUPPRESSIONS.as_ptr().cast()
}
