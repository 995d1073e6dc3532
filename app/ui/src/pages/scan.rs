//! A QR code to scan, rendered as one SVG path: no image to load, sharp at any
//! size. Black on white in every colour scheme, so that phones can read it.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::next_steps;
use domain::desk::PayPage;
use domain::product::Product;
use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

/// The reload without scripts.
const REFRESH_S: u32 = 10;

/// The white border, in modules (ISO/IEC 18004: 4).
const QUIET_ZONE: usize = 4;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.scan;
    let attempt = page.attempt.as_ref();
    let product = attempt.map_or(Product::Scan, |a| a.product);
    let words = (context.text.qr)(product, page.screen);
    let qr = attempt.and_then(|a| a.qr.as_deref());
    let label = (text.picture)(&yuan(page.amount));
    let picture = qr.and_then(path).map(|(size, d)| {
        view! {
            <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect width="100%" height="100%" fill="#fff" />
                <path fill="#000" d=d />
            </svg>
        }
    });
    let steps: Vec<_> = words
        .steps
        .iter()
        .map(|step| view! { <li>{*step}</li> })
        .collect();
    let check = context
        .document
        .link(&format!("/return/{}", page.token.as_str()));
    let body = view! {
        <h1 class="title">{words.title}</h1>
        <p class="lead">{words.lead}</p>
        <div class="scan">
            <div class="scan__frame">{picture}</div>
            <div class="scan__words">
                <ol class="steps">{steps}</ol>
                <p class="next">{text.by_itself}</p>
            </div>
        </div>
        <p class="hint scan__phone">{words.on_phone}</p>
        <div class="actions">
            <a class="button button--quiet" href=check>{text.done}</a>
            {next_steps::another_way(context, page, context.text.layout.another_way)}
        </div>
    };
    PageBody {
        refresh_s: Some(REFRESH_S),
        ..PageBody::new(words.title, body.into_any())
    }
}

/// The side with its quiet zone, and the dark modules as one path of horizontal
/// runs. `None` for content that fits no QR code.
fn path(content: &str) -> Option<(usize, String)> {
    use std::fmt::Write as _;
    let code = QRBuilder::new(content).ecl(ECL::M).build().ok()?;
    let mut d = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|&x| code[y][x].value()).count();
            if run > 0 {
                let _ = write!(d, "M{} {}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += run.max(1);
        }
    }
    Some((code.size + 2 * QUIET_ZONE, d))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_qr_has_its_border_and_its_three_eyes() {
        let (side, d) =
            path("https://qr.95516.com/00010000/62131234567890123456789012345").expect("fits");
        assert!(side >= 21 + 8);
        assert!(d.starts_with("M4 4h7v1h-7z"), "the first eye's upper edge");
        assert!(path(&"x".repeat(8000)).is_none());
    }
}
