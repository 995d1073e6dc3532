//! `paydesk openapi`: the API's description on standard output.

/// Prints the document; the same as `/openapi.json` serves.
pub(crate) fn run() {
    println!("{}", api::openapi_json());
}
