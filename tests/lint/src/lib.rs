//! An expansion causes no warning in the crate it stands in, however strict that is, and whether or
//! not its parts are used. Below are the lints that code of this shape can set off and that are not
//! on by default; `warnings` are those that are.
//!
//! Two are missing on purpose. `single_use_lifetimes` points at a lifetime of the message, because
//! the generated implementations repeat it. `clippy::restriction` as a group contradicts itself.

#![forbid(unsafe_code, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    warnings,
    absolute_paths_not_starting_with_crate,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    impl_trait_redundant_captures,
    keyword_idents,
    let_underscore_drop,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    redundant_imports,
    redundant_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_op_in_unsafe_fn,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(
    clippy::absolute_paths,
    clippy::allow_attributes,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::missing_docs_in_private_items,
    clippy::missing_inline_in_public_items,
    clippy::multiple_inherent_impl,
    clippy::multiple_unsafe_ops_per_block,
    clippy::same_name_method,
    clippy::single_char_lifetime_names,
    clippy::undocumented_unsafe_blocks,
    clippy::unneeded_field_pattern,
    clippy::unwrap_used
)]

pub mod attributes;
pub mod conditional;
pub mod generic;
pub mod local;
pub mod names;
mod private;
pub mod public;
pub mod scoped;
