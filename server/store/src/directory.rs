//! The lists of merchants and malls for the provider's console, the newest
//! first, and what one of them does.
//!
//! A part of a name is searched by reading all names: there are as many as the
//! provider has signed contracts.

use super::{Row, Tx, args, order_list};
use crate::error::Error;
use domain::console::{
    Activity, DIRECTORY_ROWS, DirectoryPage, DirectoryQuery, DirectoryRow, MallDetail,
    MerchantDetail, OrderCount, OrderFilter, OrdersOf,
};
use domain::ids::{MallId, MerchantId};
use domain::order::OrderState;
use domain::uscc;

/// `$1` is the first id that is not listed, `$2` how many are read, `$3` what is
/// searched.
macro_rules! list {
    ($columns:literal, $from:literal, $of:literal) => {
        concat!(
            "SELECT id, ",
            $columns,
            ", active, created_at FROM ",
            $from,
            " WHERE id < $1 AND ",
            $of,
            " ORDER BY id DESC LIMIT $2"
        )
    };
}

/// The statements of a table: all, and by each thing that is searched.
struct Lists {
    all: &'static str,
    by_id: &'static str,
    by_uscc: &'static str,
    by_name: &'static str,
}

const MERCHANTS: Lists = Lists {
    all: list!(
        "short_name AS name, legal_name, uscc",
        "merchants",
        "$3 = ''"
    ),
    by_id: list!(
        "short_name AS name, legal_name, uscc",
        "merchants",
        "id = $3"
    ),
    by_uscc: list!(
        "short_name AS name, legal_name, uscc",
        "merchants",
        "uscc = $3"
    ),
    by_name: list!(
        "short_name AS name, legal_name, uscc",
        "merchants",
        "(lower(short_name) LIKE $3 ESCAPE '\\' OR lower(legal_name) LIKE $3 ESCAPE '\\')"
    ),
};

const MALLS: Lists = Lists {
    all: list!(
        "name, NULL AS legal_name, operator_uscc AS uscc",
        "malls",
        "$3 = ''"
    ),
    by_id: list!(
        "name, NULL AS legal_name, operator_uscc AS uscc",
        "malls",
        "id = $3"
    ),
    by_uscc: list!(
        "name, NULL AS legal_name, operator_uscc AS uscc",
        "malls",
        "operator_uscc = $3"
    ),
    by_name: list!(
        "name, NULL AS legal_name, operator_uscc AS uscc",
        "malls",
        "lower(name) LIKE $3 ESCAPE '\\'"
    ),
};

/// A page of the merchants.
pub async fn merchants(
    tx: &mut Tx,
    query: &DirectoryQuery<MerchantId>,
) -> Result<DirectoryPage<MerchantId>, Error> {
    let search = query.search.as_deref().unwrap_or_default();
    let is_id = MerchantId::parse(search).is_some();
    let after = query.after.as_ref().map_or("mer_~", MerchantId::as_str);
    let rows = rows(tx, &MERCHANTS, (search, is_id), after).await?;
    page(&rows, MerchantId::stored)
}

/// A page of the malls.
pub async fn malls(
    tx: &mut Tx,
    query: &DirectoryQuery<MallId>,
) -> Result<DirectoryPage<MallId>, Error> {
    let search = query.search.as_deref().unwrap_or_default();
    let is_id = MallId::parse(search).is_some();
    let after = query.after.as_ref().map_or("mal_~", MallId::as_str);
    let rows = rows(tx, &MALLS, (search, is_id), after).await?;
    page(&rows, MallId::stored)
}

async fn rows(
    tx: &mut Tx,
    lists: &Lists,
    (search, is_id): (&str, bool),
    after: &str,
) -> Result<Vec<Row>, Error> {
    let (sql, value) = match search {
        "" => (lists.all, String::new()),
        id if is_id => (lists.by_id, id.to_owned()),
        code if uscc::is_valid(code) => (lists.by_uscc, code.to_owned()),
        part => (lists.by_name, pattern(part)),
    };
    tx.all(sql, args![after, DIRECTORY_ROWS + 1, value]).await
}

/// What LIKE compares a name in lower case with.
fn pattern(part: &str) -> String {
    let mut pattern = String::from("%");
    for letter in part.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn page<Id: Clone>(rows: &[Row], id: impl Fn(String) -> Id) -> Result<DirectoryPage<Id>, Error> {
    let read = |row: &Row| {
        Ok::<_, Error>(DirectoryRow {
            id: id(row.text("id")?),
            name: row.text("name")?,
            legal_name: row.maybe_text("legal_name")?,
            uscc: row.text("uscc")?,
            active: row.flag("active")?,
            created_at: row.at("created_at")?,
        })
    };
    let mut found: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let more = found.len() > DIRECTORY_ROWS as usize;
    found.truncate(DIRECTORY_ROWS as usize);
    let last = found.last().filter(|_| more);
    Ok(DirectoryPage {
        next: last.map(|row| row.id.clone()),
        rows: found,
    })
}

/// The malls that a merchant sells on: id and name.
pub async fn malls_of(tx: &mut Tx, id: &MerchantId) -> Result<Vec<(MallId, String)>, Error> {
    let sql = "SELECT m.id, m.name FROM mall_merchants c JOIN malls m ON m.id = c.mall_id
               WHERE c.merchant_id = $1 ORDER BY c.mall_id LIMIT $2";
    let rows = tx.all(sql, args![id.as_str(), MerchantDetail::MALLS_MAX]);
    let pair = |row: &Row| Ok((MallId::stored(row.text("id")?), row.text("name")?));
    rows.await?.iter().map(pair).collect()
}

/// The merchants that sell on a mall: id and short name.
pub async fn merchants_of(tx: &mut Tx, id: &MallId) -> Result<Vec<(MerchantId, String)>, Error> {
    let sql =
        "SELECT m.id, m.short_name FROM mall_merchants c JOIN merchants m ON m.id = c.merchant_id
               WHERE c.mall_id = $1 ORDER BY c.merchant_id LIMIT $2";
    let rows = tx.all(sql, args![id.as_str(), MallDetail::MERCHANTS_MAX]);
    let pair = |row: &Row| Ok((MerchantId::stored(row.text("id")?), row.text("short_name")?));
    rows.await?.iter().map(pair).collect()
}

/// What a merchant or a mall does at the moment.
pub async fn activity(tx: &mut Tx, of: &OrdersOf) -> Result<Activity, Error> {
    let in_state = |state| OrderFilter {
        state: Some(state),
        ..OrderFilter::default()
    };
    let mut open = OrderCount::Exactly(0);
    for state in [OrderState::Open, OrderState::Paying] {
        let counted = order_list::count(tx, of, &in_state(state)).await?;
        open = open.plus(counted);
    }
    let mut last_paid = None;
    for state in OrderState::ALL.into_iter().filter(|state| state.is_paid()) {
        let newest = order_list::page(tx, of, &in_state(state), None, 1).await?;
        last_paid = last_paid.max(newest.rows.first().and_then(|row| row.paid_at));
    }
    Ok(Activity { open, last_paid })
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn what_like_reads_as_a_sign_is_escaped() {
        assert_eq!(pattern("Tea_100%\\茶"), "%tea\\_100\\%\\\\茶%");
    }
}
