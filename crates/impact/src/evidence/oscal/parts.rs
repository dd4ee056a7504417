//! The parts that both documents are made of, named as OSCAL names them.

use serde::Serialize;
use uuid::Uuid;

/// Everything an empty list or a missing value leaves out.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        $(? $($(#[$optional_doc:meta])* $optional:ident: $inner:ty,)*)?
        $(* $($(#[$list_doc:meta])* $list:ident: $item:ty,)*)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub(super) struct $name {
            $($(#[$field_doc])* pub(super) $field: $type,)*
            $($($(#[$optional_doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(super) $optional: Option<$inner>,)*)?
            $($($(#[$list_doc])*
                #[serde(skip_serializing_if = "Vec::is_empty")]
                pub(super) $list: Vec<$item>,)*)?
        }
    )*};
}

parts! {
    /// A name and a value of our own making.
    Property {
        name: &'static str,
        ns: &'static str,
        value: String,
    }
    /// What a document is.
    Metadata {
        title: String,
        last_modified: String,
        version: String,
        oscal_version: &'static str,
        ? remarks: String,
        * parties: Party,
    }
    /// A person or organisation that others point at.
    Party {
        uuid: Uuid,
        #[serde(rename = "type")]
        kind: &'static str,
        name: String,
    }
    /// A thing that something was found on.
    InventoryItem {
        uuid: Uuid,
        description: String,
        * props: Property,
    }
    /// A tool.
    Component {
        uuid: Uuid,
        #[serde(rename = "type")]
        kind: &'static str,
        title: String,
        description: String,
        status: State,
    }
    /// A state by name.
    State {
        state: &'static str,
        ? reason: &'static str, remarks: String,
    }
    /// Who said something.
    Origin { actors: Vec<Actor>, }
    /// One of them.
    Actor {
        #[serde(rename = "type")]
        kind: &'static str,
        actor_uuid: Uuid,
    }
    /// Something seen, and where.
    Observation {
        uuid: Uuid,
        title: String,
        description: String,
        methods: [&'static str; 1],
        types: [&'static str; 1],
        origins: Vec<Origin>,
        subjects: Vec<Subject>,
        collected: String,
        * props: Property, relevant_evidence: RelevantEvidence,
    }
    /// What it was seen on.
    Subject {
        subject_uuid: Uuid,
        #[serde(rename = "type")]
        kind: &'static str,
        ? title: String,
    }
    /// Where it can be read.
    RelevantEvidence {
        href: String,
        description: String,
    }
    /// What may come of it, and what is done about that.
    Risk {
        uuid: Uuid,
        title: String,
        description: String,
        statement: String,
        status: &'static str,
        ? deadline: String, risk_log: RiskLog,
        * props: Property, characterizations: Characterization,
            related_observations: RelatedObservation,
    }
    /// How bad it is.
    Characterization {
        origin: Origin,
        facets: Vec<Facet>,
    }
    /// One measure of that.
    Facet {
        name: &'static str,
        system: &'static str,
        value: String,
    }
    /// What happened to a risk.
    RiskLog { entries: Vec<LogEntry>, }
    /// One thing that happened.
    LogEntry {
        uuid: Uuid,
        title: String,
        description: String,
        start: String,
        ? status_change: &'static str,
        * logged_by: LoggedBy,
    }
    /// The person who did it.
    LoggedBy { party_uuid: Uuid, }
    /// A pointer to an observation.
    RelatedObservation { observation_uuid: Uuid, }
    /// A pointer to a risk.
    RelatedRisk { risk_uuid: Uuid, }
    /// What is kept beside.
    BackMatter { resources: Vec<Resource>, }
    /// One file of the bundle.
    Resource {
        uuid: Uuid,
        title: String,
        description: String,
        rlinks: Vec<Link>,
    }
    /// A pointer to a file.
    Link { href: String, }
}
