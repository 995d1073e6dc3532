//! A chart of lines over the same steps, such as the hours of a day. Lines
//! differ by dashes and by the shape of their marks, beside their colour.

use super::{ChartWords, picture};
use crate::html::{Html, IntoHtml};
use leptos::prelude::*;
use std::fmt::Write as _;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// Solid, with dots.
    Main,
    /// Dashed, with squares.
    Second,
    /// Dotted, with triangles.
    Third,
}

/// One line.
pub struct Line {
    /// Its name.
    pub name: String,
    /// How it is drawn.
    pub style: LineStyle,
    /// Its values from the first step on, none below zero. It may end before
    /// the last step.
    pub values: Vec<i64>,
}

const WIDTH: u32 = 400;
const HEIGHT: u32 = 186;
const LEFT: i64 = 8;
const RIGHT: i64 = 392;
const TOP: i64 = 24;
const BOTTOM: i64 = 158;

/// The chart with its legend. `steps` are the labels below it, empty where there
/// is none; `top` names the largest value.
pub fn lines(
    id: &'static str,
    words: ChartWords,
    (steps, top): (&[String], String),
    lines: &[Line],
) -> Html {
    let most = lines.iter().flat_map(|line| &line.values).max();
    let most = most.copied().unwrap_or(0).max(1);
    let last = i64::try_from(steps.len().saturating_sub(1))
        .unwrap_or(1)
        .max(1);
    let place = |(step, value): (i64, i64)| {
        let x = LEFT + step * (RIGHT - LEFT) / last;
        (x, BOTTOM - value.clamp(0, most) * (BOTTOM - TOP) / most)
    };
    let labels: Vec<_> = (0..)
        .zip(steps)
        .filter(|(_, label)| !label.is_empty())
        .collect();
    let labels: Vec<_> = labels
        .into_iter()
        .map(|(step, label)| {
            let (x, _) = place((step, 0));
            let class = match step {
                0 => "chart__text",
                _ if step == last => "chart__text chart__text--end",
                _ => "chart__text chart__text--middle",
            };
            view! { <text class=class x=x y=BOTTOM + 20>{label.clone()}</text> }
        })
        .collect();
    let legend: Vec<_> = lines.iter().map(legend).collect();
    // The main line is drawn over the others.
    let drawn: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| {
            let points: Vec<_> = (0..).zip(line.values.iter().copied()).map(place).collect();
            drawn(line.style, &points)
        })
        .collect();
    let grid = format!("M{LEFT} {BOTTOM}H{RIGHT}M{LEFT} {TOP}H{RIGHT}");
    let of = view! {
        <path class="chart__grid" d=grid />
        <text class="chart__text" x=LEFT y=TOP - 6>{top}</text>
        {labels}
        {drawn}
    };
    let chart = picture(id, words, (WIDTH, HEIGHT), of.into_html());
    view! {
        {chart}
        <ul class="legend">{legend}</ul>
    }
    .into_html()
}

const fn classes(style: LineStyle) -> (&'static str, &'static str) {
    match style {
        LineStyle::Main => (
            "chart__line chart__line--main",
            "chart__mark chart__mark--main",
        ),
        LineStyle::Second => ("chart__line chart__line--second", "chart__mark"),
        LineStyle::Third => ("chart__line chart__line--third", "chart__mark"),
    }
}

/// A line with a mark at each of its points; of the others at every third.
fn drawn(style: LineStyle, points: &[(i64, i64)]) -> Html {
    let mut path = String::new();
    for (place, (x, y)) in points.iter().enumerate() {
        let to = if place == 0 { 'M' } else { 'L' };
        // Writing to a String does not fail.
        let _ = write!(path, "{to}{x} {y}");
    }
    let every = if style == LineStyle::Main { 1 } else { 3 };
    let marks: String = points
        .iter()
        .step_by(every)
        .map(|at| mark(style, *at))
        .collect();
    let (line, mark) = classes(style);
    view! {
        <path class=line d=path />
        <path class=mark d=marks />
    }
    .into_html()
}

/// A dot, a square or a triangle.
fn mark(style: LineStyle, (x, y): (i64, i64)) -> String {
    match style {
        LineStyle::Main => format!("M{} {y}a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z", x - 3),
        LineStyle::Second => format!("M{} {}h6v6h-6Z", x - 3, y - 3),
        LineStyle::Third => format!("M{x} {}l4 7h-8Z", y - 4),
    }
}

fn legend(line: &Line) -> Html {
    let sample = drawn(line.style, &[(3, 7), (18, 7), (33, 7), (36, 7)]);
    view! {
        <li class="legend__line">
            <svg class="legend__sample" viewBox="0 0 40 14" aria-hidden="true" focusable="false">
                {sample}
            </svg>
            {line.name.clone()}
        </li>
    }
    .into_html()
}
