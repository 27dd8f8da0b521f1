//! The size of a page: sysconf(3).

/// Bytes in a page of memory: a power of two, 4096 on most machines.
pub(crate) fn size() -> usize {
    // SAFETY: `sysconf` has no obligations: it takes a number and looks at no memory of ours.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).expect("every Linux has a page size")
}

/// `bytes` rounded up to whole pages, or `None` where that exceeds the address space.
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
