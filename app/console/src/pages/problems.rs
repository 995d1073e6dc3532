//! What is wrong with a form: its fields, or a refusal that concerns none.

use super::failure::Failure;
use crate::text::ConsoleText;
use domain::console::{Conflict, ConsoleError, ConsoleField, ConsoleProblem, Role, Scope};
use http::StatusCode;

/// The problems of a form; none before it is sent.
#[derive(Default)]
pub(crate) struct Problems {
    fields: Vec<(ConsoleField, ConsoleProblem)>,
    refusal: Option<Refusal>,
}

/// A refusal that concerns no field.
enum Refusal {
    WrongSignIn,
    WrongPasskey,
    AlreadyMember,
    TooMany(i64),
    LastManager(Role),
    NoSuchPage,
    NoSuchResult,
    ExportRunning,
    OwnRequest,
    Conflict(Conflict),
    Confirm,
}

impl Problems {
    /// One problem of a field.
    pub(crate) fn field(field: ConsoleField, problem: ConsoleProblem) -> Self {
        Self {
            fields: vec![(field, problem)],
            refusal: None,
        }
    }

    /// These problems of fields; `None` without one.
    pub(crate) fn of_fields(fields: Vec<(ConsoleField, ConsoleProblem)>) -> Option<Self> {
        (!fields.is_empty()).then_some(Self {
            fields,
            refusal: None,
        })
    }

    const fn refused(refusal: Refusal) -> Self {
        Self {
            fields: Vec::new(),
            refusal: Some(refusal),
        }
    }

    /// What an address says has happened to orders cannot have.
    pub(crate) const fn no_such_result() -> Self {
        Self::refused(Refusal::NoSuchResult)
    }

    /// The place in a list that an address names is none.
    pub(crate) const fn no_such_page() -> Self {
        Self::refused(Refusal::NoSuchPage)
    }

    /// Something changed since the form was shown.
    pub(crate) const fn conflict(conflict: Conflict) -> Self {
        Self::refused(Refusal::Conflict(conflict))
    }

    /// The form's button says another amount than its field.
    pub(crate) const fn confirm() -> Self {
        Self::refused(Refusal::Confirm)
    }

    /// A passkey that was not taken.
    pub(crate) const fn wrong_passkey() -> Self {
        Self::refused(Refusal::WrongPasskey)
    }

    /// A problem for each of these fields that is empty.
    pub(crate) fn of_empty<const N: usize>(fields: [(ConsoleField, bool); N]) -> Option<Self> {
        let empty = fields.into_iter().filter(|(_, is_empty)| *is_empty);
        let fields = empty.map(|(field, _)| (field, ConsoleProblem::Empty));
        Self::of_fields(fields.collect())
    }

    /// What the form can say of an error.
    ///
    /// # Errors
    /// The failure that has a page of its own.
    pub(crate) fn of(error: ConsoleError, scope: Option<&Scope>) -> Result<Self, Failure> {
        let refusal = match (error, scope) {
            (ConsoleError::Invalid(fields), _) => {
                return Ok(Self {
                    fields,
                    refusal: None,
                });
            }
            (ConsoleError::WrongSignIn, _) => Refusal::WrongSignIn,
            (ConsoleError::ExportRunning, _) => Refusal::ExportRunning,
            (ConsoleError::WrongPasskey, _) => Refusal::WrongPasskey,
            (ConsoleError::AlreadyMember, _) => Refusal::AlreadyMember,
            (ConsoleError::TooMany { wait_s }, _) => Refusal::TooMany(wait_s),
            (ConsoleError::LastManager, Some(scope)) => {
                Refusal::LastManager(Role::manager_of(scope))
            }
            (ConsoleError::OwnRequest, _) => Refusal::OwnRequest,
            (ConsoleError::Conflict(conflict), _) => Refusal::Conflict(conflict),
            (error, scope) => return Err(Failure::of(error, scope)),
        };
        Ok(Self::refused(refusal))
    }

    /// The status of the page with the form.
    pub(crate) const fn status(&self) -> StatusCode {
        match (&self.refusal, self.fields.is_empty()) {
            (Some(Refusal::TooMany(_)), _) => StatusCode::TOO_MANY_REQUESTS,
            (Some(Refusal::OwnRequest), _) => StatusCode::FORBIDDEN,
            (Some(Refusal::Conflict(_)), _) => StatusCode::CONFLICT,
            (None, true) => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The seconds to wait, after too many tries.
    pub(crate) const fn wait_s(&self) -> Option<i64> {
        match self.refusal {
            Some(Refusal::TooMany(wait_s)) => Some(wait_s),
            _ => None,
        }
    }

    /// True for a form without problems.
    pub(crate) const fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.refusal.is_none()
    }

    /// The first problem of a field, in words.
    pub(crate) fn message(&self, text: &ConsoleText, field: ConsoleField) -> Option<String> {
        let known = self.fields.iter().find(|(of, _)| *of == field);
        known.map(|(field, problem)| (text.problem)(*field, *problem))
    }

    /// The problems of all fields, in words.
    pub(crate) fn messages(
        &self,
        text: &'static ConsoleText,
    ) -> impl Iterator<Item = (ConsoleField, String)> {
        let fields = self.fields.iter();
        fields.map(|(field, problem)| (*field, (text.problem)(*field, *problem)))
    }

    /// The refusal, in words.
    pub(crate) fn refusal(&self, text: &ConsoleText) -> Option<String> {
        Some(match self.refusal.as_ref()? {
            Refusal::WrongSignIn => text.sign_in.wrong.to_owned(),
            Refusal::WrongPasskey => text.passkeys.wrong.to_owned(),
            Refusal::AlreadyMember => text.passkeys.already_member.to_owned(),
            Refusal::TooMany(wait_s) => (text.too_many)(*wait_s),
            Refusal::LastManager(role) => (text.team.last_manager)((text.role)(*role).name),
            Refusal::NoSuchPage => text.orders.no_such_page.to_owned(),
            Refusal::ExportRunning => text.exports.running.to_owned(),
            Refusal::NoSuchResult => text.today.no_such_result.to_owned(),
            Refusal::OwnRequest => text.approvals.own_request.to_owned(),
            Refusal::Conflict(conflict) => (text.approvals.conflict)(conflict),
            Refusal::Confirm => text.refunds.confirm.to_owned(),
        })
    }
}
