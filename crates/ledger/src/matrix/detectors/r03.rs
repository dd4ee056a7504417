//! R03: an activity, or a part of it, that nobody does.

use super::{Detector, Limits, Looked, Seen, Topic, scopes::Lacking};
use crate::matrix::Letter;

pub(super) const DETECTOR: Detector = Detector {
    id: "r03-nobody-responsible",
    needs: &[Topic::Matrix],
    look,
};

fn look(seen: &Seen, _: &Limits) -> Looked {
    let lacking = Lacking {
        letter: Letter::R,
        where_held: Letter::A,
        verb: "does",
    };
    let all = seen.activities.iter();
    all.map(|(id, activity)| {
        // What everybody has to do needs no one in particular.
        let needed = activity.needs.contains(&Letter::R) && !activity.for_everyone;
        needed.then(|| lacking.look(seen, id, activity)).flatten()
    })
    .collect()
}
