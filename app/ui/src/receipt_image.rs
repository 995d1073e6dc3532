//! The receipt as an SVG image: black on white, in the fonts of the device that
//! opens it. It holds no script, no link and no other file.

use crate::amount::{grouped, yuan};
use crate::context::RenderContext;
use crate::parts::receipt_facts::{ReceiptReader, facts};
use crate::parts::refunds;
use crate::qr_code;
use domain::desk::PayPage;
use domain::order::OrderState;
use std::fmt::Write as _;

/// Width of the image, and its margin, in pixels.
const WIDTH: usize = 640;
const MARGIN: usize = 40;
const RIGHT: usize = WIDTH - MARGIN;
/// Where values begin.
const VALUES: usize = 230;
/// Where the longest prices begin.
const PRICES: usize = 430;
/// Size of the text of facts, and the space between them.
const TEXT: usize = 16;
const GAP: usize = 6;
/// Side of the QR code.
const QR_SIDE: usize = 150;
/// The most items that are drawn.
const ITEMS_MAX: usize = 12;

/// The image of a paid order's receipt.
pub fn receipt_image(context: &RenderContext, page: &PayPage) -> String {
    let text = &context.text.result;
    let mut image = ReceiptImage {
        shapes: String::new(),
        bottom: MARGIN,
    };
    image.line(MARGIN, 18, &page.brand.display_name);
    image.line(MARGIN, 28, &heading(context, page));
    image.bottom += 2 * GAP;
    for fact in facts(context, page, ReceiptReader::Shopper) {
        image.pair(fact.term, &fact.value);
    }
    image.rule();
    for item in page.items.iter().take(ITEMS_MAX) {
        let total = item.unit_price.times(item.quantity);
        let total = yuan(total.unwrap_or(item.unit_price));
        let quantity = (context.text.order.quantity)(&grouped(item.quantity));
        image.item(&format!("{} {quantity}", item.name), &total);
    }
    let more = page.items.len().saturating_sub(ITEMS_MAX);
    if let Some(more) = i64::try_from(more).ok().filter(|more| *more > 0) {
        image.wrapped(MARGIN, RIGHT, &(context.text.order.more_items)(more));
    }
    if !page.refunds.is_empty() {
        image.rule();
        for refund in &page.refunds {
            let words = refunds::words(context, refund);
            image.pair(words.term, &words.value);
            image.wrapped(VALUES, RIGHT, &words.at);
        }
        if let Some(total) = refunds::total(page) {
            image.pair(text.refunds_sum, &yuan(total));
        }
    }
    image.rule();
    image.proof(text.verify_lead, &page.receipt_url);
    image.finish()
}

/// The heading. It says so where money went back: the image is passed on alone.
fn heading(context: &RenderContext, page: &PayPage) -> String {
    let text = &context.text.result;
    match page.state {
        OrderState::Refunded => (text.receipt_of)(text.refunded),
        OrderState::PartiallyRefunded => (text.receipt_of)(text.partly_refunded),
        _ => text.receipt.to_owned(),
    }
}

/// What was drawn, from the top down.
struct ReceiptImage {
    shapes: String,
    bottom: usize,
}

impl ReceiptImage {
    /// One line of text of this size.
    fn line(&mut self, x: usize, size: usize, text: &str) {
        self.bottom += size * 3 / 2;
        let (y, text) = (self.bottom, escaped(text));
        let _ = write!(
            self.shapes,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{text}</text>"
        );
    }

    /// A text in as many lines as it needs between these two.
    fn wrapped(&mut self, left: usize, right: usize, text: &str) {
        for line in lines(text, right - left, TEXT) {
            self.line(left, TEXT, &line);
        }
    }

    /// A term, and its value beside it.
    fn pair(&mut self, term: &str, value: &str) {
        let top = self.bottom + GAP;
        self.bottom = top;
        self.wrapped(MARGIN, VALUES - TEXT, term);
        let below = self.bottom;
        self.bottom = top;
        self.wrapped(VALUES, RIGHT, value);
        self.bottom = self.bottom.max(below);
    }

