//! Repeating a system call that a signal interrupts: `EINTR` in [signal(7)].
//!
//! [signal(7)]: https://man7.org/linux/man-pages/man7/signal.7.html

use std::io;

/// Repeats `call` until it returns anything but `EINTR`.
pub(crate) fn until_uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_interrupted_calls_are_repeated() {
        let mut answers = [libc::EINTR, libc::EINTR, libc::EPERM, libc::EINTR].into_iter();
        let error = until_uninterrupted(|| -> io::Result<()> {
            Err(io::Error::from_raw_os_error(answers.next().expect("there is an answer")))
        })
        .expect_err("the third answer ends the loop");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
        assert_eq!(answers.len(), 1);
        assert_eq!(until_uninterrupted(|| Ok(7)).expect("it succeeds"), 7);
    }
}
