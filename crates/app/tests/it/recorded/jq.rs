//! Small jq programs over JSON, compiled once. The whole language, as only tests run them.

use std::collections::BTreeMap;

use jaq_core::{
    Compiler, Ctx, Vars, data,
    load::{Arena, File, Loader},
    unwrap_valr,
};
use jaq_json::Val;
use serde::Deserialize;
use serde_json::Value;

type Data = data::JustLut<Val>;

/// What a program sees beside its input, in this order.
const NAMES: [&str; 4] = ["$item", "$from", "$to", "$all"];

#[derive(Default)]
pub(super) struct Programs(BTreeMap<String, jaq_core::Filter<Data>>);

/// The values of the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) item: Value,
    pub(super) from: Value,
    pub(super) to: Value,
    pub(super) all: Value,
}

impl Programs {
    /// All outputs of a program.
    pub(super) fn run(&mut self, text: &str, input: &Value, names: &Names) -> Vec<Value> {
        if !self.0.contains_key(text) {
            self.0.insert(text.to_owned(), compile(text));
        }
        let filter = &self.0[text];
        let Names {
            item,
            from,
            to,
            all,
        } = names;
        let vars = Vars::new([item, from, to, all].map(val));
        let ctx = Ctx::<Data>::new(&filter.lut, vars);
        let outputs = filter.id.run((ctx, val(input))).map(unwrap_valr);
        outputs
            .map(|output| {
                let output = output.unwrap_or_else(|error| panic!("`{text}`: {error}: {input}"));
                serde_json::from_str(&output.to_string()).unwrap()
            })
            .collect()
    }

    /// The first output, null where there is none.
    pub(super) fn first(&mut self, text: &str, input: &Value, names: &Names) -> Value {
        self.run(text, input, names)
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    /// Whether the first output is true.
    pub(super) fn holds(&mut self, text: &str, input: &Value, names: &Names) -> bool {
        !matches!(
            self.first(text, input, names),
            Value::Null | Value::Bool(false)
        )
    }
}

fn val(value: &Value) -> Val {
    Val::deserialize(value).unwrap()
}

fn compile(text: &str) -> jaq_core::Filter<Data> {
    let definitions = jaq_core::defs()
        .chain(jaq_std::defs())
        .chain(jaq_json::defs());
    let arena = Arena::default();
    let file = File {
        code: text,
        path: (),
    };
    let modules = Loader::new(definitions)
        .load(&arena, file)
        .unwrap_or_else(|_| panic!("`{text}` is no jq program"));
    let functions = jaq_core::funs()
        .chain(jaq_std::funs())
        .chain(jaq_json::funs());
    Compiler::default()
        .with_funs(functions)
        .with_global_vars(NAMES)
        .compile(modules)
        .unwrap_or_else(|errors| {
            let names = errors.into_iter().flat_map(|(_, list)| list);
            let names: Vec<&str> = names.map(|(name, _)| name).collect();
            panic!("`{text}` uses what is not defined: {names:?}")
        })
}
