//! Whatever a tool does, asking it ends, and only what was read whole is called complete.

use model::ScopeOutcome::Complete;
use proptest::prelude::*;
use sources::fetch::Unreached;

use super::{OKTA, answer, ask, okta_people, parameter};

/// What a tool does with one request.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Answers,
    Fails,
    IsBusy,
    Refuses,
    BreaksOff,
    HangsUp,
    IsLate,
    SendsBack,
    SendsAway,
    SaysNothing,
    ForgetsUs,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    use Deed::*;
    let deed = prop_oneof![
        8 => Just(Answers),
        1 => prop::sample::select(vec![
            Fails, IsBusy, Refuses, BreaksOff, HangsUp, IsLate, SendsBack, SendsAway, SaysNothing,
            ForgetsUs,
        ]),
    ];
    prop::collection::vec(deed, 0..40)
}

proptest! {
    #[test]
    fn complete_means_that_everything_was_read(pages in 1u32..8, deeds in deeds()) {
        let mut deeds = deeds.into_iter();
        let asked = ask("okta", &format!("{OKTA}scopes: users\n"), |request| {
            let page: u32 = parameter(request, "after").map_or(0, |text| text.parse().unwrap());
            let body = okta_people(page * 3..page * 3 + 3).to_string();
            let next = |page: u32| format!("</api/v1/users?after={page}>; rel=\"next\"");
            match deeds.next().unwrap_or(Deed::Answers) {
                Deed::Answers if page + 1 == pages => answer(200, &[], &body),
                Deed::Answers => answer(200, &[("link", next(page + 1).as_str())], &body),
                Deed::Fails => answer(500, &[], "{}"),
                Deed::IsBusy => answer(429, &[("retry-after", "1")], ""),
                Deed::Refuses => answer(403, &[], ""),
                Deed::BreaksOff => answer(200, &[], &body[..body.len() / 2]),
                Deed::HangsUp => Err(Unreached::Cut("gone".to_owned())),
                Deed::IsLate => Err(Unreached::Late),
                Deed::SendsBack => answer(200, &[("link", next(page).as_str())], &body),
                Deed::SendsAway => {
                    let away = "<https://elsewhere.example/>; rel=next";
                    answer(200, &[("link", away)], &body)
                }
                Deed::SaysNothing => answer(200, &[], ""),
                Deed::ForgetsUs => answer(401, &[], ""),
            }
        });
        let read = asked.ids("account").len() as u32;
        prop_assert!(read <= pages * 3);
        if asked.outcome("users") == Some(Complete) {
            prop_assert_eq!(read, pages * 3);
            prop_assert_eq!(asked.problems(), Vec::<String>::new());
        } else {
            prop_assert_eq!(asked.problems().len(), 1, "{:?}", asked.problems());
        }
    }
}
