//! Ways of waiting.

mod backoff;

pub use self::backoff::Backoff;
