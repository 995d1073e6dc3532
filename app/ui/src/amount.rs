//! The formats of amounts and counts on pages.

use domain::money::Money;

/// `¥1,280.00`.
pub fn yuan(amount: Money) -> String {
    format!("¥{}", amount.grouped())
}

/// `1,000,000`.
pub fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn counts_are_read_in_groups_of_three() {
        let read = [0, 999, 1_000, 123_456, 1_000_000, u32::MAX].map(grouped);
        let meant = ["0", "999", "1,000", "123,456", "1,000,000", "4,294,967,295"];
        assert_eq!(read, meant);
    }
}
