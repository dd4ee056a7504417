//! Labels with rows: `high; critical where user's handles customer data is yes`.

use model::Severity;

use super::{Reader, blocks::Block, simple::unknown_word};
use crate::{
    mistake::{Code, Mistake, nearest},
    sentence::{
        cursor::{Failed, Parse, Parser},
        print::quoted,
        watch::What,
    },
    tree::{Condition, EnforceRow, LengthValue, Mode, Row},
};

/// Guardrail modes by their words.
pub(crate) const MODES: &[(&str, Mode)] = &[
    ("monitor", Mode::Monitor),
    ("warn", Mode::Warn),
    ("block", Mode::Block),
];

/// Points at which a guardrail can stand.
pub(crate) const POINTS: &[&str] = &[
    "commit",
    "pull request",
    "ci",
    "terraform plan",
    "admission",
    "deploy",
    "sign-in",
    "purchase",
    "dns",
];

impl Reader<'_> {
    pub(super) fn severity(&mut self, block: &Block) {
        let rows = self.read(block.value.clone(), |parser| parser.severity_rows());
        let Some(rows) = rows else { return };
        if rows.first().is_some_and(|row| row.condition.is_some()) {
            let says = "the first level always holds; it stands without a `where`";
            self.complain(Mistake::new(Code::Open, self.value_start(block), says));
        }
        self.rule.severity = rows;
    }

    pub(super) fn fix_within(&mut self, block: &Block) {
        let rows = self.read(block.value.clone(), |parser| parser.deadline_rows());
        self.rule.fix_within = rows.unwrap_or_default();
    }

    pub(super) fn enforce(&mut self, block: &Block) {
        let rows = self.read(block.value.clone(), |parser| parser.enforce_rows());
        self.rule.enforce = rows.unwrap_or_default();
    }
}

impl Parser<'_> {
    pub(crate) fn severity_rows(&mut self) -> Parse<Vec<Row<Severity>>> {
        self.rows(|parser| {
            let value = parser.severity_level()?;
            Ok(Row {
                value,
                condition: parser.row_condition()?,
            })
        })
    }

    pub(crate) fn deadline_rows(&mut self) -> Parse<Vec<Row<LengthValue>>> {
        self.rows(|parser| {
            let value = parser.length()?;
            Ok(Row {
                value,
                condition: parser.row_condition()?,
            })
        })
    }

    pub(crate) fn enforce_rows(&mut self) -> Parse<Vec<EnforceRow>> {
        self.rows(Self::enforce_row)
    }

    /// Rows with `;` between them. A mistake in one does not hide those of the next.
    fn rows<T>(&mut self, row: impl Fn(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        let mut rows = Vec::new();
        let mut failed = false;
        loop {
            match row(self) {
                Ok(row) => rows.push(row),
                Err(Failed) => {
                    failed = true;
                    while !self.at_end() && !self.is_sign(';') {
                        self.position += 1;
                    }
                }
            }
            if !self.eat_sign(';') {
                break;
            }
        }
        if failed { Err(Failed) } else { Ok(rows) }
    }

    /// The `where` of a row, about the subject.
    pub(super) fn row_condition(&mut self) -> Parse<Option<Condition>> {
        if !self.eat("where") {
            return Ok(None);
        }
        if self.scopes.is_empty() {
            // The sentence does not say what it is about: that is the mistake to mend first.
            while !self.at_end() && !self.is_sign(';') {
                self.position += 1;
            }
            return Ok(None);
        }
        self.condition().map(Some)
    }

    fn severity_level(&mut self) -> Parse<Severity> {
        let levels = Severity::ALL.map(|level| (level.as_str(), String::new()));
        self.expect_any(self.position, What::Value, levels);
        for level in Severity::ALL {
            if self.eat(level.as_str()) {
                return Ok(level);
            }
        }
        let said = self.said(self.position..(self.position + 1).min(self.count()));
        let words = Severity::ALL.iter().map(|level| level.as_str());
        let mistake = self.unknown_here(&said, "a severity", words);
        self.fail(mistake)
    }

    fn enforce_row(&mut self) -> Parse<EnforceRow> {
        let modes = MODES.iter().map(|(word, _)| (*word, String::new()));
        self.expect_any(self.position, What::Value, modes);
        let found = MODES.iter().find(|(word, _)| self.is_word(word));
        let Some((_, mode)) = found else {
            let said = self.said(self.position..(self.position + 1).min(self.count()));
            let words = MODES.iter().map(|(word, _)| *word);
            let mistake = self.unknown_here(&said, "a mode", words);
            return self.fail(mistake);
        };
        self.position += 1;
        let mut at = Vec::new();
        if self.eat("at") {
            loop {
                let position = self.position;
                for point in POINTS {
                    self.may_stand(position, What::Value, &quoted(point), "");
                }
                let point = self.one_text()?;
                match POINTS
                    .iter()
                    .find(|known| known.eq_ignore_ascii_case(&point))
                {
                    Some(known) => at.push((*known).to_owned()),
                    None => {
                        self.position = position;
                        let mistake = self.unknown_here(
                            &point,
                            "a point of enforcement",
                            POINTS.iter().copied(),
                        );
                        return self.fail(mistake);
                    }
                }
                if !self.eat_sign(',') {
                    break;
                }
            }
        }
        Ok(EnforceRow {
            mode: *mode,
            at,
            condition: self.row_condition()?,
        })
    }

    /// A word here that is none of a set, with a repair.
    fn unknown_here<'n>(
        &self,
        said: &str,
        what: &str,
        words: impl Iterator<Item = &'n str> + Clone,
    ) -> Mistake {
        let mut mistake = unknown_word(self.here(), said, what, words.clone());
        if let Some((near, _)) = nearest(said, words) {
            let quoted = matches!(self.lexeme(), Some(crate::sentence::lex::Lexeme::Text(_)));
            let text = if quoted {
                format!("\"{near}\"")
            } else {
                near.to_owned()
            };
            mistake.hints.remove(0);
            mistake = mistake.repair(self.span(self.position..self.position + 1), text);
        }
        mistake
    }
}
