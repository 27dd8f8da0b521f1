//! Unit tests: error texts, spans, decisions, expansions.

mod advice;
mod attributes;
mod budgets;
mod errors;
mod expansion;
mod hygiene;
mod model;
mod passes_through;
mod recovers;
mod snapshots;
mod vocabulary;
