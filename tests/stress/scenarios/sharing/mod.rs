//! Consumers that share one ring, or many.

pub(super) mod churn;
pub(super) mod close;
pub(super) mod company;
pub(super) mod first_look;
pub(super) mod park;
pub(super) mod traffic;
