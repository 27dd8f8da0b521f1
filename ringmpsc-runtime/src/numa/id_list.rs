//! The kernel's list format for sets of ids, `0-3,8,10-11`: see "List format" in [cpuset(7)].
//!
//! [cpuset(7)]: https://man7.org/linux/man-pages/man7/cpuset.7.html

/// Parses a list of ids. Returns the ids in ascending order.
///
/// It ignores whitespace around the list, and accepts an empty list. The kernel writes ids in
/// strictly ascending order, and every CPU or node number fits into a `u16`. So a list is at most
/// 65 536 ids long.
///
/// # Errors
///
/// A description of the fault, if the text is malformed, an id exceeds a `u16`, or the ids are not
/// strictly ascending.
pub(super) fn parse(text: &str) -> Result<Vec<u16>, &'static str> {
    let text = text.trim();
    let mut ids = Vec::new();
    if text.is_empty() {
        return Ok(ids);
    }
    for item in text.split(',') {
        let (first, last) = match item.split_once('-') {
            Some((first, last)) => (parse_id(first)?, parse_id(last)?),
            None => (parse_id(item)?, parse_id(item)?),
        };
        if first > last || ids.last().is_some_and(|previous| *previous >= first) {
            return Err("the ids are not in ascending order");
        }
        ids.extend(first..=last);
    }
    Ok(ids)
}

/// Parses one decimal id, which consists of digits only.
pub(super) fn parse_id(text: &str) -> Result<u16, &'static str> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("an id is not a decimal number");
    }
    text.parse().map_err(|_| "an id is missing or out of range")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats ids as the kernel does.
    fn format(ids: &[u16]) -> String {
        let mut items: Vec<(u16, u16)> = Vec::new();
        for &id in ids {
            match items.last_mut() {
                Some((_, last)) if *last + 1 == id => *last = id,
                _ => items.push((id, id)),
            }
        }
        let items: Vec<String> = items
            .into_iter()
            .map(
                |(first, last)| {
                    if first == last { format!("{first}") } else { format!("{first}-{last}") }
                },
            )
            .collect();
        items.join(",")
    }

    #[test]
    fn lists() {
        assert_eq!(parse(""), Ok(vec![]));
        assert_eq!(parse("\n"), Ok(vec![]));
        assert_eq!(parse("0"), Ok(vec![0]));
        assert_eq!(parse("0-3,8,10-11\n"), Ok(vec![0, 1, 2, 3, 8, 10, 11]));
        assert_eq!(parse("65534-65535"), Ok(vec![65534, 65535]));
    }

    #[test]
    fn what_the_kernel_writes_comes_back() {
        // Every subset of 0..12, and of the same range shifted past one word of a mask.
        for bits in 0_u32..1 << 12 {
            for shift in [0, 60] {
                let ids: Vec<u16> =
                    (0..12).filter(|id| bits >> id & 1 == 1).map(|id| id + shift).collect();
                assert_eq!(parse(&format(&ids)), Ok(ids));
            }
        }
    }

    #[test]
    fn garbage_is_refused() {
        for garbage in [
            "x",
            "0-",
            "-3",
            "-",
            ",",
            "0,",
            ",0",
            "0,,1",
            "3-1",
            "0-3-5",
            "+1",
            "0 1",
            "0, 1",
            "0x1",
            "1,1",
            "0-3,3",
            "8,0",
            "65536",
            "0-4294967295",
            "99999999999999999999",
            "\u{0661}",
        ] {
            assert!(parse(garbage).is_err(), "{garbage:?} is not a list: {:?}", parse(garbage));
        }
    }
}
