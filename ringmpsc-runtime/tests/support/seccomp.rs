//! System calls that fail: seccomp(2).

use libc::{c_int, c_long, c_ulong, sock_filter, sock_fprog};

/// `offsetof(struct seccomp_data, nr)`
const NUMBER: u32 = 0;

/// The low half of `args[0]` in a `struct seccomp_data`.
const FIRST_ARGUMENT: u32 = if cfg!(target_endian = "little") { 16 } else { 20 };

/// Makes `call` fail with `errno` from now on, in this thread and in the threads that it starts.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn refuse(call: c_long, errno: c_int) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_ERRNO | word(errno.into())),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// Makes `call` kill the process from now on, in this thread and in the threads that it starts.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn kill(call: c_long) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_KILL_PROCESS),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// Makes `call` raise `SIGSYS` from now on, in this thread and in the threads that it starts. The
/// kernel does not make the call.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn trap(call: c_long) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_TRAP),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// Makes `call` fail as [`refuse`] does, but only with this first argument.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn refuse_first_argument(call: c_long, argument: c_int, errno: c_int) {
    refuse_argument(call, 0, argument, errno);
}

/// Makes `call` fail as [`refuse`] does, but only with this value of the argument `index`.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn refuse_argument(call: c_long, index: u32, argument: c_int, errno: c_int) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 3),
        load(FIRST_ARGUMENT + 8 * index),
        skip_unless(word(argument.into()), 1),
        answer(libc::SECCOMP_RET_ERRNO | word(errno.into())),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// Makes every call but these kill the process from now on, in this thread and in the threads that
/// it starts.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn allow_only(calls: &[c_long]) {
    let mut filter = vec![load(NUMBER)];
    for call in calls {
        filter.extend([skip_unless(word(*call), 1), answer(libc::SECCOMP_RET_ALLOW)]);
    }
    filter.push(answer(libc::SECCOMP_RET_KILL_PROCESS));
    install(&mut filter);
}

fn word(number: c_long) -> u32 {
    u32::try_from(number)
        .expect("a system call number, argument or error number is a small natural")
}

fn instruction(code: u32, k: u32, jf: u8) -> sock_filter {
    let code = u16::try_from(code).expect("codes of instructions are short");
    sock_filter { code, jt: 0, jf, k }
}

fn load(offset: u32) -> sock_filter {
    instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, offset, 0)
}

fn skip_unless(equal: u32, instructions: u8) -> sock_filter {
    instruction(libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K, equal, instructions)
}

fn answer(action: u32) -> sock_filter {
    instruction(libc::BPF_RET | libc::BPF_K, action, 0)
}

fn install(filter: &mut [sock_filter]) {
    let program = sock_fprog {
        len: u16::try_from(filter.len()).expect("a filter is short"),
        filter: filter.as_mut_ptr(),
    };
    let (yes, unused): (c_ulong, c_ulong) = (1, 0);
    // SAFETY: this command takes a flag, three unused arguments and no pointers.
    let result = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, yes, unused, unused, unused) };
    assert_eq!(result, 0, "PR_SET_NO_NEW_PRIVS: {}", std::io::Error::last_os_error());
    let mode = c_ulong::from(libc::SECCOMP_MODE_FILTER);
    // SAFETY: the kernel copies the program, which is live, and its `len` instructions, which are
    // those of the borrowed slice.
    let result = unsafe { libc::prctl(libc::PR_SET_SECCOMP, mode, &raw const program) };
    assert_eq!(result, 0, "PR_SET_SECCOMP: {}", std::io::Error::last_os_error());
}
