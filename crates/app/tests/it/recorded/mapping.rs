//! What `<provider>.yaml` says: which answers go where, and what stands for what.
//!
//! ```yaml
//! bodies:                             # every variable of every file, by file and variable
//!   aws/ec2/subnets:
//!     DESCRIBE_SUBNETS:
//!       connector: aws-ec2            # who reads it; a list where several do
//!       source: aws-two               # else named as the connector; apart where steps replace
//!       folder: 123456789012/eu-1     # the file stands in it as DESCRIBE_SUBNETS.json,
//!       as: org/CODEOWNERS            # or this is its whole name
//!       wrap: '{Subnets: .}'          # jq: back to the vendor's body; each output is one file,
//!                                     # a text is the file's text. `$all` is the whole recording
//!       files: 'map_values({Items: .})'   # or jq that gives all files at once, by name
//!       leaves out: <reason>          # raw records that give nothing are meant to
//!     TEST_REGION: {skip: <reason>}   # holds no answer
//! loads:                              # a test that does not read all of its files
//!   aws/test_ecs::test_load_services: ["aws/ecs:GET_ECS_SERVICES", aws/ecs]
//! nodes:
//!   AWSSubnet:
//!     kind: cloud resource            # our kind, or a list of kinds
//!     of: aws-ec2                     # only records of these connectors
//!     where: .fields.type == "subnet"
//!     each: .parts.apps[]             # several in one; `$item` is what they are in
//!     has: {id: .raw.SubnetId}        # how each property of the checks is read
//! relationships:                      # `from` and `to` are a label, a list, or `any`
//!   - {from: AWSSubnet, is: MEMBER_OF, to: AWSVpc, link: network}
//!   - {from: AWSVpc, is: RESOURCE, to: any, link: cloud account, held by: to}
//!   - {from: A, is: HAS, to: B, same: true}              # both are in one entity
//!   - {from: A, is: IN, to: B, when: '$from.raw.b == $to.raw.id'}   # beside or instead
//!   # an end that nobody described, told by the identifier of the pointer (jq over it):
//!   - {from: AWSSubnet, is: IN, to: AWSVpc, link: networks, named: 'select(test("^vpc-"))'}
//! explained:                          # checks that are not met, each with its reason
//!   - {label: AWSRouteTable, why: ...}                   # as a node, or either end
//!   - {nodes: AWSSubnet, has: [id, cidr], why: ...}      # these properties alone
//!   - {relationship: AWSSubnet IN AWSVpc, test: aws/test_vpc, why: ...}
//! ```
//! A node is one item per record: the entity (`entity`, `kind`, `name`, `fields`, `claims`,
//! `links`, `parts`, `owner`), `record` and the `raw` record. All providers' files are read as
//! one, so that a label or a body is told once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use indexmap::IndexMap;
use serde::Deserialize;

use super::checks::{Asked, Check};

/// One, or a list.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Many<T> {
    One(T),
    List(Vec<T>),
}

impl<T> Many<T> {
    pub(super) fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::List(list) => list,
        }
    }
}

impl Many<String> {
    fn names(&self, label: &str) -> bool {
        self.all().iter().any(|one| one == label || one == "any")
    }
}

