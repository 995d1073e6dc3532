//! The malls that a company wants to sell on.

use domain::application::EntryProblem;
use domain::ids::MallId;
use store::{Error, Tx, malls};

/// What is wrong with them: one that is not active, or that the company operates
/// (rule R2).
pub(super) async fn problem(
    tx: &mut Tx,
    uscc: &str,
    wanted: &[MallId],
) -> Result<Option<EntryProblem>, Error> {
    for mall in wanted {
        match malls::find(tx, mall).await? {
            Some(mall) if mall.operator_uscc == uscc => return Ok(Some(EntryProblem::Operator)),
            Some(mall) if mall.active => {}
            _ => return Ok(Some(EntryProblem::NotOffered)),
        }
    }
    Ok(None)
}
