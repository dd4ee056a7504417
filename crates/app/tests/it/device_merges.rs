//! All real answers about devices in one inventory: what belongs together is one, and nothing is
//! joined by a value that stands for none. Each merge is printed with its proof.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Cursor,
    path::Path,
};

use inventory::{Decisions, Delivery, IdBook, RecordBook, advance, merged, resolve};
use model::{Entity, SourceId, Vocabulary};
use serde_json::{Value, json};
use sources::{Connector, Content, Input, collect, read_connector, read_source};
use testkit::unwrap::{Body, cartography, har};

use crate::recorded::{
    data,
    scene::{now, repository, vocabulary},
};

/// Recorded HTTP: a folder, part of the name of a recording, and who reads it.
const RECORDED: &[(&str, &str, &str)] = &[
    ("crowdstrike", "", "crowdstrike"),
    ("jamf", "", "jamf-classic"),
    ("kandji", "", "kandji"),
    ("fleetdm", "", "fleet"),
    ("microsoft-365", "intune__", "intune"),
    ("jumpcloud", "applemdm__", "jumpcloud-devices"),
    ("google", "chrome-os", "google-devices"),
    ("google", "mobile_devices", "google-devices"),
    ("google", "endpoint-devices", "google-endpoints"),
];

/// Answers kept under names: a file, a name, below it a tenant, and who reads it.
const NAMED: &[(&str, &str, &str, &str)] = &[
    ("crowdstrike/endpoints", "GET_HOSTS", "", "crowdstrike"),
    ("jamf/computers", "COMPUTERS_RESPONSE", "", "jamf"),
    ("jamf/mobile_devices", "MOBILE_DEVICES_RESPONSE", "", "jamf"),
    (
        "kandji/devices",
        "DEVICES",
        "/simpson_corp_devices",
        "kandji",
    ),
    ("kandji/devices", "DEVICES", "/south_park_devices", "kandji"),
    ("snipeit/assets", "ASSETS", "/simpson_corp", "snipe-it"),
    ("snipeit/assets", "ASSETS", "/south_park", "snipe-it"),
    (
        "microsoft/intune/detected_apps",
        "MOCK_DETECTED_APP_RAW_ROWS",
        "",
        "intune",
    ),
];

/// What tools write where they know nothing.
const NOTHING: &[&str] = &[
    "-1",
    "0",
    "[REDACTED]",
    "Default string",
    "To be filled by O.E.M.",
    "00000000-0000-0000-0000-000000000000",
    "00:00:00:00:00:00",
];

/// One recording or tenant: a source of its own.
struct Answers {
    source: String,
    connector: &'static str,
    bodies: Vec<Vec<u8>>,
}

fn recorded(data: &Path) -> Vec<Answers> {
    let mut all = Vec::new();
    for (folder, part, connector) in RECORDED {
        for entry in fs::read_dir(data.join("../har").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if !name.contains(part) {
                continue;
            }
            let bodies = har(&fs::read_to_string(&path).unwrap()).unwrap();
            let bodies = bodies.into_iter().map(|body| body.bytes).collect();
            let source = format!("{folder} {name}");
            all.push(Answers {
                source,
                connector,
                bodies,
            });
        }
    }
    all
}

fn named(data: &Path) -> Vec<Answers> {
    let read = |(file, name, tenant, connector): &(&str, &str, &str, &'static str)| {
        let text = fs::read_to_string(data.join(format!("{file}.json"))).unwrap();
        let mut found = cartography(&text).unwrap().into_iter();
        let Body { bytes, .. } = found.find(|body| body.url == *name).unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        let body = body.pointer(tenant).unwrap();
        let source = format!("{file} {tenant}");
        Answers {
            source,
            connector,
            bodies: vec![body.to_string().into_bytes()],
        }
    };
    NAMED.iter().map(read).collect()
}

/// Two tools that write every placeholder there is, in two hosts for each.
fn planted() -> Vec<Answers> {
    let host = |tool: usize, at: usize, nothing: &str| {
        json!({"id": at, "hostname": format!("planted-{tool}-{at}"), "uuid": nothing,
            "hardware_serial": nothing, "primary_mac": nothing, "platform": "darwin"})
    };
    let answers = |tool: usize| {
        let twice = NOTHING.iter().chain(NOTHING).enumerate();
        let hosts: Vec<Value> = twice.map(|(at, nothing)| host(tool, at, nothing)).collect();
        let body = json!({"hosts": hosts}).to_string().into_bytes();
        Answers {
            source: format!("planted {tool}"),
            connector: "fleet",
            bodies: vec![body],
        }
    };
    vec![answers(1), answers(2)]
}

