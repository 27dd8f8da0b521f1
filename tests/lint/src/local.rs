//! A message that is declared in the body of a function.

use ringmpsc::ring_channel;

/// Sends the numbers through a channel of its own and adds up what arrives.
#[must_use]
#[inline]
pub fn sum(numbers: &[u32]) -> u32 {
    /// Known to this function.
    #[ring_channel(kind = spsc, bits = 3)]
    #[derive(Clone, Copy, Debug)]
    struct Number(u32);

    let (mut producer, mut consumer) = NumberChannel::open();
    let mut sum = 0_u32;
    for number in numbers {
        if producer.try_send(Number(*number)).is_ok() {
            let received = consumer.consume_batch(|number| sum = sum.wrapping_add(number.0));
            debug_assert_eq!(received, 1, "it was just sent");
        }
    }
    sum
}

/// The sum of what was sent is the sum.
#[test]
fn everything_arrives() {
    assert_eq!(sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 55);
}
