//! The attribute macro of `ringmpsc`.
