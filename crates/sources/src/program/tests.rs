use proptest::prelude::*;
use serde_json::json;

use super::*;

fn run(program: &str, input: &Value) -> String {
    let scene = Scene::new("dir/file.json", "2026-03-31T00:00:00Z", input);
    match Program::read(program).map(|program| program.run(input, &scene)) {
        Ok(Ok(outputs)) => outputs
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        Ok(Err(error)) => format!("failed: {error}"),
        Err(error) => format!("refused: {error}"),
    }
}

#[test]
fn a_plain_path_says_what_jq_says() {
    let input = json!({"a": {"b c": [1, {"d": null}], "e": "x"}, "n": null});
    for program in [
        ".a.e",
        ".a.\"b c\"[0]",
        ".a[\"b c\"][]",
        ".a.\"b c\"[1].d",
        ".n",
        ".",
        ".a",
    ] {
        let plain = Program::read(program).unwrap();
        assert!(matches!(plain.body, Body::Path(_)), "{program}");
        assert_eq!(
            run(program, &input),
            run(&format!("{program} | ."), &input),
            "{program}"
        );
    }
}

#[test]
fn a_missing_key_is_not_null() {
    let input = json!({"a": null});
    assert_eq!(run(".b", &input), "");
    assert_eq!(run(".a", &input), "null");
    assert_eq!(run(".a.b", &input), "null");
}

#[test]
fn a_list_that_is_not_there_is_not_an_empty_one() {
    let scene = Scene::new("", "", &Value::Null);
    let list = |input: &Value| {
        let program = Program::read(".apps[]").unwrap();
        program
            .list(input, &scene)
            .unwrap()
            .map(|items| items.len())
    };
    assert_eq!(list(&json!({"apps": [1, 2]})), Some(2));
    assert_eq!(list(&json!({"apps": []})), Some(0));
    assert_eq!(list(&json!({"apps": null})), None);
    assert_eq!(list(&json!({})), None);
}

#[test]
fn jq_sees_the_file_and_the_record() {
    let input = json!({"a": [1, 2]});
    assert_eq!(run("$file | split(\"/\") | .[0]", &input), "\"dir\"");
    assert_eq!(run(".a[] | . + ($record.a | length)", &input), "3 4");
    assert_eq!(run("$snapshot[:10]", &input), "\"2026-03-31\"");
}

#[test]
fn numbers_survive_the_engine() {
    let input = json!([1, -2.5, 18_446_744_073_709_551_615_u64, "é"]);
    assert_eq!(run(".[] | .", &input), "1 -2.5 18446744073709551615 \"é\"");
}

#[test]
fn the_sort_of_a_value_is_what_comparing_says() {
    let values = json!([null, false, true, -1.5, 0, "", "x", [], [1], {}, {"a": 1}]);
    for (asked, compared) in [
        ("isnumber", ". > (0 == 0) and . < \"\""),
        ("isstring", ". >= \"\" and . < []"),
        ("isarray", ". >= [] and . < {}"),
        ("isobject", ". >= {}"),
        ("true", "0 == 0"),
        ("false", "0 != 0"),
    ] {
        let said = run(&format!("[.[] | {asked}]"), &values);
        let expected = run(&format!("[.[] | {compared}]"), &values);
        assert_eq!(said, expected, "{asked}");
    }
    let types = run("map(type) | unique | join(\" \")", &values);
    assert_eq!(types, "\"array boolean null number object string\"");
}

/// A pair of programs that mean the same, the second of which starts in the engine.
fn in_both_ways(program: &str, input: &Value) -> [String; 2] {
    let read = Program::read(program).unwrap();
    let Body::Jq(jq) = &read.body else {
        panic!("{program} is a plain path");
    };
    assert!(jq.lead.is_some(), "{program} has no beginning of its own");
    let scene = Scene::new("", "", input);
    let shown = |outputs: Result<Vec<Cow<'_, Value>>, String>| match outputs {
        Ok(values) => values.iter().map(|value| format!("{value} ")).collect(),
        Err(why) => why,
    };
    [
        shown(jq.run(input, &scene)),
        shown(engine(&jq.whole, scene.val_of(input), &scene)),
    ]
}

