//! The size of a page: [sysconf(3)].
//!
//! [sysconf(3)]: https://man7.org/linux/man-pages/man3/sysconf.3.html

/// Returns the size of a page in bytes: a power of two, 4096 on most machines.
pub(crate) fn size() -> usize {
    // SAFETY: the call takes a number and accesses no memory of this program.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).expect("every Linux has a page size")
}

/// Rounds `bytes` up to whole pages. Returns `None` if the result exceeds `usize`.
pub(crate) fn round_up(bytes: usize) -> Option<usize> {
    bytes.checked_next_multiple_of(size())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_is_a_power_of_two() {
        assert!(size().is_power_of_two(), "{}", size());
    }

    #[test]
    fn rounding() {
        let page = size();
        assert_eq!(round_up(0), Some(0));
        assert_eq!(round_up(1), Some(page));
        assert_eq!(round_up(page), Some(page));
        assert_eq!(round_up(page + 1), Some(2 * page));
        assert_eq!(round_up(usize::MAX), None);
    }
}
