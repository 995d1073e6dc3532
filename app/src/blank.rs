//! Blanks: what of a page is filled in anew for each answer, and the marks
//! that stand for it (and for the cast parts) while the page is drawn.
//!
//! A mark is 26 random letters of this process and one more that says what
//! goes there. A text that a mall brings cannot name it, and nothing of it is
//! changed by HTML's escapes.

use domain::entropy::Entropy;
use domain::ids::random_text;
use domain::locale::Locale;

/// Filled in for each answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blank {
    /// The nonce of style and scripts.
    Nonce,
    /// Seconds left to pay.
    Seconds,
    /// The same in words.
    Left,
    /// The address of the way back to the mall: signed, with the time.
    Home,
}

/// Cast once: the same in every page that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plate {
    /// The head from its title to the end of the style sheet.
    Head,
    /// The script that wakes the islands.
    Loader,
    /// The script that asks where the order is.
    Follow,
    /// The choice of banks, none of them picked.
    Banks(Locale),
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Blank(Blank),
    Plate(Plate),
}

/// The last letter of each mark.
const LETTERS: [(char, Spot); 9] = [
    ('n', Spot::Blank(Blank::Nonce)),
    ('s', Spot::Blank(Blank::Seconds)),
    ('l', Spot::Blank(Blank::Left)),
    ('h', Spot::Blank(Blank::Home)),
    ('H', Spot::Plate(Plate::Head)),
    ('L', Spot::Plate(Plate::Loader)),
    ('F', Spot::Plate(Plate::Follow)),
    ('Z', Spot::Plate(Plate::Banks(Locale::ZhCn))),
    ('E', Spot::Plate(Plate::Banks(Locale::En))),
];

/// This process's marks.
#[derive(Debug)]
pub(crate) struct Marks {
    stem: String,
}

impl Marks {
    /// New ones.
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        Self {
            stem: random_text(entropy),
        }
    }

    /// The mark of a blank.
    pub(crate) fn blank(&self, blank: Blank) -> String {
        self.mark(Spot::Blank(blank))
    }

    /// The mark of a plate.
    pub(crate) fn plate(&self, plate: Plate) -> String {
        self.mark(Spot::Plate(plate))
    }

    fn mark(&self, spot: Spot) -> String {
        let letter = LETTERS.iter().find(|(_, known)| *known == spot);
        let (letter, _) = letter.expect("every spot has its letter");
        format!("{}{letter}", self.stem)
    }

    /// The texts of a drawing, each with what follows it.
    pub(crate) fn split<'a>(
        &'a self,
        drawing: &'a str,
    ) -> impl Iterator<Item = (&'a str, Option<Spot>)> + 'a {
        let mut rest = Some(drawing);
        std::iter::from_fn(move || {
            let text = rest?;
            let Some((before, after)) = text.split_once(self.stem.as_str()) else {
                rest = None;
                return Some((text, None));
            };
            let mut letters = after.chars();
            let letter = letters.next();
            rest = Some(letters.as_str());
            let known = LETTERS.iter().find(|(known, _)| Some(*known) == letter);
            Some((before, known.map(|(_, spot)| *spot)))
        })
    }
}

/// What goes into an answer's blanks, as HTML.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    nonce: String,
    seconds: String,
    left: String,
    home: String,
}

impl Filling {
    /// Of a page of an order: `left` is the time in words of ours, `home` an
    /// address, which stands in a quoted attribute.
    pub(crate) fn new(seconds: i64, left: String, home: &str) -> Self {
        let escaped = home
            .replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        Self {
            nonce: String::new(),
            seconds: seconds.to_string(),
            left,
            home: escaped,
        }
    }

    /// For one answer.
    pub(crate) fn with_nonce(self, nonce: String) -> Self {
        Self { nonce, ..self }
    }

    /// The text of a blank.
    pub(crate) fn text(&self, blank: Blank) -> &str {
        match blank {
            Blank::Nonce => &self.nonce,
            Blank::Seconds => &self.seconds,
            Blank::Left => &self.left,
            Blank::Home => &self.home,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Blank, Filling, LETTERS, Marks, Plate, Spot};
    use domain::entropy::Entropy;

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn every_spot_is_found_again_in_its_order() {
        let marks = Marks::new(&Sevens);
        let pairs = LETTERS
            .iter()
            .map(|(letter, spot)| [letter.to_string(), marks.mark(*spot)]);
        let drawing = pairs.flatten().collect::<String>();
        let found: Vec<_> = marks.split(&drawing).collect();
        let (last, spots) = found.split_last().expect("a text");
        assert_eq!(*last, ("", None));
        let meant = LETTERS.map(|(letter, spot)| (letter.to_string(), Some(spot)));
        let read: Vec<_> = spots.iter().map(|(t, s)| ((*t).to_owned(), *s)).collect();
        assert_eq!(read, meant);
        assert_eq!(
            marks.split("none").collect::<Vec<_>>(),
            [("none", None)],
            "a text without a mark is whole"
        );
        assert_ne!(marks.blank(Blank::Nonce), marks.plate(Plate::Head));
        assert!(matches!(spots[0].1, Some(Spot::Blank(_))));
    }

    #[test]
    fn the_way_home_cannot_leave_its_attribute() {
        let home = "https://mall.example/?a=1&b=\"><script>";
        let filling = Filling::new(0, String::new(), home);
        assert_eq!(
            filling.text(Blank::Home),
            "https://mall.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;"
        );
    }
}
