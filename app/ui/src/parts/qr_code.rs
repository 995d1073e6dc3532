//! A QR code as one SVG path: no image to load, sharp at any size. Black on
//! white in every colour scheme, so that phones can read it.

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

/// The white border, in modules (ISO/IEC 18004: 4).
const QUIET_ZONE: usize = 4;

/// The QR code of `content`, named `label`. `None` for content that fits no QR
/// code.
pub(crate) fn qr_code(content: &str, label: String) -> Option<AnyView> {
    let (size, d) = path(content)?;
    let code = view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff" />
            <path fill="#000" d=d />
        </svg>
    };
    Some(code.into_any())
}

/// The side with its quiet zone, and the dark modules as one path of horizontal
/// runs.
pub(crate) fn path(content: &str) -> Option<(usize, String)> {
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
