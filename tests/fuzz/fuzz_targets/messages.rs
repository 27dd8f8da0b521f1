#![no_main]

#[path = "../../hostile/mod.rs"]
#[allow(dead_code, reason = "the other fuzzer uses the other half")]
mod hostile;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    hostile::messages::run(input);
});
