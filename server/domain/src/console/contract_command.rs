//! A change of a merchant's contract: products, malls and fees.

use super::approval_row::{ApprovalRow, ApprovalRowName, ApprovalRowValue};
use crate::application::requested_products;
use crate::application::{ApplicationField as Field, Entries, Section};
use crate::ids::MerchantId;
use serde::{Deserialize, Serialize};

/// The names of fields with what stands in them.
type Texts = Vec<(String, String)>;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractCommand {
    /// The merchant.
    pub merchant: MerchantId,
    /// Its short name.
    pub name: String,
    /// The terms before.
    before: Texts,
    /// The terms after.
    after: Texts,
    /// The names of the malls, by their ids.
    malls: Texts,
}

impl ContractCommand {
    /// From these terms to those.
    pub fn new(
        (merchant, name): (MerchantId, String),
        (before, after): (&Entries, &Entries),
        malls: Texts,
    ) -> Self {
        Self {
            merchant,
            name,
            before: texts(before),
            after: texts(after),
            malls,
        }
    }

    /// The terms after.
    pub fn terms(&self) -> Entries {
        entries(&self.after)
    }

    /// What changes. Never empty: new fees are valid from a day of their own.
    pub fn rows(&self) -> Vec<ApprovalRow> {
        let (before, after) = (entries(&self.before), entries(&self.after));
        let changed = |field: &Field| before.text(*field) != after.text(*field);
        let row = |field: Field| ApprovalRow {
            of: ApprovalRowName::Terms(field),
            before: self.value(&before, field),
            after: self.value(&after, field),
        };
        let fields: Vec<_> = Field::of(Section::Terms).filter(changed).collect();
        if fields.is_empty() {
            return vec![row(Field::FeesFrom)];
        }
        fields.into_iter().map(row).collect()
    }

    fn value(&self, entries: &Entries, field: Field) -> ApprovalRowValue {
        let text = entries.text(field);
        match field {
            Field::Products => ApprovalRowValue::Products(requested_products(entries)),
            Field::Malls => {
                let names = text.split(' ').map(|id| self.mall(id));
                ApprovalRowValue::Text(names.collect::<Vec<_>>().join(", "))
            }
            _ if text.is_empty() => ApprovalRowValue::Text("—".to_owned()),
            _ => ApprovalRowValue::Text(text.to_owned()),
        }
    }

    fn mall<'a>(&'a self, id: &'a str) -> &'a str {
        let mut malls = self.malls.iter();
        let mall = malls.find(|(known, _)| known == id);
        mall.map_or(id, |(_, name)| name)
    }
}

fn texts(entries: &Entries) -> Texts {
    let fields = Field::of(Section::Terms);
    let texts = fields.map(|field| (field.name().to_owned(), entries.text(field).to_owned()));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

fn entries(texts: &Texts) -> Entries {
    let mut entries = Entries::default();
    for (name, text) in texts {
        if let Some(field) = Field::parse(name) {
            entries.put(field, text.as_str());
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::ContractCommand;
    use crate::application::{ApplicationField as Field, Entries};
    use crate::console::{ApprovalRowName, ApprovalRowValue};
    use crate::ids::MerchantId;

    #[test]
    fn only_what_changes_is_a_row() {
        let mut before = Entries::default();
        before.put(Field::Products, "scan");
        before.put(Field::Malls, "mal_1");
        before.put(Field::ScanRate, "0.38");
        let mut after = before.clone();
        after.put(Field::Malls, "mal_1 mal_2");
        after.put(Field::ScanRate, "0.30");
        let merchant = MerchantId::parse("mer_00000000000000000000000001").expect("an id");
        let malls = vec![("mal_1".into(), "A".into()), ("mal_2".into(), "B".into())];
        let command = ContractCommand::new((merchant, "云上茶".into()), (&before, &after), malls);
        assert_eq!(command.terms(), after);
        let rows = command.rows();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].of, ApprovalRowName::Terms(Field::Malls));
        assert_eq!(rows[0].after, ApprovalRowValue::Text("A, B".into()));
        assert_eq!(rows[1].before, ApprovalRowValue::Text("0.38".into()));
    }
}
