//! Monotonic time: [`clock_gettime(2)`] with `CLOCK_MONOTONIC`.
//!
//! [`clock_gettime(2)`]: https://man7.org/linux/man-pages/man2/clock_gettime.2.html

use std::mem::MaybeUninit;

use crate::SyscallError;

/// Returns the time of the monotonic clock in nanoseconds: [`clock_gettime(2)`].
///
/// The origin of the clock is unspecified, so only the difference of two times has a meaning. The
/// clock never goes backwards, not even between threads. It cannot be set, and it stops while the
/// machine is suspended. A `u64` of nanoseconds lasts 584 years.
///
/// # Panics
///
/// If there is no monotonic clock. This happens only in a sandbox that refuses `clock_gettime`.
///
/// # Progress and cost
///
/// Wait-free, 20 to 30 ns: the vDSO answers without entering the kernel.
///
/// ```
/// let start = ringmpsc_runtime::clock::now_nanos();
/// let elapsed = ringmpsc_runtime::clock::now_nanos() - start;
/// # let _ = elapsed;
/// ```
///
/// [`clock_gettime(2)`]: https://man7.org/linux/man-pages/man2/clock_gettime.2.html
#[inline]
pub fn now_nanos() -> u64 {
    try_now_nanos().expect("CLOCK_MONOTONIC is refused")
}

/// Returns the time as [`now_nanos`] does, or an error if there is no clock.
///
/// # Errors
///
/// The error of `clock_gettime`, if a sandbox refuses the call and the vDSO does not answer.
///
/// # Progress and cost
///
/// Wait-free, 20 to 30 ns.
///
/// ```
/// use ringmpsc_runtime::clock;
///
/// let start = clock::try_now_nanos()?;
/// assert!(clock::now_nanos() >= start);
/// # Ok::<(), ringmpsc_runtime::SyscallError>(())
/// ```
#[inline]
#[expect(clippy::missing_panics_doc, reason = "the clock started at 0, and never goes backwards")]
pub fn try_now_nanos() -> Result<u64, SyscallError> {
    // Some C libraries pad the struct with private fields, so a literal is not portable.
    let mut now = MaybeUninit::<libc::timespec>::uninit();
    // SAFETY: the call writes one `timespec` to the second argument, which points to live,
    // exclusively borrowed memory for one.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, now.as_mut_ptr()) };
    if result == -1 {
        return Err(SyscallError::last("clock_gettime"));
    }
    // SAFETY: the call has succeeded, so it has written the `timespec`.
    let now = unsafe { now.assume_init() };
    let seconds = u64::try_from(now.tv_sec).expect("monotonic time is not negative");
    let nanos = u64::try_from(now.tv_nsec).expect("a fraction of a second is not negative");
    Ok(seconds * 1_000_000_000 + nanos)
}
