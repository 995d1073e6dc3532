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
/// Where values begin.
const VALUES: usize = 230;
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
        image.bottom += GAP;
        image.wrapped(MARGIN, &format!("{} {quantity}  {total}", item.name));
    }
    let more = page.items.len().saturating_sub(ITEMS_MAX);
    if let Some(more) = i64::try_from(more).ok().filter(|more| *more > 0) {
        image.wrapped(MARGIN, &(context.text.order.more_items)(more));
    }
    if !page.refunds.is_empty() {
        image.rule();
        for refund in &page.refunds {
            let words = refunds::words(context, refund);
            image.pair(words.term, &words.value);
            image.wrapped(VALUES, &words.at);
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

    /// A text in as many lines as it needs.
    fn wrapped(&mut self, x: usize, text: &str) {
        for line in lines(text, WIDTH - MARGIN - x, TEXT) {
            self.line(x, TEXT, &line);
        }
    }

    /// A term, and its value beside it.
    fn pair(&mut self, term: &str, value: &str) {
        let top = self.bottom + GAP;
        self.bottom = top;
        self.wrapped(MARGIN, term);
        self.bottom = top;
        self.wrapped(VALUES, value);
    }

    /// A line across the image.
    fn rule(&mut self) {
        self.bottom += TEXT;
        let (y, right) = (self.bottom, WIDTH - MARGIN);
        let _ = write!(
            self.shapes,
            "<path stroke=\"#999\" d=\"M{MARGIN} {y}H{right}\"/>"
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
        self.wrapped(VALUES, lead);
        self.wrapped(VALUES, url);
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

/// Splits a text into lines that fit. A Chinese character is as wide as the
/// text is high, any other at most seven tenths of that in most fonts.
fn lines(text: &str, width: usize, size: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let wide = if c.is_ascii() { size * 7 / 10 } else { size };
        if used + wide > width {
            lines.push(String::new());
            used = 0;
        }
        used += wide;
        lines.last_mut().expect("never empty").push(c);
    }
    lines
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
        assert_eq!(lines("", 48, 16), [""]);
        assert_eq!(escaped("<b>\u{8} & c"), "&lt;b&gt; &amp; c");
    }
}
