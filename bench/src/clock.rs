//! Timing: tasks take turns, and the best round of each counts, so that what else the machine does
//! disturbs all of them alike.

use std::time::{Duration, Instant};

/// Something to be timed, and how many things one round of it does.
pub struct Task<'a> {
    /// What it does.
    pub name: &'static str,
    /// How many things one round does.
    pub things: usize,
    /// How many bytes they hold.
    pub bytes: usize,
    /// One round.
    pub round: Box<dyn FnMut() + 'a>,
}

/// What a task came to.
pub struct Timed {
    /// What it did.
    pub name: &'static str,
    /// Things in a second, in its best round.
    pub per_second: f64,
    /// Megabytes in a second, in its best round.
    pub megabytes: f64,
}

/// Times tasks, each at least this long in all.
pub fn time(tasks: &mut [Task<'_>], each: Duration) -> Vec<Timed> {
    let mut best = vec![Duration::MAX; tasks.len()];
    let mut spent = Duration::ZERO;
    while spent < each * tasks.len() as u32 {
        for (task, best) in tasks.iter_mut().zip(&mut best) {
            let began = Instant::now();
            (task.round)();
            let took = began.elapsed();
            *best = took.min(*best);
            spent += took;
        }
    }
    tasks
        .iter()
        .zip(best)
        .map(|(task, best)| Timed {
            name: task.name,
            per_second: task.things as f64 / best.as_secs_f64(),
            megabytes: task.bytes as f64 / 1e6 / best.as_secs_f64(),
        })
        .collect()
}
