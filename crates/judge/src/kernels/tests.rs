//! One table of cases per family of operators; each line is a fact about one comparison.

use FieldType::{Address, Date as Day, Event, List, Number, Ordinal, Text, Version};
use Operator as Op;
use Truth::{False, True, Unknown};
use jiff::civil::date;
use model::span::Unit;

use super::*;

const NOT_ASKED: Side<'static> = Side::Unknown(Silence::NotAsked);
const ASKED: Side<'static> = Side::Unknown(Silence::Asked);

fn text(text: &str) -> Side<'_> {
    Side::Value(Scalar::Text(text))
}

fn number(number: f64) -> Side<'static> {
    Side::Value(Scalar::Number(number))
}

fn day(month: i8, day: i8) -> Side<'static> {
    Side::Value(Scalar::Moment(Moment::Day(date(2026, month, day))))
}

fn instant(at: &str) -> Side<'static> {
    Side::Value(Scalar::Moment(Moment::Instant(at.parse().unwrap())))
}

fn length(count: u32, unit: Unit) -> Side<'static> {
    Side::Value(Scalar::Length(Length { count, unit }))
}

fn list<'a>(items: &[&'a str]) -> Side<'a> {
    Side::Value(Scalar::List(items.to_vec()))
}

/// At noon on 1 June 2026, a Monday, in UTC.
#[track_caller]
fn check(field_type: FieldType, left: Side<'_>, op: Op, right: &[Side<'_>], expected: Truth) {
    let order: Vec<String> = ["low", "medium", "high"].map(str::to_owned).to_vec();
    let terms = Terms {
        field_type: Some(field_type),
        order: &order,
        unit: None,
        versions: Some(Scheme::usual()),
        calendar: Calendar::monday_to_friday(),
        now: "2026-06-01T12:00:00Z".parse().unwrap(),
        today: date(2026, 6, 1),
        zone: &TimeZone::UTC,
    };
    let got = kernel(op).truth(&left, right, &terms);
    assert_eq!(got, expected, "{left:?} {op:?} {right:?}");
}

#[test]
fn texts_compare_without_regard_to_case_unless_exactly() {
    check(Text, text("Shop"), Op::Is, &[text("shop")], True);
    check(Text, text("Shop"), Op::IsExactly, &[text("shop")], False);
    check(Text, text("Shop"), Op::IsNotExactly, &[text("shop")], True);
    check(Text, text("Shop API"), Op::Contains, &[text("P a")], True);
    check(
        Text,
        text("Shop API"),
        Op::StartsWith,
        &[text("shop")],
        True,
    );
    check(
        Text,
        text("Shop API"),
        Op::DoesNotEndWith,
        &[text("api")],
        False,
    );
    check(Text, text("Shop API"), Op::Matches, &[text("sh*i")], True);
    check(
        Text,
        text("Shop"),
        Op::IsOneOf,
        &[text("a"), text("SHOP")],
        True,
    );
    check(
        Text,
        text("Shop"),
        Op::IsNotOneOf,
        &[text("a"), text("b")],
        True,
    );
}

#[test]
fn none_fails_what_is_positive_and_passes_its_negation() {
    for (op, expected) in [
        (Op::Is, False),
        (Op::IsNot, True),
        (Op::DoesNotContain, True),
    ] {
        check(Text, Side::None, op, &[text("x")], expected);
    }
    check(Number, Side::None, Op::IsAtMost, &[number(3.0)], False);
    check(Number, Side::None, Op::IsNotAtMost, &[number(3.0)], True);
    check(List, Side::None, Op::IncludesNoneOf, &[text("x")], True);
    check(List, Side::None, Op::IncludesAnyOf, &[text("x")], False);
    check(
        Day,
        Side::None,
        Op::IsMoreThanAgo,
        &[length(3, Unit::Day)],
        False,
    );
}

#[test]
fn an_event_that_never_happened_is_infinitely_long_ago() {
    check(
        Event,
        Side::None,
        Op::IsMoreThanAgo,
        &[length(90, Unit::Day)],
        True,
    );
    check(Event, Side::None, Op::IsBefore, &[day(1, 1)], True);
    check(Event, Side::None, Op::IsOnOrAfter, &[day(1, 1)], False);
    check(
        Event,
        Side::None,
        Op::IsWithinTheLast,
        &[length(90, Unit::Year)],
        False,
    );
    check(Event, Side::None, Op::IsNever, &[], True);
    check(Event, day(1, 1), Op::IsNever, &[], False);
    check(Event, Side::None, Op::IsKnown, &[], False);
}

