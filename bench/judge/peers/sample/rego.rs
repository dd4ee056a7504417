//! Rules as Rego, answered by regorus in this process.
//!
//! In Rego what is not there is undefined, and a body with something undefined does not hold. So
//! both what a condition needs to hold and what it needs to fail are written out; where neither
//! does, it is unknown. A positive none is null, whose place before all numbers makes `<` hold for
//! it: where that is wrong, a body asks for a value first. In two values a condition fails where it
//! does not hold, and none is as good as not there.

use std::collections::BTreeMap;

use regorus::{
    CompiledPolicy, Engine, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM,
};

use super::{
    Answer, Logic,
    rows::Row,
    rule::{Plain, Test, Truth},
};
use crate::Failed;

/// How regorus evaluates.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    Interpreted,
    /// Compiled for its register machine.
    Compiled,
}

/// Its machine has 255 registers, and a list takes one for each of its items.
const LIST: usize = 50;

/// What all hold in a body, and bodies of which one has to.
type Bodies = Vec<Vec<String>>;

/// All rules as one policy. Conditions of several bodies are rules of their own, made once.
pub struct Policy {
    logic: Logic,
    text: String,
    helpers: BTreeMap<String, String>,
    rules: usize,
}

impl Policy {
    pub fn new(logic: Logic, rules: &[Plain]) -> Self {
        let mut policy = Self {
            logic,
            text: "package bench\n".to_owned(),
            helpers: BTreeMap::new(),
            rules: 0,
        };
        rules.iter().for_each(|rule| policy.add(rule));
        let names: Vec<String> = (0..rules.len()).map(|at| format!("r{at}")).collect();
        let lists = names
            .chunks(LIST)
            .map(|names| format!("[{}]", names.join(", ")));
        let lists: Vec<String> = lists.collect();
        for (at, list) in lists.iter().enumerate() {
            policy.text += &format!("list{at} := {list}\n");
        }
        let lists: Vec<String> = (0..lists.len()).map(|at| format!("list{at}")).collect();
        policy.text += &format!("codes := [{}]\n", lists.join(", "));
        policy
    }

    /// A number for each device: 2 missed, 1 unknown, 0 neither.
    fn add(&mut self, rule: &Plain) {
        let name = format!("r{}", self.rules);
        self.rules += 1;
        let applies = self.holds(&rule.applies);
        let must = self.holds(&rule.must);
        if self.logic == Logic::Two {
            let missed = vec![vec![not(&self.one(must))]];
            let body = self.joined(vec![applies, missed]);
            self.text += &format!("default {name} := 0\n{name} := 2 if {{ {body} }}\n");
            return;
        }
        let fails = self.fails(&rule.must);
        let out = self.fails(&rule.applies);
        let met = self.joined(vec![must]);
        let missed = self.joined(vec![applies, fails]);
        let out = match out.is_empty() {
            true => String::new(),
            false => format!(" else := 0 if {{ {} }}", self.joined(vec![out])),
        };
        self.text += &format!(
            "default {name} := 1\n\
             {name} := 0 if {{ {met} }}{out} else := 2 if {{ {missed} }}\n"
        );
    }

    /// One body in which all of them hold.
    fn joined(&mut self, all: Vec<Bodies>) -> String {
        let body = self.all(all).remove(0);
        match body.is_empty() {
            true => "true".to_owned(),
            false => body.join("; "),
        }
    }

    fn all(&mut self, all: Vec<Bodies>) -> Bodies {
        let mut body = Vec::new();
        for mut bodies in all {
            match bodies.len() {
                1 => body.append(&mut bodies[0]),
                _ => body.push(self.helper(&bodies)),
            }
        }
        vec![body]
    }

    /// Bodies as one expression.
    fn one(&mut self, mut bodies: Bodies) -> String {
        match bodies.as_mut_slice() {
            [body] if body.len() == 1 => body.remove(0),
            _ => self.helper(&bodies),
        }
    }

