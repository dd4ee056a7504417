//! What settling a gap changes in the matrix, as acts: the next pass closes the finding on what the
//! matrix then says.

use jiff::civil::Date;
use model::EntityId;

use super::{Handle, Row};
use crate::matrix::{Answer, MatrixAct, Seat, Settling, Validity};

/// Who settles, and when.
#[derive(Clone, Debug)]
pub struct Settled<'a> {
    /// Who says so.
    pub by: &'a EntityId,
    /// How tables name them.
    pub written: &'a str,
    /// Why, in their words.
    pub because: &'a str,
    /// The day.
    pub today: Date,
}

/// The acts that settle a row. None where nothing in the matrix would change: it is settled
/// outside, about a thing's owner, or by saying it of a row that does not concern whoever says so.
pub fn settle(row: &Row, how: &Settling, settled: &Settled<'_>) -> Vec<MatrixAct> {
    match (&row.handle, how) {
        (Handle::Outside | Handle::Owner | Handle::Pick(_), _) => Vec::new(),
        (Handle::Measure { activity, .. }, Settling::Unmeasured) => {
            let activity = activity.clone();
            vec![MatrixAct::Unmeasured { activity }]
        }
        (Handle::Answer { activity, about }, Settling::Mine) => vec![MatrixAct::Consulted {
            activity: activity.clone(),
            about: about.clone(),
            answer: settled.because.to_owned(),
        }],
        (Handle::Vacant(seat), Settling::Mine) => settled.takes(seat),
        (Handle::Vacant(seat), Settling::Assigned(to)) => vec![settled.assigned(seat, to)],
        (Handle::Answer { .. } | Handle::Vacant(_) | Handle::Measure { .. }, _) => Vec::new(),
        (Handle::Seats(seats), how) => settled.about_seats(seats, how),
    }
}

impl Settled<'_> {
    fn about_seats(&self, seats: &[(Seat, Option<EntityId>)], how: &Settling) -> Vec<MatrixAct> {
        let own = |(_, person): &&(Seat, Option<EntityId>)| person.as_ref() == Some(self.by);
        let mine: Vec<&Seat> = seats.iter().filter(own).map(|(seat, _)| seat).collect();
        let others = seats.iter().filter(|one| !own(one)).map(|(seat, _)| seat);
        match how {
            Settling::Mine => {
                let mut acts: Vec<MatrixAct> = others.map(|seat| self.ended(seat)).collect();
                match (mine.is_empty(), seats.first()) {
                    (true, Some((seat, _))) => acts.extend(self.takes(seat)),
                    _ => acts.extend(mine.iter().map(|seat| said(seat, Answer::Mine))),
                }
                acts
            }
            Settling::Theirs => mine.iter().map(|seat| self.ended(seat)).collect(),
            Settling::Neither => mine
                .iter()
                .map(|seat| said(seat, Answer::NotMine))
                .collect(),
            Settling::Ended => seats.iter().map(|(seat, _)| self.ended(seat)).collect(),
            Settling::Assigned(to) => {
                let mut acts: Vec<MatrixAct> =
                    seats.iter().map(|(seat, _)| self.ended(seat)).collect();
                let first = seats.first().map(|(seat, _)| self.assigned(seat, to));
                acts.extend(first);
                acts
            }
            Settling::Unmeasured => Vec::new(),
        }
    }

    /// The last day is yesterday: what ends today would still be there for the next pass.
    fn ended(&self, seat: &Seat) -> MatrixAct {
        MatrixAct::Ended {
            seat: seat.clone(),
            last_day: self.today.yesterday().unwrap_or(self.today),
        }
    }

    fn assigned(&self, seat: &Seat, to: &str) -> MatrixAct {
        MatrixAct::Assigned {
            seat: Seat {
                party: to.to_owned(),
                ..seat.clone()
            },
            validity: Validity {
                from: Some(self.today),
                until: None,
            },
        }
    }

    /// Whoever says so takes it, and has said so.
    fn takes(&self, seat: &Seat) -> Vec<MatrixAct> {
        let own = Seat {
            party: self.written.to_owned(),
            ..seat.clone()
        };
        vec![self.assigned(seat, self.written), said(&own, Answer::Mine)]
    }
}

fn said(seat: &Seat, answer: Answer) -> MatrixAct {
    MatrixAct::Acknowledged {
        seat: seat.clone(),
        answer,
    }
}