proptest! {
    #[test]
    fn what_runs_without_the_engine_says_what_the_engine_says(
        input in values(),
        program in prop::sample::select(PLAIN.to_vec()),
    ) {
        let [ours, engines] = in_both_ways(program, &input);
        prop_assert_eq!(ours, engines, "{}", program);
    }
}

const PLAIN: [&str; 42] = [
    ".a // .b",
    ".a[]? // .b // \"c\"",
    ".a // empty | .b",
    ".a, .b[], .",
    "[.a, .b[]?] | map(strings | select(. != \"\")) | first",
    "first(.[]?)",
    "first(.a, .b | objects)",
    "map(.a)",
    "map(select(.a == .b))",
    "if .a == 1 then .b elif .a == null then \"x\" else . end",
    "if .a then .b end",
    ".a == .b",
    ".a != \"x\" and .b == true or .a == false",
    ".a and (.b | not)",
    "\"\\(.a):\\(.b // \"none\")\\n\"",
    "\"\\(.a | strings)-\\(.b)\"",
    "type == \"object\" and (has(\"a\") or has(\"b\"))",
    ".a | type == \"array\" and (length == 0 or any(.[]; objects | has(\"b\")))",
    "any(.a)",
    "any(.a[]; . == 1 or .b)",
    ".a | objects | .b",
    ".a | arrays | .[0], .[1]?",
    ".a | values | tostring",
    "[.[]?, .a?, .b.a?, .[0]?] | length",
    "length",
    "[] | first",
    "[.a.b, .b.a] | first",
    "null, true, false, 12, \"\"",
    ".a | if . == null then null elif test(\"^X\"; \"i\") then \"x\" else \"other\" end",
    ".a // empty | if test(\"Y|XX\"; \"i\") then 1 elif test(\"x\") then 2 else 3 end",
    ".a | test(\"X | x|z\")",
    ".a | test(\"\")",
    "(.a // \"\") + \" \" + .b | test(\"x x\"; \"i\")",
    ".a + .b",
    ".a | if . == null then null elif test(\"X\"; \"i\") then \"x\" else \"other\" end",
    ".a // .b | tostring | ascii_upcase | split(\"X\") | .[0]",
    ".a[] | . as $x | [$x, .b?]",
    ".a | strings | . + \"!\"",
    "[.a?, .b?] | map(strings) | unique",
    ".a[]? | select(.b == 1) | keys",
    ".b | {a: ., b}",
    ".a | reduce .[]? as $x (0; . + 1) | . + 1",
];

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1..2_i64).prop_map(Value::from),
        prop::sample::select(vec![0.5, 1.0, -2e30]).prop_map(Value::from),
        prop::sample::select(vec!["", "x", "é\n", "XxX", "a Y"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let key = prop::sample::select(vec!["a", "b"]).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

#[test]
fn what_could_run_away_is_refused_or_stopped() {
    let input = json!([1]);
    for program in [
        "def f: f; f",
        "now",
        "env",
        "repeat(1)",
        "input",
        "while(true; .)",
    ] {
        assert!(run(program, &input).starts_with("refused"), "{program}");
    }
    for program in [
        "[recurse(.)]",
        "[range(0; infinite)]",
        "[range(1e12)] | length",
    ] {
        assert!(run(program, &input).starts_with("failed"), "{program}");
    }
}

#[test]
fn a_mistake_is_named_with_its_place() {
    assert_eq!(
        run(".a | lenght", &Value::Null),
        "refused: `lenght` is not defined, at character 6 of `.a | lenght`"
    );
    assert!(run(".a | (", &Value::Null).starts_with("refused: "));
}
