//! Hostile inputs of random bytes: see `hostile/mod.rs`. The fuzzers in `fuzz/` find better ones.

mod hostile;

/// How many inputs of each kind.
const INPUTS: usize = 5000;

/// Runs random inputs, of many lengths. Some of them must be accepted, and some refused.
fn with_random_inputs(run: fn(&[u8]) -> bool, seed: u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut accepted = 0;
    for _ in 0..INPUTS {
        let mut input = vec![0; random.usize(..400)];
        random.fill(&mut input);
        accepted += usize::from(run(&input));
    }
    assert!((INPUTS / 20..INPUTS * 19 / 20).contains(&accepted), "{accepted} of {INPUTS}");
}

/// Both tests count the descriptors of the process, so they are one.
#[test]
fn each_input_has_a_value_or_an_error() {
    with_random_inputs(hostile::file::run, 1);
    with_random_inputs(hostile::messages::run, 2);
}