    fn helper(&mut self, bodies: &Bodies) -> String {
        let bodies: Vec<String> = bodies.iter().map(|body| body.join("; ")).collect();
        let key = bodies.join(" | ");
        if let Some(name) = self.helpers.get(&key) {
            return name.clone();
        }
        let name = format!("h{}", self.helpers.len());
        for body in bodies {
            self.text += &format!("{name} if {{ {body} }}\n");
        }
        self.helpers.insert(key, name.clone());
        name
    }

    fn holds(&mut self, truth: &Truth) -> Bodies {
        match truth {
            Truth::All(parts) => {
                let parts = parts.iter().map(|part| self.holds(part)).collect();
                self.all(parts)
            }
            Truth::Any(parts) => parts.iter().flat_map(|part| self.holds(part)).collect(),
            Truth::Not(inner) => self.fails(inner),
            Truth::Cell { column, test } => self.cell_holds(column, test),
        }
    }

    fn fails(&mut self, truth: &Truth) -> Bodies {
        if self.logic == Logic::Two {
            let holds = self.holds(truth);
            return vec![vec![not(&self.one(holds))]];
        }
        match truth {
            Truth::All(parts) => parts.iter().flat_map(|part| self.fails(part)).collect(),
            Truth::Any(parts) => {
                let parts = parts.iter().map(|part| self.fails(part)).collect();
                self.all(parts)
            }
            Truth::Not(inner) => self.holds(inner),
            Truth::Cell { column, test } => cell_fails(column, test),
        }
    }

    fn cell_holds(&self, column: &str, test: &Test) -> Bodies {
        let says = |what: String| vec![vec![what]];
        let of_value = |what: String| match self.logic {
            Logic::Two => vec![vec![what]],
            Logic::Three => vec![vec![format!("input.{column}_k == 0"), what]],
        };
        let cell = format!("input.{column}");
        match test {
            Test::Known => says(format!("{cell}_k == 0")),
            Test::Is(value) => says(format!("{cell} == {value}")),
            Test::OneOf(values) => says(format!("{cell} in {}", set(values))),
            Test::Above(value) => says(format!("{cell} > {value}")),
            Test::AtLeast(value) => says(format!("{cell} >= {value}")),
            Test::AtMost(value) => of_value(format!("{cell} <= {value}")),
            Test::Below(value) => of_value(format!("{cell} < {value}")),
            Test::BelowOrNever(value) => says(format!("{cell} < {value}")),
            Test::Between(least, most) => {
                vec![vec![
                    format!("{cell} >= {least}"),
                    format!("{cell} <= {most}"),
                ]]
            }
            Test::Contains(text) => of_value(format!("contains({cell}, {text:?})")),
            Test::StartsWith(text) => of_value(format!("startswith({cell}, {text:?})")),
            Test::EndsWith(text) => of_value(format!("endswith({cell}, {text:?})")),
            Test::Includes(items) => {
                let has = items.iter().map(|item| vec![format!("{item} in {cell}")]);
                has.collect()
            }
        }
    }
}

/// What makes a cell surely not fit, none included.
fn cell_fails(column: &str, test: &Test) -> Bodies {
    let cell = format!("input.{column}");
    let none = || vec![format!("{cell}_k == 1")];
    let told = || format!("{cell}_k < 2");
    let says = |what: String| vec![vec![what]];
    let text = |what: String| vec![none(), vec![format!("{cell}_k == 0"), what]];
    match test {
        Test::Known => vec![vec![format!("{cell}_k > 0"), format!("{cell}_k < 3")]],
        Test::Is(value) => says(format!("{cell} != {value}")),
        Test::OneOf(values) => vec![vec![told(), format!("not {cell} in {}", set(values))]],
        Test::Above(value) => says(format!("{cell} <= {value}")),
        Test::AtLeast(value) => says(format!("{cell} < {value}")),
        Test::AtMost(value) => vec![vec![format!("{cell} > {value}")], none()],
        Test::Below(value) => vec![vec![format!("{cell} >= {value}")], none()],
        Test::BelowOrNever(value) => says(format!("{cell} >= {value}")),
        Test::Between(least, most) => {
            vec![
                vec![format!("{cell} < {least}")],
                vec![format!("{cell} > {most}")],
            ]
        }
        Test::Contains(part) => text(format!("not contains({cell}, {part:?})")),
        Test::StartsWith(part) => text(format!("not startswith({cell}, {part:?})")),
        Test::EndsWith(part) => text(format!("not endswith({cell}, {part:?})")),
        Test::Includes(items) => {
            let lacks = items.iter().map(|item| format!("not {item} in {cell}"));
            vec![[told()].into_iter().chain(lacks).collect()]
        }
    }
}

