//! The fields of the form of a brand: of a stored brand, or as they were typed.

use domain::brand::Brand;
use domain::product::Product;

/// The names and values of the fields.
pub(crate) struct BrandFields(Vec<(String, String)>);

impl BrandFields {
    /// The names, in the order of the form.
    pub(crate) fn names() -> impl Iterator<Item = String> {
        let plain = [
            "display_name",
            "colour",
            "radius",
            "font",
            "button",
            "support",
            "message",
            "terms",
            "privacy",
            "publish_from",
        ];
        let ways = Product::ALL.map(way_field);
        plain.into_iter().map(String::from).chain(ways)
    }

    /// Those of a brand.
    pub(crate) fn of(brand: &Brand) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut fields = vec![
            ("display_name".into(), brand.display_name.clone()),
            ("colour".into(), brand.colour.to_string()),
            ("radius".into(), brand.radius.name().into()),
            ("font".into(), brand.font.name().into()),
            ("button".into(), brand.button.name().into()),
            ("support".into(), text(&brand.support)),
            ("message".into(), text(&brand.message)),
            ("terms".into(), text(&brand.terms)),
            ("privacy".into(), text(&brand.privacy)),
        ];
        let mut ways = Product::ALL;
        ways.sort_by_key(|way| brand.rank(*way));
        let places = ways.iter().zip(1..);
        fields.extend(places.map(|(way, place)| (way_field(*way), place.to_string())));
        Self(fields)
    }

    /// Those that were typed.
    pub(crate) fn typed(value: impl Fn(&str) -> String) -> Self {
        let fields = Self::names().map(|name| {
            let value = value(&name);
            (name, value)
        });
        Self(fields.collect())
    }

    /// A field's value; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }

    /// The same fields with another value of one.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        if let Some(field) = self.0.iter_mut().find(|(known, _)| known == name) {
            field.1 = value;
        }
        self
    }

    /// The names and values.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The field with the place of a way to pay.
pub(super) fn way_field(way: Product) -> String {
    format!("way_{}", way.name())
}
