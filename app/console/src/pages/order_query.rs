//! What the list of orders is asked for in its address: the filter as typed,
//! and the place in the list. Everything is optional.

use super::field;
use super::problems::Problems;
use domain::console::{
    ConsoleField, ConsoleProblem, DayResult, OrderCursor, OrderFilter, OrdersOf,
};
use domain::day::Day;
use domain::ids::StoreId;
use domain::order::OrderState;
use ui::query::QueryParameters;

/// The name of what happened on a day.
pub(crate) const HAPPENED: &str = "happened";

/// The name of the place in the list.
const PAGE: &str = "page";

/// The fields of the filter, in the order of the form.
pub(crate) const FIELDS: [ConsoleField; 6] = [
    ConsoleField::OrderNumber,
    ConsoleField::OrdersOf,
    ConsoleField::Store,
    ConsoleField::OrderState,
    ConsoleField::FromDay,
    ConsoleField::UntilDay,
];

/// A query of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OrderQuery {
    /// The values of [`FIELDS`]; empty where nothing was typed.
    typed: [String; FIELDS.len()],
    /// What happened to the orders on a day; empty for anything. A number is
    /// looked up among all orders, so it is left out beside one.
    happened: String,
    /// The place in the list; empty for its beginning.
    page: String,
}

impl OrderQuery {
    /// Reads an address of a merchant's list.
    pub(crate) fn read(query: &QueryParameters) -> Self {
        Self::read_without(query, ConsoleField::OrdersOf)
    }

    /// Reads an address of the provider's list.
    pub(crate) fn read_of_all(query: &QueryParameters) -> Self {
        Self::read_without(query, ConsoleField::Store)
    }

    /// Reads an address of a list that lacks one of the fields.
    fn read_without(query: &QueryParameters, lacking: ConsoleField) -> Self {
        let all = Self::of(|name| query.first(name).unwrap_or_default().trim().to_owned());
        Self {
            page: all.page.clone(),
            ..all.without(lacking)
        }
    }

    /// The query with these values, by name.
    pub(crate) fn of(value: impl Fn(&str) -> String) -> Self {
        let read = Self {
            typed: FIELDS.map(|of| value(field::id(of))),
            happened: value(HAPPENED),
            page: value(PAGE),
        };
        if read.typed(ConsoleField::OrderNumber).is_empty() {
            return read;
        }
        Self {
            happened: String::new(),
            ..read
        }
    }

    /// The orders to which this happened.
    pub(crate) fn happened(of: DayResult) -> Self {
        Self {
            happened: of.to_string(),
            ..Self::default()
        }
    }

    /// The same filter among the orders of a store.
    pub(crate) fn of_store(mut self, store: &StoreId) -> Self {
        let of_store = |field| field == &ConsoleField::Store;
        if let Some(place) = FIELDS.iter().position(of_store) {
            store.as_str().clone_into(&mut self.typed[place]);
        }
        self
    }

    /// What happened to the orders on a day, if the address names it.
    pub(crate) fn day_result(&self) -> Option<DayResult> {
        DayResult::parse(&self.happened)
    }

    /// The merchant or the mall whose orders are listed; `None` for what is no
    /// id.
    pub(crate) fn owner(&self) -> Option<OrdersOf> {
        OrdersOf::parse(self.typed(ConsoleField::OrdersOf))
    }

    /// What was typed into a field.
    pub(crate) fn typed(&self, of: ConsoleField) -> &str {
        let place = FIELDS.iter().position(|field| *field == of);
        place.map_or("", |place| &self.typed[place])
    }

