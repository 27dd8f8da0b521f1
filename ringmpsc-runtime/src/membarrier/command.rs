//! The system call, and its registration commands.

use std::ffi::OsStr;

use libc::{c_int, c_long};

use super::Unavailable;
use crate::{SyscallError, calls};

// <linux/membarrier.h>
pub(super) const QUERY: c_int = 0;
pub(super) const GLOBAL_EXPEDITED: c_int = 1 << 1;
pub(super) const REGISTER_GLOBAL_EXPEDITED: c_int = 1 << 2;
pub(super) const PRIVATE_EXPEDITED: c_int = 1 << 3;
pub(super) const REGISTER_PRIVATE_EXPEDITED: c_int = 1 << 4;

/// A barrier command and its registration command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Barrier {
    pub(super) heavy: c_int,
    pub(super) register: c_int,
}

/// Between the threads of one process.
pub(super) const PRIVATE: Barrier =
    Barrier { heavy: PRIVATE_EXPEDITED, register: REGISTER_PRIVATE_EXPEDITED };

/// Between the threads of all registered processes.
pub(super) const GLOBAL: Barrier =
    Barrier { heavy: GLOBAL_EXPEDITED, register: REGISTER_GLOBAL_EXPEDITED };

/// Registers for `barrier`, unless `variable` disables the facility.
pub(super) fn register(barrier: Barrier, variable: Option<&OsStr>) -> Result<(), Unavailable> {
    if is_disabled(variable) {
        return Err(Unavailable::Disabled);
    }
    query_and_register(barrier, call)
}

/// Returns whether the value of the environment variable disables the facility.
fn is_disabled(value: Option<&OsStr>) -> bool {
    value == Some(OsStr::new("full"))
}

/// Queries the commands of the kernel, and registers if it has the required ones.
fn query_and_register(
    barrier: Barrier,
    call: impl Fn(c_int) -> Result<c_long, SyscallError>,
) -> Result<(), Unavailable> {
    let needed = c_long::from(barrier.heavy | barrier.register);
    let supported = call(QUERY).map_err(Unavailable::Refused)?;
    if supported & needed != needed {
        return Err(Unavailable::Unsupported);
    }
    call(barrier.register).map_err(Unavailable::Refused)?;
    Ok(())
}

/// Calls membarrier(2) without flags. The C libraries have no wrapper for it.
pub(super) fn call(command: c_int) -> Result<c_long, SyscallError> {
    let command = c_long::from(command);
    let no_flags: c_long = 0;
    let no_cpu: c_long = 0;
    calls::MEMBARRIER.count();
    // SAFETY: the three arguments are those of membarrier(2), each a full register wide. The call
    // accesses no memory of this program, and the kernel answers an unknown command with an error.
    let result = unsafe { libc::syscall(libc::SYS_membarrier, command, no_flags, no_cpu) };
    if result == -1 {
        return Err(SyscallError::last("membarrier"));
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// As in the manual page of membarrier(2).
    #[test]
    fn a_registration_is_a_query_and_a_command() {
        for (barrier, supported, command) in [(PRIVATE, 8 | 16, 16), (GLOBAL, 2 | 4, 4)] {
            let asked = Cell::new(Vec::new());
            let result = query_and_register(barrier, |command| {
                asked.set([asked.take(), vec![command]].concat());
                Ok(supported)
            });
            assert_eq!((result, asked.into_inner()), (Ok(()), vec![0, command]));
        }
    }

    #[test]
    fn only_full_disables() {
        assert!(is_disabled(Some(OsStr::new("full"))));
        for other in ["", "FULL", "full ", "asymmetric", "0"] {
            assert!(!is_disabled(Some(OsStr::new(other))), "{other:?}");
        }
        assert!(!is_disabled(None));
    }

    #[test]
    fn no_registration_with_a_kernel_that_lacks_a_command() {
        for barrier in [PRIVATE, GLOBAL] {
            for partial in [0, barrier.heavy, barrier.register, !barrier.heavy] {
                let result = query_and_register(barrier, |command| {
                    assert_eq!(command, QUERY, "only the query may be made");
                    Ok(c_long::from(partial & c_int::MAX))
                });
                assert_eq!(result, Err(Unavailable::Unsupported));
            }
        }
    }

    #[test]
    fn a_refused_registration_is_unavailable() {
        let error = SyscallError::new("membarrier", libc::EPERM);
        let result = query_and_register(PRIVATE, |command| match command {
            QUERY => Ok(0x3ff),
            _ => Err(error),
        });
        assert_eq!(result, Err(Unavailable::Refused(error)));
    }
}
