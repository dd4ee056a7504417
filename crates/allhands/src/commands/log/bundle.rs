//! Checks what `allhands report evidence` wrote, as `verify.py` inside of it does.

use std::path::Path;

use app::sealed::verify::Against;
use impact::evidence::check::{Refused, check};
use jiff::Timestamp;
use model::{Place, Problem};
use serde::Serialize;

use crate::{
    outcome::{CommandError, Outcome},
    output::Out,
};

/// What came of it.
#[derive(Debug, Serialize)]
struct Checked {
    bundle: String,
    /// What holds, sentence by sentence.
    says: Vec<String>,
}

pub(super) fn verify(
    zip: &Path,
    against: &Against,
    at: Timestamp,
    out: &Out,
) -> Result<Outcome, CommandError> {
    let bundle = zip.display().to_string();
    let [key] = against.keys.as_slice() else {
        let says = "a bundle is checked with one key that you know to be the log's";
        let next = "take it from somebody other than who gave you the bundle: `--vkey KEY`";
        return Err(CommandError::asked("vkey", says, next));
    };
    let refused = |why: String| {
        let problem = Problem::new("bundle-wrong", why, Place::file(&bundle));
        CommandError::refused(problem.advise("ask for the bundle as it was written"))
    };
    let files = io::zip::unpack(&io::read_bytes(zip)?).map_err(|why| refused(why.to_string()))?;
    let wrong = |Refused(why): Refused| refused(why);
    let mut says = check(&files, key, None).map_err(wrong)?.says;
    for kept in &against.checkpoints {
        let held = check(&files, key, Some(&kept.to_string())).map_err(wrong)?;
        says.extend(held.says.into_iter().last());
    }
    let checked = Checked { bundle, says };
    out.answer("allhands.log_verify_bundle", at, checked, &[], text);
    Ok(Outcome::Clean)
}

/// The same words as `verify.py` has.
fn text(checked: &Checked) -> String {
    let lines = checked.says.iter().map(|says| format!("ok     {says}\n"));
    let lines: String = lines.collect();
    format!("{lines}Everything in this bundle is as it was sealed.")
}
