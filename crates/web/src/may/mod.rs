//! Who may do what: the only place that decides it.
//!
//! Policies are text (`policies.cedar`), checked against a schema when the server starts. They
//! speak of roles and of how a thing stands to the one who asks; both follow from the organisation
//! and are worked out in [`standing`]. What follows from all of it is in `table.txt`, which a test
//! writes anew and compares.

pub mod standing;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt,
    sync::{Mutex, PoisonError},
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use model::{Place, Problem};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$one])* $variant,)* }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its word in the policies.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// What somebody is.
    Role {
        /// Anybody whom a source knows.
        Employee = "employee",
        /// Leads a team, or has people who report to them.
        TeamLead = "team_lead",
        /// Heads a department.
        DepartmentHead = "department_head",
        /// Is accountable for some activity, so that rules may need their signature.
        Approver = "approver",
        /// Answers for security.
        SecurityLead = "security_lead",
        /// Reads everything, writes nothing.
        Auditor = "auditor",
        /// Keeps accounts and settings.
        Administrator = "administrator",
    }
}

words! {
    /// What somebody wants to do.
    Action {
        /// See it.
        Read = "read",
        /// See what is personal in it.
        Unmask = "unmask",
        /// Say something about it.
        Answer = "answer",
        /// Decide what is in dispute.
        Settle = "settle",
        /// Ask the sources again.
        Check = "check",
        /// Write and try a rule.
        Draft = "draft",
        /// Approve a rule or put it in force.
        Sign = "sign",
        /// Keep it up.
        Manage = "manage",
    }
}

words! {
    /// What somebody wants to do it with.
    Resource {
        /// A finding.
        Finding = "Finding",
        /// Something in the inventory.
        Thing = "Thing",
        /// A department's numbers.
        Department = "Department",
        /// One's own page and tokens.
        Own = "Self",
        /// The rules.
        Rules = "Rules",
        /// Who does what.
        Matrix = "Matrix",
        /// The sources.
        Sources = "Sources",
        /// The log.
        Log = "Log",
        /// Accounts.
        Accounts = "Accounts",
    }
}

words! {
    /// How it stands to the one who asks.
    Relation {
        /// Theirs.
        Own = "own",
        /// Of somebody in a team they lead.
        Team = "team",
        /// Of a department they head.
        Department = "department",
        /// None of these.
        Elsewhere = "elsewhere",
    }
}

impl Resource {
    /// The actions that exist for it; the schema says so.
    fn takes(self, action: Action) -> bool {
        match action {
            Action::Read => true,
            Action::Unmask => self == Self::Thing,
            Action::Answer => {
                matches!(self, Self::Finding | Self::Thing | Self::Matrix | Self::Own)
            }
            Action::Settle => matches!(self, Self::Finding | Self::Matrix),
            Action::Check => self == Self::Sources,
            Action::Draft | Action::Sign => self == Self::Rules,
            Action::Manage => matches!(self, Self::Sources | Self::Accounts),
        }
    }

    /// How it can stand to anybody.
    fn relations(self) -> &'static [Relation] {
        match self {
            Self::Finding | Self::Thing => Relation::ALL,
            Self::Department => &[Relation::Own, Relation::Elsewhere],
            Self::Own => &[Relation::Own],
            _ => &[Relation::Elsewhere],
        }
    }
}

/// What was asked before: roles, action, resource, relation.
type Asked = (BTreeSet<Role>, Action, Resource, Relation);

/// The policies, ready to be asked.
pub struct May {
    schema: Schema,
    policies: PolicySet,
    authorizer: Authorizer,
    asked: Mutex<BTreeMap<Asked, bool>>,
}

impl fmt::Debug for May {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("May").finish_non_exhaustive()
    }
}

impl May {
    /// Reads and checks the policies.
    ///
    /// # Errors
    /// When they do not hold what the schema promises: the program was built wrong.
    pub fn new() -> Result<Self, Problem> {
        let (schema, _) = Schema::from_cedarschema_str(include_str!("schema.cedarschema"))
            .map_err(|why| broken(&why))?;
        let policies: PolicySet = include_str!("policies.cedar")
            .parse()
            .map_err(|why| broken(&why))?;
        let checked = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if let Some(wrong) = checked.validation_errors().next() {
            return Err(broken(wrong));
        }
        Ok(Self {
            schema,
            policies,
            authorizer: Authorizer::new(),
            asked: Mutex::default(),
        })
    }

    /// Whether somebody of these roles may do it. What cannot be answered is refused.
    pub fn may(
        &self,
        roles: &BTreeSet<Role>,
        action: Action,
        (resource, relation): (Resource, Relation),
    ) -> bool {
        if !resource.takes(action) {
            return false;
        }
        let key = (roles.clone(), action, resource, relation);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = asked.get(&key) {
            return *answer;
        }
        let answer = self.ask(roles, action, resource, relation).unwrap_or(false);
        asked.insert(key, answer);
        answer
    }

