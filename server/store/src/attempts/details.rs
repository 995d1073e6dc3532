//! The details of an attempt as JSON with a version, in one column.

use crate::Row;
use crate::error::{Error, Fault};
use domain::attempt::AttemptDetails;
use domain::ids::AgreementId;
use serde::{Deserialize, Serialize};

/// The version that this release writes. It reads no other.
const VERSION: u32 = 1;

#[derive(Deserialize, Serialize)]
struct Versioned<T> {
    v: u32,
    #[serde(flatten)]
    details: T,
}

pub(crate) fn json(details: &AttemptDetails) -> String {
    let v = VERSION;
    crate::row::json(&Versioned { v, details })
}

/// From the columns `details`, `agreement_id` and `phone_masked`.
pub(crate) fn read(row: &Row) -> Result<AttemptDetails, Error> {
    let mut details = read_json(&row.text("details")?).map_err(|what| match row.text("id") {
        Ok(id) => Fault::new(format!("database: the details of attempt {id} {what}")).into(),
        Err(error) => error,
    })?;
    if let Some(card) = details.card_mut() {
        card.phone_masked = row.text("phone_masked")?;
        card.agreement = row.maybe_text("agreement_id")?.map(AgreementId::stored);
    }
    Ok(details)
}

fn read_json(text: &str) -> Result<AttemptDetails, String> {
    #[derive(Deserialize)]
    struct Version {
        v: u32,
    }
    let unreadable = |_| String::from("are unreadable");
    let Version { v } = serde_json::from_str(text).map_err(unreadable)?;
    if v != VERSION {
        return Err(format!("are of version {v}, unknown to this release"));
    }
    let read: Versioned<AttemptDetails> = serde_json::from_str(text).map_err(unreadable)?;
    Ok(read.details)
}