    /// What was bought, and at the end of its first line the price.
    fn item(&mut self, name: &str, price: &str) {
        self.bottom += GAP;
        let (y, text) = (self.bottom + TEXT * 3 / 2, escaped(price));
        let _ = write!(
            self.shapes,
            "<text x=\"{RIGHT}\" y=\"{y}\" font-size=\"{TEXT}\" text-anchor=\"end\">{text}</text>"
        );
        self.wrapped(MARGIN, PRICES, name);
    }

    /// A line across the image.
    fn rule(&mut self) {
        self.bottom += TEXT;
        let y = self.bottom;
        let _ = write!(
            self.shapes,
            "<path stroke=\"#999\" d=\"M{MARGIN} {y}H{RIGHT}\"/>"
        );
    }

    /// The QR code of the address that proves the receipt, and the address.
    fn proof(&mut self, lead: &str, url: &str) {
        let top = self.bottom + TEXT;
        if let Some(picture) = qr_code::data_url(url) {
            let _ = write!(
                self.shapes,
                "<image x=\"{MARGIN}\" y=\"{top}\" width=\"{QR_SIDE}\" height=\"{QR_SIDE}\" \
                 href=\"{picture}\"/>"
            );
        }
        self.bottom = top;
        self.wrapped(VALUES, RIGHT, lead);
        self.wrapped(VALUES, RIGHT, url);
        self.bottom = self.bottom.max(top + QR_SIDE);
    }

    /// The whole image.
    fn finish(self) -> String {
        let height = self.bottom + MARGIN;
        let shapes = self.shapes;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, 'PingFang SC', 'Microsoft YaHei', \
             'Noto Sans CJK SC', sans-serif\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{shapes}</svg>"
        )
    }
}

/// Splits a text into lines that fit: between words and beside Chinese
/// characters, or anywhere in a word that is longer than a line.
fn lines(text: &str, width: usize, size: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let fits = |used| used + width_of(piece.trim_end(), size) <= width;
        if used > 0 && !fits(used) && fits(0) {
            lines.push(String::new());
            used = 0;
        }
        for c in piece.chars() {
            let wide = width_of_char(c, size);
            if used + wide > width && c != ' ' {
                lines.push(String::new());
                used = 0;
            }
            used += wide;
            lines.last_mut().expect("never empty").push(c);
        }
    }
    lines
}

/// The parts of a text between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        let ends = before.is_some_and(|b: char| b == ' ' || !b.is_ascii() || !c.is_ascii());
        if ends {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

fn width_of(text: &str, size: usize) -> usize {
    text.chars().map(|c| width_of_char(c, size)).sum()
}

/// A Chinese character is as wide as the text is high, any other at most seven
/// tenths of that in most fonts.
const fn width_of_char(c: char, size: usize) -> usize {
    if c.is_ascii() { size * 7 / 10 } else { size }
}

/// Escapes a text for XML, and drops the control characters that XML has not.
fn escaped(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control());
    kept.fold(String::with_capacity(text.len()), |mut all, c| {
        match c {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            c => all.push(c),
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::{escaped, lines};

    #[test]
    fn long_texts_wrap_and_no_text_is_markup() {
        assert_eq!(lines("一二三四五", 48, 16), ["一二三", "四五"]);
        assert_eq!(lines("abcdef", 33, 16), ["abc", "def"]);
        assert_eq!(lines("one two", 60, 16), ["one ", "two"]);
        assert_eq!(lines("到 ICBC 行", 60, 16), ["到 ", "ICBC ", "行"]);
        assert_eq!(lines("", 48, 16), [""]);
        assert_eq!(escaped("<b>\u{8} & c"), "&lt;b&gt; &amp; c");
    }
}