#[test]
fn unknown_on_either_side_is_unknown() {
    check(Text, NOT_ASKED, Op::IsNot, &[text("x")], Unknown);
    check(Text, ASKED, Op::Is, &[text("x")], Unknown);
    check(Text, text("x"), Op::Is, &[NOT_ASKED], Unknown);
    check(Text, text("x"), Op::IsNot, &[Side::None], Unknown);
    check(Text, text("x"), Op::IsOneOf, &[NOT_ASKED, text("x")], True);
    check(Text, NOT_ASKED, Op::IsEmpty, &[], Unknown);
}

#[test]
fn known_is_false_for_silence_only_where_everybody_was_asked() {
    check(Text, text("x"), Op::IsKnown, &[], True);
    check(Text, Side::None, Op::IsKnown, &[], False);
    check(Text, ASKED, Op::IsKnown, &[], False);
    check(Text, NOT_ASKED, Op::IsKnown, &[], Unknown);
    check(Text, NOT_ASKED, Op::IsNotKnown, &[], Unknown);
    check(Text, Side::None, Op::IsEmpty, &[], True);
    check(List, list(&[]), Op::IsEmpty, &[], True);
}

#[test]
fn versions_compare_by_segment() {
    for (left, right, expected) in [
        ("14.10", "14.7", True),
        ("14.6.1", "14.7", False),
        ("14.7", "14.7.0", True),
        ("1.0.0-rc.1", "1.0.0", False),
        ("1.0.0-rc.10", "1.0.0-rc.9", True),
        ("1.0.0-rc.1", "1.0.0-rc", True),
        ("1.0.0-rc", "1.0.0-1", True),
        ("v2.0+build7", "2.0", True),
        ("10.0.19045.4291", "10.0.19045.99", True),
    ] {
        check(Version, text(left), Op::IsAtLeast, &[text(right)], expected);
    }
    check(Version, text("14.7"), Op::Is, &[text("14.7.0")], True);
    check(
        Version,
        text("3"),
        Op::IsBetween,
        &[text("2.9"), text("3.0")],
        True,
    );
}

#[test]
fn ordinals_compare_by_place_and_unlisted_words_not_at_all() {
    check(
        Ordinal,
        text("High"),
        Op::IsAtLeast,
        &[text("medium")],
        True,
    );
    check(Ordinal, text("low"), Op::IsMoreThan, &[text("low")], False);
    check(
        Ordinal,
        text("severe"),
        Op::IsAtLeast,
        &[text("low")],
        Unknown,
    );
    check(Number, number(5.0), Op::IsLessThan, &[number(5.5)], True);
    check(
        Number,
        number(5.0),
        Op::IsNotBetween,
        &[number(5.0), number(6.0)],
        False,
    );
}

#[test]
fn moments_compare_as_days() {
    check(
        Day,
        instant("2026-06-01T23:00:00Z"),
        Op::Is,
        &[day(6, 1)],
        True,
    );
    check(
        Day,
        day(5, 31),
        Op::IsBefore,
        &[instant("2026-06-01T00:00:00Z")],
        True,
    );
    check(Day, day(6, 1), Op::IsAfter, &[day(6, 1)], False);
    check(Day, day(6, 1), Op::IsOnOrAfter, &[day(6, 1)], True);
    check(Day, day(6, 1), Op::IsNotOnOrBefore, &[day(6, 1)], False);
    check(Day, day(6, 1), Op::IsBetween, &[day(5, 1), day(6, 1)], True);
}

#[test]
fn windows_count_days_on_days_and_exact_time_on_instants() {
    let week = [length(7, Unit::Day)];
    check(Event, day(5, 25), Op::IsWithinTheLast, &week, True);
    check(Event, day(5, 24), Op::IsWithinTheLast, &week, False);
    check(Event, day(5, 24), Op::IsMoreThanAgo, &week, True);
    check(
        Event,
        instant("2026-05-25T12:00:00Z"),
        Op::IsWithinTheLast,
        &week,
        True,
    );
    check(
        Event,
        instant("2026-05-25T11:59:59Z"),
        Op::IsWithinTheLast,
        &week,
        False,
    );
    check(
        Event,
        instant("2026-06-01T12:00:01Z"),
        Op::IsWithinTheLast,
        &week,
        False,
    );
    check(Day, day(6, 8), Op::IsWithinTheNext, &week, True);
    check(Day, day(5, 31), Op::IsWithinTheNext, &week, False);
    check(Day, day(6, 8), Op::IsMoreThanFromNow, &week, False);
    check(Day, day(6, 9), Op::IsMoreThanFromNow, &week, True);
    let hours = [length(24, Unit::Hour)];
    check(
        Event,
        instant("2026-05-31T12:00:00Z"),
        Op::IsWithinTheLast,
        &hours,
        True,
    );
    check(
        Event,
        instant("2026-05-31T11:00:00Z"),
        Op::IsNotWithinTheLast,
        &hours,
        True,
    );
    let working = [length(1, Unit::WorkingDay)];
    check(Event, day(5, 29), Op::IsWithinTheLast, &working, True);
    check(Event, day(5, 28), Op::IsMoreThanAgo, &working, True);
}