fn delivery(answers: Answers, connector: &Connector, vocabulary: &Vocabulary) -> Delivery {
    let source = SourceId::new(answers.source.as_str());
    let text = format!("connector: {}\nfiles: \"**\"\n", answers.connector);
    let config = read_source(&text, "source.yaml", source.clone()).unwrap();
    let spoken = |bytes: &Vec<u8>| serde_json::from_slice::<Value>(bytes).is_ok();
    let bodies = answers.bodies.into_iter().filter(spoken).enumerate();
    let inputs = bodies.map(|(at, bytes)| Input {
        name: format!("answer-{at}.json"),
        modified: Some("2026-06-01T06:00:00Z".parse().unwrap()),
        content: Content::Bytes(Box::new(Cursor::new(bytes))),
    });
    let read = collect(connector, &config, inputs.collect(), vocabulary, now());
    Delivery {
        source,
        runs: read.runs,
        states: read.states,
        records: read.records,
        rejected: read.rejected,
    }
}

fn connector(name: &str, vocabulary: &Vocabulary) -> Connector {
    let path = repository("catalogue/connectors").join(name);
    let text = fs::read_to_string(path.join("connector.yaml")).unwrap();
    read_connector(&text, name, vocabulary).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Letters and digits only, as they are compared here: a second opinion, not the product's.
fn bare(value: &str) -> String {
    let kept = value.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_uppercase).collect()
}

/// Whether a value stands for none.
fn is_nothing(value: &str) -> bool {
    let bare = bare(value);
    let one_character = bare.chars().collect::<BTreeSet<_>>().len() < 2;
    one_character || bare == "REDACTED" || NOTHING.iter().any(|one| bare == self::bare(one))
}

/// The serial numbers that the records of a device tell.
fn serials(device: &Entity, book: &RecordBook) -> BTreeSet<String> {
    let records = device
        .members
        .iter()
        .map(|member| &book.records[&member.record].record);
    let claims = records.flat_map(|record| &record.claims);
    let told = claims.filter(|claim| claim.key == "serial number" && !is_nothing(&claim.value));
    told.map(|claim| bare(&claim.value)).collect()
}

fn in_one_book(data: &Path, vocabulary: &Vocabulary) -> RecordBook {
    let mut connectors: BTreeMap<&str, Connector> = BTreeMap::new();
    let answers = recorded(data)
        .into_iter()
        .chain(named(data))
        .chain(planted());
    let deliver = |answers: Answers| {
        let name = answers.connector;
        let connector = connectors
            .entry(name)
            .or_insert_with(|| connector(name, vocabulary));
        delivery(answers, connector, vocabulary)
    };
    let deliveries: Vec<Delivery> = answers.map(deliver).collect();
    advance(&RecordBook::default(), &deliveries, now()).book
}

#[test]
fn devices_of_all_tools_meet_by_what_identifies_them_and_by_nothing_else() {
    let Some(data) = data() else { return };
    let vocabulary = vocabulary();
    let book = in_one_book(&data, &vocabulary);
    let nobody = Decisions::default();
    let resolution = resolve(&book, &IdBook::default(), &nobody, &vocabulary, now());
    let devices: Vec<&Entity> = resolution.inventory.of("device").iter().collect();
    let records: usize = devices.iter().map(|device| device.members.len()).sum();
    println!("{records} records are {} devices", devices.len());
    for device in devices.iter().filter(|device| !device.proof.is_empty()) {
        println!("{} ({:?})", device.name, device.tier);
        for sentence in merged(device, &vocabulary) {
            println!("    {sentence}");
        }
    }
    for device in &devices {
        for edge in &device.proof {
            let claim = &edge.claim;
            assert!(!is_nothing(&claim.value), "{}: {claim}", device.name);
        }
        let told = serials(device, &book);
        assert!(
            told.len() < 2,
            "{} has serial numbers {told:?}",
            device.name
        );
        let planted = device.name.starts_with("planted-");
        assert!(!planted || device.members.len() == 1, "{}", device.name);
    }
    let planted = devices
        .iter()
        .filter(|device| device.name.starts_with("planted-"));
    assert_eq!(planted.count(), 4 * NOTHING.len());
    the_macbook_is_one(&devices, &book);
}

/// The serial number that a device manager and an agent both tell, in letter and case.
fn the_macbook_is_one(devices: &[&Entity], book: &RecordBook) {
    let has = |device: &&&Entity| serials(device, book).contains("C02D91CNPV4M");
    let found: Vec<_> = devices.iter().filter(has).collect();
    assert_eq!(found.len(), 1);
    let by: BTreeSet<&str> = found[0]
        .members
        .iter()
        .filter_map(|member| member.record.source.as_str().split(' ').next())
        .collect();
    assert_eq!(by, BTreeSet::from(["crowdstrike", "kandji"]));
    let proof = found[0].proof.iter().any(|edge| {
        let [one, other] = &edge.between;
        let tool = |source: &SourceId| source.as_str().split(' ').next().map(str::to_owned);
        edge.claim.key == "serial number" && tool(&one.source) != tool(&other.source)
    });
    assert!(proof, "{:?}", found[0].proof);
}
