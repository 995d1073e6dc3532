//! The press: turns a drawn page into the bytes of an answer.
//!
//! Most of a page is the same in every answer: the style, the loader, the
//! banks. Those parts are cut once ([`plates`]) and kept both plain and
//! compressed as small as it gets. What is an order's own is drawn once and
//! kept for a while ([`proofs`]): a shopper who reloads gets the same drawing,
//! as long as the desk says exactly the same of the order. What differs
//! between two answers of one drawing (the nonce, the seconds left, the way
//! home) is a [`blank`](crate::blank), filled in last.
//!
//! Rules kept here: a drawing is used again only for what is equal to what it
//! was drawn from; the bytes of an answer say the same in both encodings.

mod plates;
mod proofs;
pub(crate) mod stream;

use crate::blank::{Blank, Filling, Marks, Spot};
use crate::document;
use crate::encoding::Encoding;
use crate::look::Look;
use crate::pages::{self, Screen};
use crate::settings::PageAssets;
use domain::entropy::Entropy;
use plates::{Plates, Type};
use proofs::{Proofs, Subject};
use std::sync::Arc;

/// A piece of a page, in the order they go out.
#[derive(Debug)]
enum Piece {
    /// This page's own text, in the encoding of its proof.
    Own(Box<[u8]>),
    /// Text of every page of its kind.
    Cast(Arc<Type>),
    /// Filled in for each answer.
    Blank(Blank),
}

/// A drawn page, ready but for its blanks.
#[derive(Debug)]
pub(crate) struct Proof {
    pieces: Vec<Piece>,
    encoding: Encoding,
    /// How much text of its own it holds, in bytes.
    weight: usize,
}

/// Draws pages and keeps what can be used again.
#[derive(Debug)]
pub(crate) struct Press {
    assets: PageAssets,
    marks: Arc<Marks>,
    plates: Plates,
    proofs: Proofs,
}

impl Press {
    /// A press for these files. `entropy` makes marks that no text brought by
    /// a mall can name.
    pub(crate) fn new(assets: PageAssets, entropy: &dyn Entropy) -> Self {
        Self {
            assets,
            marks: Arc::new(Marks::new(entropy)),
            plates: Plates::default(),
            proofs: Proofs::default(),
        }
    }

    /// Whether the browser half is there.
    pub(crate) const fn islands(&self) -> bool {
        self.assets.js.is_some() && self.assets.wasm.is_some()
    }

    /// Where drawings leave their blanks.
    pub(crate) fn marks(&self) -> Arc<Marks> {
        Arc::clone(&self.marks)
    }

    /// The page of `screen`, out of those kept where it was drawn before.
    pub(crate) fn proof(&self, look: &Look, screen: Screen, encoding: Encoding) -> Arc<Proof> {
        if let Screen::Order(shown) = &screen
            && shown.is_plain()
            && let Some(proof) = self.proofs.find(look, shown, encoding)
        {
            return proof;
        }
        let proof = Arc::new(self.draw(look, &screen, encoding));
        if let Screen::Order(shown) = screen
            && shown.is_plain()
        {
            let subject = Subject::of(look, *shown, encoding);
            self.proofs.keep(subject, Arc::clone(&proof));
        }
        proof
    }

    fn draw(&self, look: &Look, screen: &Screen, encoding: Encoding) -> Proof {
        let html = document::render(look, || pages::draw(look, screen));
        let mut proof = Proof {
            pieces: Vec::new(),
            encoding,
            weight: 0,
        };
        for (text, spot) in self.marks.split(&html) {
            proof.own(text);
            match spot {
                Some(Spot::Blank(blank)) => proof.pieces.push(Piece::Blank(blank)),
                Some(Spot::Plate(plate)) => {
                    let cast = self.plates.cast(plate, &self.assets, &self.marks);
                    proof.pieces.extend(cast.iter().map(plates::Part::piece));
                }
                None => {}
            }
        }
        proof
    }
}

impl Proof {
    fn own(&mut self, text: &str) {
        if !text.is_empty() {
            let own = match self.encoding {
                Encoding::Brotli => stream::pressed(text.as_bytes()),
                _ => text.as_bytes().to_vec(),
            };
            self.weight += own.len();
            self.pieces.push(Piece::Own(own.into_boxed_slice()));
        }
    }

    /// The body of an answer.
    pub(crate) fn fill(&self, filling: &Filling) -> Vec<u8> {
        let packed = self.encoding == Encoding::Brotli;
        let mut body = Vec::with_capacity(self.len(filling));
        if packed {
            body.push(stream::OPENING);
        }
        for piece in &self.pieces {
            match piece {
                Piece::Own(own) => body.extend_from_slice(own),
                Piece::Cast(text) => body.extend_from_slice(text.bytes(self.encoding)),
                Piece::Blank(blank) if packed => {
                    stream::stored(filling.text(*blank).as_bytes(), &mut body);
                }
                Piece::Blank(blank) => body.extend_from_slice(filling.text(*blank).as_bytes()),
            }
        }
        if packed {
            body.push(stream::CLOSING);
        }
        body
    }

    /// The length of a body, or a little more.
    fn len(&self, filling: &Filling) -> usize {
        let piece = |piece: &Piece| match piece {
            Piece::Own(own) => own.len(),
            Piece::Cast(text) => text.bytes(self.encoding).len(),
            Piece::Blank(blank) => filling.text(*blank).len() + stream::STORED_HEAD,
        };
        self.pieces.iter().map(piece).sum::<usize>() + 2
    }
}
