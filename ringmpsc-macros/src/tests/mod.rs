//! Tests that see the inside: texts, spans, decisions.

mod errors;
mod model;
mod passes_through;
mod vocabulary;