/// An expression where another does not hold.
fn not(expression: &str) -> String {
    match expression.strip_prefix("not ") {
        Some(inner) => inner.to_owned(),
        None => format!("not {expression}"),
    }
}

fn set(values: &[serde_json::Value]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("{{{}}}", values.join(", "))
}

/// Devices as regorus holds them, what is not known left out.
pub fn inputs(rows: &[Row], logic: Logic) -> Result<Vec<Value>, Failed> {
    let kept = |row: &Row, column: &str| match (row.get(&format!("{column}_k")), logic) {
        (Some(known), Logic::Three) => known.as_u64() < Some(2),
        (Some(known), Logic::Two) => known.as_u64() == Some(0),
        (None, _) => true,
    };
    let one = |row: &Row| {
        let cells = row.iter().filter(|(column, _)| kept(row, column));
        let cells: Row = cells
            .map(|(column, cell)| (column.clone(), cell.clone()))
            .collect();
        Ok(Value::from_json_str(&serde_json::to_string(&cells)?)?)
    };
    rows.iter().map(one).collect()
}

/// A policy that is ready to be asked.
pub struct Asked {
    policy: Policy,
    engine: Engine,
    machine: Option<RegoVM>,
}

const CODES: &str = "data.bench.codes";

impl Asked {
    pub fn new(policy: Policy, form: Form) -> Result<Self, Failed> {
        let mut engine = Engine::new();
        engine.add_policy("bench.rego".to_owned(), policy.text.clone())?;
        let machine = match form {
            Form::Interpreted => None,
            Form::Compiled => {
                let compiled: CompiledPolicy = engine.compile_with_entrypoint(&CODES.into())?;
                let program = Compiler::compile_from_policy(&compiled, &[CODES])
                    .map_err(|why| why.to_string())?;
                let mut machine = RegoVM::new();
                machine.load_program(program);
                machine.set_max_instructions(usize::MAX);
                Some(machine)
            }
        };
        Ok(Self {
            policy,
            engine,
            machine,
        })
    }

    /// Asks about each device, numbered from one, and notes whoever misses a rule or is unknown.
    pub fn answer(&mut self, inputs: &[Value]) -> Result<Vec<Answer>, Failed> {
        let mut answers = vec![Answer::default(); self.policy.rules];
        for (number, input) in (1..).zip(inputs) {
            let codes = match &mut self.machine {
                Some(machine) => {
                    machine.set_input(input.clone());
                    machine.execute().map_err(|why| why.to_string())?
                }
                None => {
                    self.engine.set_input(input.clone());
                    self.engine.eval_rule(CODES.to_owned())?
                }
            };
            let mut at = 0;
            for list in codes.as_array()?.iter() {
                for code in list.as_array()?.iter() {
                    match code.as_u8()? {
                        2 => answers[at].missed.push(number),
                        1 => answers[at].unknown.push(number),
                        _ => {}
                    }
                    at += 1;
                }
            }
            if at != self.policy.rules {
                return Err(format!("{at} answers of {}", self.policy.rules).into());
            }
        }
        Ok(answers)
    }
}
