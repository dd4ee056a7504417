//! A fleet as the product reads it: records of the model, for fleets of a test's size.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::{Claim, KindName, Place, Reading, Record, RecordKey, SourceId, Value};

use super::{Fleet, FleetRecord};

impl Fleet {
    /// A record as a connector would have given it, in an answer of this time.
    pub fn to_record(&self, told: &FleetRecord, at: Timestamp) -> Record {
        let text = |value: &str| Reading::Known(Value::Text(value.to_owned()));
        let mut fields = BTreeMap::new();
        if let Some(platform) = told.platform {
            fields.insert("operating system".to_owned(), text(platform.name()));
        }
        if let Some(maker) = told.maker {
            fields.insert("manufacturer".to_owned(), text(maker.name()));
        }
        let claims = told.claims.iter().map(|claim| Claim {
            key: claim.key.name().to_owned(),
            value: claim.value.clone(),
            scope: claim.scope.clone(),
        });
        Record {
            key: RecordKey {
                kind: KindName::new("device"),
                source: SourceId::new(self.source_name(told.source)),
                native_id: told.native_id.as_str().into(),
            },
            scope: "all".to_owned(),
            fields,
            claims: claims.collect(),
            refs: Vec::new(),
            parts: Vec::new(),
            lists: Vec::new(),
            as_of: None,
            snapshot_at: at,
            place: Place::default(),
            // Enough to tell a record that changed from one that did not.
            raw_digest: format!("{:?}", told.claims),
        }
    }
}