#[test]
fn a_network_is_inside_when_wholly_contained() {
    let own = [text("10.0.0.0/8"), text("fd00::/8")];
    for (address, expected) in [
        ("10.20.0.0/16", True),
        ("10.1.2.3", True),
        ("0.0.0.0/0", False),
        ("11.0.0.1", False),
        ("fd12::/32", True),
        ("::ffff:10.0.0.1", True),
        ("2001:db8::1", False),
        ("nowhere", Unknown),
        ("10.0.0.0/40", Unknown),
    ] {
        check(Address, text(address), Op::IsInside, &own, expected);
    }
    check(
        Address,
        text("8.8.8.8"),
        Op::IsInside,
        &[text("0.0.0.0/0")],
        True,
    );
    check(
        Address,
        text("::1"),
        Op::Is,
        &[text("0:0:0:0:0:0:0:1")],
        True,
    );
}

#[test]
fn lists_include_items_without_regard_to_case() {
    let classes = list(&["Customer", "logs"]);
    check(
        List,
        classes.clone(),
        Op::Includes,
        &[text("customer")],
        True,
    );
    check(
        List,
        classes.clone(),
        Op::DoesNotInclude,
        &[text("payment")],
        True,
    );
    check(
        List,
        classes.clone(),
        Op::IncludesAnyOf,
        &[text("x"), text("LOGS")],
        True,
    );
    check(
        List,
        classes.clone(),
        Op::IncludesAllOf,
        &[text("customer"), text("x")],
        False,
    );
    check(
        List,
        classes,
        Op::IncludesNoneOf,
        &[text("x"), text("y")],
        True,
    );
}

#[test]
fn a_link_is_compared_by_identity_or_by_name() {
    let ann = Side::Value(Scalar::Entity("person", 1, "Ann"));
    let bob = Side::Value(Scalar::Entity("person", 2, "Bob"));
    check(Text, ann.clone(), Op::Is, std::slice::from_ref(&ann), True);
    check(Text, ann.clone(), Op::IsNot, &[bob], True);
    check(Text, ann, Op::Is, &[text("ann")], True);
}

#[test]
fn networks_are_what_they_mean_however_they_are_written() {
    for (address, network, expected) in [
        // An address of the old family in the new one is the same address.
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "::ffff:10.0.0.0/104", True),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8", True),
        ("::ffff:11.0.0.1", "10.0.0.0/8", False),
        ("10.1.2.3", "::/0", False),
        // A network is inside when all of it is.
        ("10.1.0.0/16", "10.0.0.0/8", True),
        ("10.0.0.0/8", "10.0.0.0/8", True),
        ("10.0.0.0/7", "10.0.0.0/8", False),
        ("2001:db8:1::/48", "2001:db8::/32", True),
        ("2001:db8::/31", "2001:db8::/32", False),
        // What an address says beyond its own network does not count.
        ("10.1.2.3", "10.9.9.9/8", True),
        ("10.1.2.3/8", "10.0.0.0/8", True),
        ("10.1.2.3/8", "10.1.0.0/16", False),
        ("fd00::1", "fd00::ffff/64", True),
        ("1.2.3.4", "0.0.0.0/0", True),
        ("::1", "::/0", True),
        // A prefix that is none.
        ("10.0.0.1/33", "10.0.0.0/8", Unknown),
        ("::1/129", "::/0", Unknown),
        ("10.0.0.1/+8", "10.0.0.0/8", Unknown),
        ("10.0.0.1/", "10.0.0.0/8", Unknown),
        ("10.0.0.1/8/8", "10.0.0.0/8", Unknown),
        ("10.0.0", "10.0.0.0/8", Unknown),
    ] {
        check(
            Address,
            text(address),
            Op::IsInside,
            &[text(network)],
            expected,
        );
    }
    let same = [
        ("10.0.0.1/32", "10.0.0.1", True),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.1.2.3/8", "10.0.0.0/8", True),
        ("10.0.0.0/8", "10.0.0.0/9", False),
        ("nowhere", "10.0.0.0/9", Unknown),
    ];
    for (left, right, expected) in same {
        check(Address, text(left), Op::Is, &[text(right)], expected);
    }
}
