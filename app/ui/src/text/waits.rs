//! How long to wait after too many requests, rounded up to whole minutes or
//! hours.

/// Chinese.
pub(super) fn zh_cn(wait_s: i64) -> String {
    let wait = match wait_s {
        ..60 => format!("{wait_s} 秒"),
        60..3600 => format!("{} 分钟", up(wait_s, 60)),
        _ => format!("{} 小时", up(wait_s, 3600)),
    };
    format!("操作太频繁，请 {wait}后再试。")
}

/// English.
pub(super) fn en(wait_s: i64) -> String {
    let (many, unit) = match wait_s {
        ..60 => (wait_s, "second"),
        60..3600 => (up(wait_s, 60), "minute"),
        _ => (up(wait_s, 3600), "hour"),
    };
    let plural = if many == 1 { "" } else { "s" };
    format!("That was too often in a short time. Try again in {many} {unit}{plural}.")
}

const fn up(seconds: i64, unit: i64) -> i64 {
    (seconds + unit - 1) / unit
}

#[cfg(test)]
mod tests {
    use super::{en, zh_cn};

    #[test]
    fn a_wait_is_told_in_its_unit_and_never_too_short() {
        for (wait_s, chinese, english) in [
            (1, "1 秒后", "in 1 second."),
            (59, "59 秒后", "in 59 seconds."),
            (60, "1 分钟后", "in 1 minute."),
            (61, "2 分钟后", "in 2 minutes."),
            (3_600, "1 小时后", "in 1 hour."),
            (3_601, "2 小时后", "in 2 hours."),
        ] {
            assert!(zh_cn(wait_s).contains(chinese), "{}", zh_cn(wait_s));
            assert!(en(wait_s).ends_with(english), "{}", en(wait_s));
        }
    }
}