    /// True where some orders are left out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.typed
            .iter()
            .chain([&self.happened])
            .any(|typed| !typed.is_empty())
    }

    /// True for the first page of the list.
    pub(crate) const fn is_first(&self) -> bool {
        self.page.is_empty()
    }

    /// The same filter without one of its fields, from the first page on.
    pub(crate) fn without(&self, of: ConsoleField) -> Self {
        let kept = |field| if field == of { "" } else { self.typed(field) };
        Self {
            typed: FIELDS.map(|field| kept(field).to_owned()),
            page: String::new(),
            ..self.clone()
        }
    }

    /// The same filter whatever happened, from the first page on.
    pub(crate) fn without_result(&self) -> Self {
        Self {
            happened: String::new(),
            page: String::new(),
            ..self.clone()
        }
    }

    /// The same filter at a place in the list; its beginning without one.
    pub(crate) fn at(&self, cursor: Option<&OrderCursor>) -> Self {
        Self {
            page: cursor.map(ToString::to_string).unwrap_or_default(),
            ..self.clone()
        }
    }

    /// The names and values of the filter that are set.
    pub(crate) fn filter_pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = FIELDS.iter().map(|of| field::id(*of)).chain([HAPPENED]);
        let values = self.typed.iter().chain([&self.happened]);
        let pairs = names.zip(values.map(String::as_str));
        pairs.filter(|(_, value)| !value.is_empty())
    }

    /// The address of the list at this path.
    pub(crate) fn address(&self, path: &str) -> String {
        let page = Some((PAGE, self.page.as_str())).filter(|(_, page)| !page.is_empty());
        let pairs: Vec<_> = self.filter_pairs().chain(page).collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// The filter, and the place in the list.
    ///
    /// # Errors
    /// What is wrong with the fields, else with the place.
    pub(crate) fn checked(&self) -> Result<(OrderFilter, Option<OrderCursor>), Problems> {
        let mut wrong = Vec::new();
        let number = self.checked_number(&mut wrong);
        let state = self.checked_state(&mut wrong);
        let store = self.checked_store(&mut wrong);
        let from = self.checked_day(ConsoleField::FromDay, &mut wrong);
        let until = self.checked_day(ConsoleField::UntilDay, &mut wrong);
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            wrong.push((ConsoleField::UntilDay, ConsoleProblem::Wrong));
        }
        if self.owner().is_none() {
            wrong.push((ConsoleField::OrdersOf, ConsoleProblem::Format));
        }
        if let Some(problems) = Problems::of_fields(wrong) {
            return Err(problems);
        }
        let happened = self.day_result();
        if happened.is_none() && !self.happened.is_empty() {
            return Err(Problems::no_such_result());
        }
        let cursor = OrderCursor::parse(&self.page);
        if cursor.is_none() && !self.is_first() {
            return Err(Problems::no_such_page());
        }
        let filter = OrderFilter {
            state,
            created_from: from.map(Day::start_in_china),
            created_to: until.map(Day::end_in_china),
            happened,
            number,
            store,
        };
        Ok((filter, cursor))
    }

    fn checked_number(&self, wrong: &mut Vec<(ConsoleField, ConsoleProblem)>) -> Option<String> {
        let typed = self.typed(ConsoleField::OrderNumber);
        if typed.is_empty() {
            return None;
        }
        if !OrderFilter::is_number(typed) {
            let problem = if typed.chars().count() > OrderFilter::NUMBER_MAX {
                ConsoleProblem::TooLong
            } else {
                ConsoleProblem::Format
            };
            wrong.push((ConsoleField::OrderNumber, problem));
        }
        Some(typed.to_owned())
    }

    fn checked_store(&self, wrong: &mut Vec<(ConsoleField, ConsoleProblem)>) -> Option<StoreId> {
        let typed = self.typed(ConsoleField::Store);
        let store = StoreId::parse(typed);
        if store.is_none() && !typed.is_empty() {
            wrong.push((ConsoleField::Store, ConsoleProblem::Format));
        }
        store
    }

    fn checked_state(&self, wrong: &mut Vec<(ConsoleField, ConsoleProblem)>) -> Option<OrderState> {
        let typed = self.typed(ConsoleField::OrderState);
        let state = OrderState::parse(typed);
        if state.is_none() && !typed.is_empty() {
            wrong.push((ConsoleField::OrderState, ConsoleProblem::Format));
        }
        state
    }

    fn checked_day(
        &self,
        of: ConsoleField,
        wrong: &mut Vec<(ConsoleField, ConsoleProblem)>,
    ) -> Option<Day> {
        let day = Day::parse(self.typed(of));
        if day.is_none() && !self.typed(of).is_empty() {
            wrong.push((of, ConsoleProblem::Format));
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::OrderQuery;
    use domain::console::{ConsoleField, OrderFilter};
    use domain::order::OrderState;
    use ui::query::QueryParameters;

    fn query(text: &str) -> OrderQuery {
        OrderQuery::read(&QueryParameters::read(text))
    }

    fn filter(text: &str) -> OrderFilter {
        let checked = query(text).checked().ok();
        checked.expect(text).0
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        for address in [
            "/orders",
            "/orders?number=T.2026%2F1&state=paid&from=2026-11-01&until=2026-11-30",
            "/orders?store=sto_1&state=paid",
            "/orders?state=gone&from=%3Cb%3E&page=older-1",
            "/orders?state=paid&happened=2026-11-22.declined.scan&page=older-1",
            "/orders?happened=x",
        ] {
            let text = address.split_once('?').map_or("", |(_, text)| text);
            assert_eq!(query(text).address("/orders"), address);
        }
        let beside = query("number=T1&happened=2026-11-22.paid");
        assert_eq!(beside.address("/orders"), "/orders?number=T1");
        let blank = query("number=++&state=&from=&until=&happened=&page=&other=1");
        assert_eq!(blank, OrderQuery::default());
        assert_eq!(blank.address("/orders"), "/orders");
    }

    #[test]
    fn days_are_those_of_china_and_the_last_one_is_whole() {
        let both = filter("number=+T1+&state=paid&from=2026-11-22&until=2026-11-22");
        assert_eq!(both.number.as_deref(), Some("T1"));
        assert_eq!(both.state, Some(OrderState::Paid));
        let time = |at: Option<domain::clock::At>| at.expect("a time").rfc3339();
        assert_eq!(time(both.created_from), "2026-11-21T16:00:00.000Z");
        assert_eq!(time(both.created_to), "2026-11-22T16:00:00.000Z");
        assert_eq!(filter(""), OrderFilter::default());
    }

    #[test]
    fn another_filter_begins_at_the_first_page() {
        let at = query("state=paid&from=2026-11-01&page=older-1-x");
        let without = at.without(ConsoleField::OrderState);
        assert_eq!(without.address("/o"), "/o?from=2026-11-01");
        assert!(!at.is_first() && without.is_first() && at.at(None).is_first());
    }
}