/// What becomes of one recorded answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Use {
    Skip(Skip),
    Read(Many<Reading>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Skip {
    pub(super) skip: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    pub(super) connector: String,
    pub(super) source: Option<String>,
    pub(super) folder: Option<String>,
    #[serde(rename = "as")]
    pub(super) name: Option<String>,
    pub(super) wrap: Option<String>,
    pub(super) files: Option<String>,
    #[serde(rename = "leaves out")]
    pub(super) leaves_out: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) kind: Many<String>,
    pub(super) of: Option<Many<String>>,
    #[serde(rename = "where")]
    pub(super) only: Option<String>,
    pub(super) each: Option<String>,
    pub(super) has: IndexMap<String, String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    #[default]
    From,
    To,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relationship {
    from: Many<String>,
    is: Many<String>,
    to: Many<String>,
    pub(super) link: Option<Many<String>>,
    #[serde(default, rename = "held by")]
    pub(super) held_by: Side,
    #[serde(default)]
    pub(super) same: bool,
    pub(super) when: Option<String>,
    pub(super) named: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explained {
    #[serde(skip)]
    pub(super) provider: String,
    test: Option<Many<String>>,
    label: Option<Many<String>>,
    nodes: Option<Many<String>>,
    has: Option<Vec<String>>,
    relationship: Option<Many<String>>,
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    #[serde(default)]
    bodies: BTreeMap<String, IndexMap<String, Use>>,
    #[serde(default)]
    loads: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    nodes: BTreeMap<String, Node>,
    #[serde(default)]
    relationships: Vec<Relationship>,
    #[serde(default)]
    explained: Vec<Explained>,
}

/// All mapping files as one.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    pub(super) providers: BTreeSet<String>,
    pub(super) bodies: BTreeMap<String, IndexMap<String, Use>>,
    loads: BTreeMap<String, Vec<String>>,
    pub(super) nodes: BTreeMap<String, Node>,
    relationships: Vec<Relationship>,
    pub(super) explained: Vec<Explained>,
}

impl Mapping {
    pub(super) fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/recorded");
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "yaml"))
            .collect();
        files.sort();
        let mut all = Self::default();
        for file in files {
            let name = file.file_stem().unwrap().to_str().unwrap();
            let text = fs::read_to_string(&file).unwrap();
            let provider = serde_yaml_ng::from_str(&text)
                .unwrap_or_else(|error| panic!("{name}.yaml: {error}"));
            all.take_in(name, provider);
        }
        all
    }

    fn take_in(&mut self, name: &str, provider: Provider) {
        for (file, bodies) in provider.bodies {
            for (variable, becomes) in &bodies {
                if let Use::Skip(Skip { skip: why }) = becomes {
                    assert!(
                        why.contains(' '),
                        "{name}.yaml: say why `{variable}` is skipped"
                    );
                }
            }
            let before = self.bodies.insert(file.clone(), bodies);
            assert!(before.is_none(), "{name}.yaml: `{file}` is listed twice");
        }
        for (label, node) in provider.nodes {
            let before = self.nodes.insert(label.clone(), node);
            assert!(before.is_none(), "{name}.yaml: `{label}` is told twice");
        }
        self.loads.extend(provider.loads);
        self.relationships.extend(provider.relationships);
        let told = provider.explained.into_iter().map(|one| {
            let why = one.why.trim();
            let named = one.label.is_some() || one.nodes.is_some() || one.relationship.is_some();
            assert!(
                named && why.contains(' '),
                "{name}.yaml: say what and why: {one:?}"
            );
            Explained {
                provider: name.to_owned(),
                ..one
            }
        });
        self.explained.extend(told);
        self.providers.insert(name.to_owned());
    }

    /// The answers a check is about: `(file, variable)`; or what no mapping lists.
    pub(super) fn load(&self, check: &Check) -> Result<Vec<(String, String)>, String> {
        let module = check.test.split("::").next().unwrap_or_default();
        let named = self
            .loads
            .get(&check.test)
            .or_else(|| self.loads.get(module));
        let files = check.data.iter().map(|one| one.replace('.', "/"));
        let wanted = named.cloned().unwrap_or_else(|| files.collect());
        let mut all = Vec::new();
        for one in wanted {
            let (file, only) = match one.split_once(':') {
                Some((file, variable)) => (file, Some(variable)),
                None => (one.as_str(), None),
            };
            let bodies = self.bodies.get(file).into_iter().flatten();
            let chosen = bodies.filter(|(name, _)| only.is_none_or(|only| only == *name));
            let before = all.len();
            all.extend(chosen.map(|(name, _)| (file.to_owned(), name.clone())));
            if all.len() == before {
                return Err(format!("no mapping lists `{one}` among its bodies"));
            }
        }
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// How a relationship is told, where it is.
    pub(super) fn relationships<'a>(
        &'a self,
        from: &'a str,
        is: &'a str,
        to: &'a str,
    ) -> impl Iterator<Item = &'a Relationship> {
        self.relationships
            .iter()
            .filter(move |told| told.from.names(from) && told.is.names(is) && told.to.names(to))
    }

    /// The place of the explanation of a check.
    pub(super) fn explanation(&self, check: &Check) -> Option<usize> {
        let provider = check.provider();
        self.explained
            .iter()
            .position(|one| one.provider == provider && one.tells(check))
    }
}

impl Explained {
    fn tells(&self, check: &Check) -> bool {
        let module = check.test.split("::").next().unwrap_or_default();
        let tests = self.test.as_ref().map(Many::all);
        if tests.is_some_and(|all| !all.iter().any(|one| *one == check.test || one == module)) {
            return false;
        }
        let among = |list: &Option<Many<String>>, name: &str| {
            list.as_ref().is_some_and(|list| list.names(name))
        };
        match &check.asked {
            Asked::Nodes { label, has } => {
                let these = self.has.as_ref().is_none_or(|only| only == has);
                these && (among(&self.label, label) || among(&self.nodes, label))
            }
            Asked::Pairs { from, is, to, .. } => {
                let whole = format!("{from} {is} {to}");
                among(&self.relationship, &whole)
                    || among(&self.label, from)
                    || among(&self.label, to)
            }
        }
    }
}
