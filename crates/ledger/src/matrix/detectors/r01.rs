//! R01: an activity, or a part of it, without anybody accountable.

use super::{Detector, Limits, Looked, Seen, Topic, scopes::Lacking};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r01-nobody-accountable",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let lacking = Lacking {
        letter: Letter::A,
        where_held: Letter::R,
        verb: "is accountable for",
    };
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        let needed = activity.needs.contains(&Letter::A);
        needed.then(|| lacking.look(seen, id, activity)).flatten()
    })
    .collect()
}
