//! The form of a brand, read in the same way by the server and by the preview in
//! the browser.

use super::{ConsoleField, ConsoleProblem};
use crate::brand::{
    Brand, ButtonWords, Colour, Font, MESSAGE_MAX, NAME_MAX, Radius, SUPPORT_MAX, is_link,
};
use crate::product::Product;

/// What is wrong with a form.
type Mistakes = Vec<(ConsoleField, ConsoleProblem)>;

/// The brand that a form describes, with what is wrong in it. A field that is
/// missing or wrong has the value of `before`; the logos are always those of
/// `before`. `field` answers the text of a field by its name.
pub fn read_brand_form(
    before: &Brand,
    field: &dyn Fn(&str) -> Option<String>,
) -> (Brand, Mistakes) {
    let mut mistakes = Vec::new();
    let mut brand = before.clone();
    if let Some(name) = field("display_name") {
        match ConsoleProblem::of_line(&name, NAME_MAX) {
            None => name.trim().clone_into(&mut brand.display_name),
            Some(problem) => mistakes.push((ConsoleField::DisplayName, problem)),
        }
    }
    if let Some(colour) = field("colour") {
        match Colour::parse(colour.trim()) {
            Ok(colour) => brand.colour = colour,
            Err(_) => mistakes.push((ConsoleField::Colour, ConsoleProblem::Format)),
        }
    }
    let text = |name: &str, max| {
        Some(optional(&field(name)?, |text| {
            ConsoleProblem::of_line(text, max)
        }))
    };
    let link = |name: &str| {
        let problem = |address: &str| (!is_link(address)).then_some(ConsoleProblem::Format);
        Some(optional(&field(name)?, problem))
    };
    for (answer, of, place) in [
        (
            text("support", SUPPORT_MAX),
            ConsoleField::Support,
            &mut brand.support,
        ),
        (
            text("message", MESSAGE_MAX),
            ConsoleField::Message,
            &mut brand.message,
        ),
        (link("terms"), ConsoleField::Terms, &mut brand.terms),
        (link("privacy"), ConsoleField::Privacy, &mut brand.privacy),
    ] {
        match answer {
            None => {}
            Some(Ok(value)) => *place = value,
            Some(Err(problem)) => mistakes.push((of, problem)),
        }
    }
    set(
        &mut brand.radius,
        field("radius"),
        &Radius::ALL,
        Radius::name,
    );
    set(&mut brand.font, field("font"), &Font::ALL, Font::name);
    set(
        &mut brand.button,
        field("button"),
        &ButtonWords::ALL,
        ButtonWords::name,
    );
    brand.ways = ways(before, field);
    (brand, mistakes)
}

/// An optional text: `None` where it is empty.
fn optional(
    text: &str,
    problem: impl Fn(&str) -> Option<ConsoleProblem>,
) -> Result<Option<String>, ConsoleProblem> {
    let text = text.trim();
    match problem(text) {
        _ if text.is_empty() => Ok(None),
        None => Ok(Some(text.to_owned())),
        Some(problem) => Err(problem),
    }
}

/// A choice from a list. A text that is not on it comes from no form of ours.
fn set<T: Copy>(value: &mut T, text: Option<String>, all: &[T], name: fn(T) -> &'static str) {
    let named = |text: String| all.iter().copied().find(|one| name(*one) == text);
    *value = text.and_then(named).unwrap_or(*value);
}

/// The order of the ways, by the place that the form has for each: `way_scan=1`. Of
/// two at the same place the one that stood first stays first.
fn ways(before: &Brand, field: &dyn Fn(&str) -> Option<String>) -> Vec<Product> {
    let mut ways = Product::ALL.to_vec();
    ways.sort_by_key(|way| before.rank(*way));
    let place =
        |way: &Product| -> Option<usize> { field(&format!("way_{}", way.name()))?.parse().ok() };
    let asked = ways.iter().any(|way| place(way).is_some());
    if !asked {
        return before.ways.clone();
    }
    ways.sort_by_key(|way| place(way).unwrap_or(usize::MAX));
    ways
}

#[cfg(test)]
mod tests {
    use super::read_brand_form;
    use crate::brand::{Brand, ButtonWords, Colour, Radius};
    use crate::console::{ConsoleField, ConsoleProblem};
    use crate::product::Product;

    fn before() -> Brand {
        Brand {
            support: Some("400-000-0000".into()),
            ..Brand::plain("龙井", Colour::parse("#0b6e4f").expect("a colour"))
        }
    }

    fn read(fields: &[(&str, &str)]) -> (Brand, Vec<(ConsoleField, ConsoleProblem)>) {
        read_brand_form(&before(), &|name| {
            let found = fields.iter().find(|(field, _)| *field == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn each_field_changes_its_setting() {
        let (brand, mistakes) = read(&[
            ("display_name", " 云栖茶业 "),
            ("colour", "#112233"),
            ("radius", "round"),
            ("button", "book"),
            ("support", ""),
            ("message", "谢谢惠顾"),
            ("terms", "https://tea.example/terms"),
            ("way_scan", "2"),
            ("way_wechat", "1"),
        ]);
        assert_eq!(mistakes, []);
        assert_eq!(brand.display_name, "云栖茶业");
        assert_eq!(brand.radius, Radius::Round);
        assert_eq!(brand.button, ButtonWords::Book);
        assert_eq!(
            (brand.support, brand.message.as_deref()),
            (None, Some("谢谢惠顾"))
        );
        assert_eq!(brand.ways[..2], [Product::Wechat, Product::Scan]);
        assert_eq!(brand.ways.len(), Product::ALL.len());
    }

    #[test]
    fn nothing_asked_changes_nothing() {
        assert_eq!(read(&[]), (before(), Vec::new()));
    }

    #[test]
    fn a_wrong_field_keeps_its_setting_and_says_why() {
        let long = "长".repeat(41);
        let (brand, mistakes) = read(&[
            ("display_name", &long),
            ("colour", "red"),
            ("terms", "javascript:alert(1)"),
            ("support", "a\u{202e}b"),
            ("radius", "none"),
        ]);
        assert_eq!(brand, before());
        assert_eq!(
            mistakes,
            [
                (ConsoleField::DisplayName, ConsoleProblem::TooLong),
                (ConsoleField::Colour, ConsoleProblem::Format),
                (ConsoleField::Support, ConsoleProblem::Format),
                (ConsoleField::Terms, ConsoleProblem::Format),
            ]
        );
        let (_, empty) = read(&[("display_name", " ")]);
        assert_eq!(empty, [(ConsoleField::DisplayName, ConsoleProblem::Empty)]);
    }
}
