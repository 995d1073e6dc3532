//! The table of contrasts beside the form: the server writes it for the saved
//! colour, and this keeps it true while another one is chosen.

use domain::brand::Colour;
use ui::preview::{ContrastPair, contrast_pairs, ratio_text};
use web_sys::Document;

/// Shows the contrasts of a colour.
pub(crate) fn show(colour: Colour) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    for pair in contrast_pairs(colour) {
        show_pair(&document, &pair);
    }
}

/// A row: its ratio, whether it passes, and the button with the nearest colour.
fn show_pair(document: &Document, pair: &ContrastPair) {
    let part = |name: &str| document.get_element_by_id(&format!("contrast-{}-{name}", pair.id));
    if let Some(ratio) = part("ratio") {
        ratio.set_text_content(Some(&ratio_text(pair.ratio)));
    }
    let passes = pair.nearest.is_none();
    for (name, hidden) in [("pass", !passes), ("fail", passes)] {
        if let Some(part) = part(name) {
            let _ = part.toggle_attribute_with_force("hidden", hidden);
        }
    }
    if let (Some(nearest), Some(button)) = (pair.nearest, part("use")) {
        let colour = nearest.to_string();
        let _ = button.set_attribute("value", &colour);
        if let Some(name) = part("name") {
            name.set_text_content(Some(&colour));
        }
        if let Some(swatch) = part("swatch") {
            let _ = swatch.set_attribute("fill", &colour);
        }
    }
}
