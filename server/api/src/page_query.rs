//! A page of a list: where it begins and how long it is.

use domain::refusal::Refusal;
use utoipa::IntoParams;

use super::content::Content;
use super::query_parameters::{QueryParameters, bad_query};

/// `?after=&limit=`: a page of a list, after the entry with this id.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// The id of the last event you have; left out: from the first.
    #[param(pattern = "^evt_[0-9a-z]{26}$")]
    pub after: Option<String>,
    #[param(minimum = 1, maximum = 100, default = 20, required = false)]
    pub limit: u32,
}

impl PageQuery {
    /// Default of `limit`.
    const LIMIT: u32 = 20;
    /// Maximum of `limit`.
    const LIMIT_MAX: u32 = 100;
}

impl Content for PageQuery {
    fn read(query: &str, _body: &[u8]) -> Result<Self, Refusal> {
        let query = QueryParameters::read(query, &["after", "limit"])?;
        let limit = match query.get("limit") {
            None => Self::LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=Self::LIMIT_MAX).contains(limit))
                .ok_or_else(|| bad_query("the parameter limit is 1 to 100"))?,
        };
        Ok(Self {
            after: query.get("after").map(str::to_owned),
            limit,
        })
    }
}
