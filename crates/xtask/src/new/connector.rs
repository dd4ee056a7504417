//! A connector: one folder of the catalogue, no Rust.

use super::Scaffold;

pub(super) fn scaffold(name: &str) -> Scaffold {
    let folder = format!("catalogue/connectors/{name}");
    let connector = format!(
        r#"connector: {name}
title: {name}
fresh for: 2 days
scopes:
  devices:
    format: json
    matches: 'type == "object" and has("devices")'
    records: .devices[]
    emits:
      - kind: device
        key: .id
        fields:
          name: .name
        claims:
          serial number: .serial
"#
    );
    let page = format!(
        "# {name}\n\nWhat it is, in a sentence.\n\n\
         ## What is read\n\nOne line for each scope: what it holds and which kinds come of it.\n\n\
         ## How to export it\n\nThe clicks or the command that give the file.\n\n\
         ## What it cannot tell\n\nWhat is absent, or known late, so that nobody concludes from \
         it.\n"
    );
    let recorded = "{\n  \"devices\": [\n    { \"id\": \"1\", \"name\": \"invented-1\", \
                    \"serial\": \"INVENTED0001\" }\n  ]\n}\n";
    Scaffold {
        files: vec![
            (format!("{folder}/connector.yaml"), connector),
            (format!("{folder}/README.md"), page),
            (
                format!("{folder}/recorded/devices.json"),
                recorded.to_owned(),
            ),
        ],
        listed: Vec::new(),
        next: vec![
            "record one answer of the tool, with every name and number invented".to_owned(),
            "describe it in `connector.yaml`; kinds and fields are in `catalogue/vocabulary/`"
                .to_owned(),
            "`cargo xtask docs`, then `cargo xtask test`".to_owned(),
        ],
    }
}
