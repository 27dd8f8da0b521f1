//! Sets `cfg(ringmpsc_loom)` for this package, and so for the sources of ringmpsc that it compiles.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_LOOM").is_some() {
        println!("cargo::rustc-cfg=ringmpsc_loom");
    }
}
