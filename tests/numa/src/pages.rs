//! Where memory is: `move_pages(2)`, asked by the checks themselves.

use std::ptr;

use libc::{c_int, c_long, c_void};

/// Returns the nodes of the pages that `bytes` bytes from `start` on touch, without duplicates.
/// The pages must have been touched.
pub(crate) fn nodes_of(start: *const u8, bytes: usize) -> Vec<u32> {
    const PAGE: usize = 4096;
    let first = start.addr() & !(PAGE - 1);
    let mut pages: Vec<*mut c_void> =
        (first..start.addr() + bytes).step_by(PAGE).map(ptr::without_provenance_mut).collect();
    let mut status: Vec<c_int> = vec![c_int::MIN; pages.len()];
    let this_process: c_long = 0;
    let do_not_move: *const c_int = ptr::null();
    let no_flags: c_long = 0;
    // SAFETY: the kernel reads as many addresses from `pages` as it writes numbers to `status`.
    // Both have that many elements. Without target nodes the call moves no page. It looks up the
    // addresses and does not access the memory there.
    let result = unsafe {
        libc::syscall(
            libc::SYS_move_pages,
            this_process,
            pages.len(),
            pages.as_mut_ptr(),
            do_not_move,
            status.as_mut_ptr(),
            no_flags,
        )
    };
    assert_eq!(result, 0, "move_pages: {}", std::io::Error::last_os_error());
    let mut nodes: Vec<u32> = status
        .iter()
        .map(|&status| u32::try_from(status).unwrap_or_else(|_| panic!("no page: {status}")))
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
