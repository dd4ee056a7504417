//! `References`: the requirements of frameworks that a rule helps to meet.

use super::{Reader, blocks::Block};
use crate::{
    mistake::{Code, Mistake},
    tree::FrameworkReference,
};

impl Reader<'_> {
    /// `NIST CSF 2.0 PR.AA-05; NIST SP 800-53 IA-2(1)`: the last word is the requirement. Which
    /// frameworks there are is nothing the language knows.
    pub(super) fn references(&mut self, block: &Block) {
        let line = self.line(block);
        let mut references = Vec::new();
        for written in line.split(';').map(str::trim) {
            match written.rsplit_once(' ') {
                Some((framework, id)) => references.push(FrameworkReference {
                    framework: framework.trim_end().to_owned(),
                    id: id.to_owned(),
                }),
                None => self.no_reference(block, written),
            }
        }
        self.rule.references = references;
    }

    fn no_reference(&mut self, block: &Block, written: &str) {
        let value = &self.source.text[block.value.clone()];
        let at = match value.find(written) {
            Some(at) if !written.is_empty() => block.value.start + at,
            _ => self.value_start(block),
        };
        let mistake = if written.is_empty() {
            Mistake::new(Code::Open, at, "a reference is empty")
        } else {
            let says =
                format!("`{written}` is one word; a framework stands before its requirement");
            Mistake::new(Code::Value, at, says)
        };
        self.complain(mistake.hint("References: NIST CSF 2.0 PR.AA-05; CIS Controls 8.1 6.3"));
    }
}
