//! The kernel facilities behind `ringmpsc`, one per file.
