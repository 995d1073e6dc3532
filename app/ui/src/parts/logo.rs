//! The merchant's logo in the identity bar: the wide one on a PC, the square one on
//! a phone, and on dark pages the variant for these.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use domain::brand::{LogoId, Logos};
use domain::desk::PayPage;
use domain::visit::Screen;
use leptos::prelude::*;

/// The logo; `None` for a brand without one.
pub(super) fn of(context: &RenderContext, page: &PayPage) -> Option<Html> {
    let (light, dark) = variants(&page.brand.logos, page.screen)?;
    let path = |logo: &LogoId| format!("{}/{logo}", context.logo_folder);
    // A preview has one scheme, whatever the browser's is.
    let (shown, other) = match (context.dark, dark) {
        (Some(true), dark) => (dark.unwrap_or(light), None),
        (Some(false), _) => (light, None),
        (None, dark) => (light, dark),
    };
    let image = view! { <img class="bar__logo" src=path(shown) alt="" height="36" /> };
    let Some(other) = other else {
        return Some(image.into_html());
    };
    let dark = "(prefers-color-scheme: dark)";
    let picture = view! { <picture><source media=dark srcset=path(other) />{image}</picture> };
    Some(picture.into_html())
}

/// The logo for this device, and its variant for dark pages.
fn variants(logos: &Logos, screen: Screen) -> Option<(&LogoId, Option<&LogoId>)> {
    let square = (logos.square.as_ref(), logos.square_dark.as_ref());
    let wide = (logos.wide.as_ref(), logos.wide_dark.as_ref());
    let order = match screen {
        Screen::Pc => [wide, square],
        Screen::Phone => [square, wide],
    };
    let mut order = order.into_iter();
    order.find_map(|(light, dark)| Some((light?, dark)))
}

#[cfg(test)]
mod tests {
    use super::variants;
    use domain::brand::{LogoId, Logos};
    use domain::visit::Screen;

    #[test]
    fn each_device_has_the_logo_that_fits_or_the_other_one() {
        let logo = |text| LogoId::parse(text).expect("a name");
        let (square, wide, dark) = (logo("img_a"), logo("img_b"), logo("img_c"));
        let both = Logos {
            square: Some(square.clone()),
            wide: Some(wide.clone()),
            wide_dark: Some(dark.clone()),
            ..Logos::default()
        };
        assert_eq!(variants(&both, Screen::Pc), Some((&wide, Some(&dark))));
        assert_eq!(variants(&both, Screen::Phone), Some((&square, None)));
        let one = Logos {
            square: Some(square.clone()),
            ..Logos::default()
        };
        assert_eq!(variants(&one, Screen::Pc), Some((&square, None)));
        assert_eq!(variants(&Logos::default(), Screen::Pc), None);
    }
}
