//! The runs that were judged last, for as long as somebody asks for them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Packed, Slot};

/// A few runs. Each is judged once, however many ask for it at a time.
pub(super) struct Kept {
    most: usize,
    /// The one that was asked for last is at the back.
    runs: Mutex<VecDeque<(usize, Slot<Packed>)>>,
}

impl Kept {
    /// Room for two runs a processor: the one it reads now, and the one that others still read.
    pub(super) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            most: 2 * processors,
            runs: Mutex::default(),
        }
    }

    /// A run, judged where it is not there.
    pub(super) fn get(
        &self,
        run: usize,
        judge: impl FnOnce() -> Result<Packed, String>,
    ) -> Result<Arc<Packed>, String> {
        let slot = {
            let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
            let known = runs.iter().position(|(at, _)| *at == run);
            let one = known.and_then(|known| runs.remove(known));
            let (_, slot) = one.unwrap_or_default();
            runs.push_back((run, Arc::clone(&slot)));
            if runs.len() > self.most {
                runs.pop_front();
            }
            slot
        };
        slot.get_or_init(|| judge().map(Arc::new)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_judged_once_while_it_is_asked_for() {
        let kept = Kept {
            most: 2,
            runs: Mutex::default(),
        };
        let judged = Mutex::new(Vec::new());
        let ask = |run| {
            let judge = || {
                judged.lock().unwrap().push(run);
                Ok(Packed::default())
            };
            kept.get(run, judge).unwrap();
        };
        [0, 0, 1, 0, 2, 0, 1].into_iter().for_each(ask);
        assert_eq!(
            *judged.lock().unwrap(),
            [0, 1, 2, 1],
            "1 had made room for 2"
        );
    }
}
