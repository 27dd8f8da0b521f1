//! Software prefetches: of messages, with the option `prefetch`, and of a line that will be written.

/// Asks the processor to bring the line at `address` closer. Any address will do: a prefetch of an
/// address that cannot be read does nothing.
#[inline]
pub(crate) fn prefetch_read<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch needs SSE, which every x86-64 has, and never faults, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }
    #[cfg(target_arch = "aarch64")]
    {
        // SAFETY: `prfm` never faults, whatever the address, and changes no register or flag.
        unsafe {
            core::arch::asm!("prfm pldl1keep, [{0}]", in(reg) address, options(nostack, preserves_flags, readonly));
        }
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}

/// Asks the processor for the line at `address`, to be written soon. Any address will do, as above.
#[inline]
pub(crate) fn prefetch_write<T>(address: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: `prefetchw` never faults, whatever the address, and changes no register or flag. It is in every
        // x86-64, where it does nothing at worst. (The intrinsic becomes another instruction without a target feature.)
        unsafe {
            core::arch::asm!("prefetchw [{0}]", in(reg) address, options(nostack, preserves_flags, readonly));
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        // SAFETY: `prfm` never faults, whatever the address, and changes no register or flag.
        unsafe {
            core::arch::asm!("prfm pstl1keep, [{0}]", in(reg) address, options(nostack, preserves_flags, readonly));
        }
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}
