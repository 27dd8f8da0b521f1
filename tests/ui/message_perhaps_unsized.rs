// A message has a size, whatever its parameters.

use ringmpsc::ring_channel;

#[ring_channel(kind = mpsc)]
struct Named<T: ?Sized>(&'static str, T);

fn main() {}