    fn ask(
        &self,
        roles: &BTreeSet<Role>,
        action: Action,
        resource: Resource,
        relation: Relation,
    ) -> Option<bool> {
        let uid = |kind: &str, id: &str| -> Option<EntityUid> {
            format!("{kind}::\"{id}\"").parse().ok()
        };
        let who = uid("Account", "asking")?;
        let what = uid(resource.word(), "asked")?;
        let of: Option<HashSet<EntityUid>> =
            roles.iter().map(|role| uid("Role", role.word())).collect();
        let of = of?;
        let stands = RestrictedExpression::new_string(relation.word().to_owned());
        let stands = HashMap::from([("relation".to_owned(), stands)]);
        let mut all: Vec<Entity> = of.iter().cloned().map(bare).collect();
        all.push(Entity::new(who.clone(), HashMap::new(), of).ok()?);
        all.push(Entity::new(what.clone(), stands, HashSet::new()).ok()?);
        let all = Entities::from_entities(all, Some(&self.schema)).ok()?;
        let action = uid("Action", action.word())?;
        let request = Request::new(who, action, what, Context::empty(), Some(&self.schema)).ok()?;
        let answer = self
            .authorizer
            .is_authorized(&request, &self.policies, &all);
        // A policy that cannot be evaluated would be passed over, and one that forbids with it.
        let sound = answer.diagnostics().errors().next().is_none();
        Some(sound && answer.decision() == Decision::Allow)
    }

    /// Everything that follows from the policies, as a table people can read.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "Who may do what, by role: everything that follows from `policies.cedar`.\n\
             A role of a person is always theirs beside `employee`. `x` may, `.` may not.\n\n",
        );
        text += &format!("{:<34}", "");
        for role in Role::ALL {
            text += &format!(" {:>15}", role.word());
        }
        text.push('\n');
        for resource in Resource::ALL {
            for action in Action::ALL.iter().filter(|action| resource.takes(**action)) {
                for relation in resource.relations() {
                    text += &self.line(*resource, *action, *relation);
                }
            }
        }
        text
    }

    fn line(&self, resource: Resource, action: Action, relation: Relation) -> String {
        let how = match resource.relations().len() {
            1 => String::new(),
            _ => format!(" ({})", relation.word()),
        };
        let what = format!("{} {}{how}", action.word(), resource.word());
        let mut line = format!("{what:<34}");
        for role in Role::ALL {
            let roles = match role {
                Role::Auditor | Role::Administrator => BTreeSet::from([*role]),
                _ => BTreeSet::from([*role, Role::Employee]),
            };
            let mark = if self.may(&roles, action, (resource, relation)) {
                "x"
            } else {
                "."
            };
            line += &format!(" {mark:>15}");
        }
        line.push('\n');
        line
    }
}

fn bare(uid: EntityUid) -> Entity {
    Entity::new_no_attrs(uid, HashSet::new())
}

fn broken(why: &dyn fmt::Display) -> Problem {
    let says = format!("who may do what cannot be worked out: {why}");
    Problem::new("policies", says, Place::default()).advise("tell whoever made this program")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_what_follows_from_the_policies() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/may/table.txt");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        let table = May::new().unwrap().table();
        if kept != table {
            std::fs::write(path, &table).unwrap();
            panic!("`table.txt` changed: read the difference, and commit it if it is meant");
        }
    }

    #[test]
    fn an_auditor_writes_nothing_whatever_else_they_are() {
        let may = May::new().unwrap();
        let all: BTreeSet<Role> = Role::ALL.iter().copied().collect();
        for resource in Resource::ALL.iter().filter(|one| **one != Resource::Own) {
            for relation in Relation::ALL {
                assert!(may.may(&all, Action::Read, (*resource, *relation)));
                for action in Action::ALL {
                    let writes = !matches!(action, Action::Read | Action::Unmask);
                    let allowed = may.may(&all, *action, (*resource, *relation));
                    assert!(!(writes && allowed), "{action:?} {resource:?}");
                }
            }
        }
    }

    #[test]
    fn nobody_without_a_role_sees_anything_but_their_own_page() {
        let may = May::new().unwrap();
        for resource in Resource::ALL {
            for relation in Relation::ALL {
                for action in Action::ALL {
                    let allowed = may.may(&BTreeSet::new(), *action, (*resource, *relation));
                    let own = *resource == Resource::Own;
                    let page = matches!(action, Action::Read | Action::Answer);
                    assert_eq!(allowed, own && page, "{action:?} {resource:?}");
                }
            }
        }
    }
}
