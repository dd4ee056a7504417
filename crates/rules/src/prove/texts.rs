//! Texts: one that is named is tried on every other test; of others, what one part of a text
//! implies of another.

use super::{
    states::texts,
    test::{Test, TextTest},
};

/// Whether a text can be as all tests want it.
pub(super) fn possible(asked: &[(&Test, bool)]) -> bool {
    let blank = |wanted: bool| {
        asked
            .iter()
            .any(|(test, holds)| **test == Test::Empty && *holds == wanted)
    };
    if blank(true) && blank(false) {
        return false;
    }
    let tests = texts(asked);
    let named = tests
        .iter()
        .filter(|(how, _, holds)| *holds && matches!(how, TextTest::Is | TextTest::Exactly));
    let mut is_named = false;
    for (how, text, _) in named {
        is_named = true;
        if !fits(*how, text, &tests)
            || blank(true) && !text.trim().is_empty()
            || blank(false) && text.trim().is_empty()
        {
            return false;
        }
    }
    is_named || !crossed(&tests, blank(true))
}

/// Whether a text that is named is as the tests want it.
fn fits(named: TextTest, text: &str, tests: &[(TextTest, &str, bool)]) -> bool {
    let folded = text.to_lowercase();
    tests.iter().all(|(how, other, holds)| match how {
        TextTest::Is => (folded == *other) == *holds,
        // Of a text named without its case, another case may be the one that is not.
        TextTest::Exactly if named == TextTest::Exactly => (text == *other) == *holds,
        TextTest::Exactly => !holds || folded == other.to_lowercase(),
        TextTest::Contains => folded.contains(other) == *holds,
        TextTest::StartsWith => folded.starts_with(other) == *holds,
        TextTest::EndsWith => folded.ends_with(other) == *holds,
        TextTest::Matches => true,
    })
}

/// Whether two tests of a text that is not named cannot both be so.
fn crossed(tests: &[(TextTest, &str, bool)], blank: bool) -> bool {
    let pairs = tests
        .iter()
        .flat_map(|one| tests.iter().map(move |other| (one, other)));
    let mut pairs = pairs.filter(|((.., holds), _)| *holds);
    let apart = pairs.any(|((how, text, _), (other, part, holds))| match holds {
        false => implies(*how, text, *other, part),
        true => match (how, other) {
            (TextTest::StartsWith, TextTest::StartsWith) => {
                !text.starts_with(part) && !part.starts_with(text)
            }
            (TextTest::EndsWith, TextTest::EndsWith) => {
                !text.ends_with(part) && !part.ends_with(text)
            }
            _ => false,
        },
    });
    let inside = |how: &TextTest| {
        matches!(
            how,
            TextTest::Contains | TextTest::StartsWith | TextTest::EndsWith
        )
    };
    // Every text has the empty one in it; a blank one has nothing else.
    let nothing = tests.iter().any(|(how, part, holds)| match holds {
        false => inside(how) && part.is_empty(),
        true => blank && inside(how) && !part.trim().is_empty(),
    });
    apart || nothing
}

/// Whether a text of which the one test is so is always one of which the other is.
fn implies(how: TextTest, text: &str, other: TextTest, part: &str) -> bool {
    use TextTest::{Contains, EndsWith, StartsWith};
    match (how, other) {
        (StartsWith, StartsWith) => text.starts_with(part),
        (EndsWith, EndsWith) => text.ends_with(part),
        (Contains | StartsWith | EndsWith, Contains) => text.contains(part),
        (how, other) => how == other && text == part,
    }
}
