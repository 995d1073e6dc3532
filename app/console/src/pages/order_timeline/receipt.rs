//! A network's own facts of money that moved. An account shows by its last four
//! digits.

use super::words::Words;
use crate::pages::page_context::PageContext;
use domain::attempt::Receipt;
use domain::channel_id::ChannelId;
use ui::amount::yuan;
use ui::words::network_number;

/// Adds them to an entry.
pub(super) fn add(
    page: &PageContext<'_>,
    words: &mut Words,
    channel: &ChannelId,
    receipt: Option<&Receipt>,
) {
    let Some(receipt) = receipt else { return };
    let text = &page.text.timeline;
    if receipt.defect {
        words.note(text.defect);
    }
    let number = network_number(page.document.locale, channel);
    words.number(number, &receipt.network_id);
    words.number(text.moved, yuan(receipt.amount));
    let account = receipt.account.as_deref().and_then(last4);
    if let Some(last4) = account {
        words.number(text.account, (text.card)(last4));
    }
    for (term, value) in [
        (text.trace, &receipt.trace),
        (text.settle_date, &receipt.settle_date),
    ] {
        if let Some(value) = value {
            words.number(term, value);
        }
    }
}

/// The last four digits of a number that a network masked.
fn last4(account: &str) -> Option<&str> {
    let start = account.len().checked_sub(4)?;
    let end = account.get(start..)?;
    end.bytes().all(|b| b.is_ascii_digit()).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::last4;

    #[test]
    fn of_an_account_only_the_last_four_digits_are_shown() {
        assert_eq!(last4("621626******0018"), Some("0018"));
        for other in ["", "018", "6216********", "尾号 一二三四"] {
            assert_eq!(last4(other), None, "{other}");
        }
    }
}
