//! Placeholder until the generator exists.
