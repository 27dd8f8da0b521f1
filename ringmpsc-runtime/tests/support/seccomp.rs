//! System calls that fail: seccomp(2).

use libc::{c_int, c_long, c_ulong, sock_filter, sock_fprog};

/// `offsetof(struct seccomp_data, nr)`
const NUMBER: u32 = 0;

/// The low half of `args[0]` in a `struct seccomp_data`.
const FIRST_ARGUMENT: u32 = if cfg!(target_endian = "little") { 16 } else { 20 };

/// From now on, `call` fails with `errno` in this thread and all that it starts.
pub(crate) fn refuse(call: c_long, errno: c_int) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_ERRNO | word(errno.into())),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// From now on, `call` kills the process, made by this thread or by one that it starts.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn kill(call: c_long) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_KILL_PROCESS),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// From now on, `call` is not made, and raises `SIGSYS` in the thread that tried: this one, or one
/// that it starts.
#[allow(dead_code, reason = "not every test that shares this file needs it")]
pub(crate) fn trap(call: c_long) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 1),
        answer(libc::SECCOMP_RET_TRAP),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
}

/// As [`refuse`], for calls with a certain first argument only.
pub(crate) fn refuse_first_argument(call: c_long, argument: c_int, errno: c_int) {
    install(&mut [
        load(NUMBER),
        skip_unless(word(call), 3),
        load(FIRST_ARGUMENT),
        skip_unless(word(argument.into()), 1),
        answer(libc::SECCOMP_RET_ERRNO | word(errno.into())),
        answer(libc::SECCOMP_RET_ALLOW),
    ]);
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
    // SAFETY: this command takes a flag and three unused arguments, and no pointers.
    let result = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, yes, unused, unused, unused) };
    assert_eq!(result, 0, "PR_SET_NO_NEW_PRIVS: {}", std::io::Error::last_os_error());
    let mode = c_ulong::from(libc::SECCOMP_MODE_FILTER);
    // SAFETY: this command reads the program, which is alive, and its `len` instructions, which are
    // those of the slice it was made from; the kernel copies both.
    let result = unsafe { libc::prctl(libc::PR_SET_SECCOMP, mode, &raw const program) };
    assert_eq!(result, 0, "PR_SET_SECCOMP: {}", std::io::Error::last_os_error());
}
