//! The message: a number, as often as it fits into a cache line, each time in another form.

use ringmpsc::process::Plain;

/// A torn record has words that do not agree.
pub(crate) type Record = [u64; 8];

const _: fn() = || {
    fn is_plain<T: Plain>() {}
    is_plain::<Record>();
};

/// Returns the record with this number.
pub(crate) fn record(number: u64) -> Record {
    [0, 1, 2, 3, 4, 5, 6, 7].map(|i: u32| number.rotate_left(8 * i) ^ u64::from(i))
}

/// Returns the number of a record.
///
/// # Panics
///
/// If the record is torn.
pub(crate) fn number(record_: Record) -> u64 {
    let number = record_[0];
    assert_eq!(record_, record(number), "a torn record");
    number
}
