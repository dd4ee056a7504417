//! The same work on several threads.

use std::thread;

/// Runs the work on so many threads, this one among them; what each came to, in no order.
pub(super) fn all<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut done = vec![work()];
        for other in others {
            match other.join() {
                Ok(one) => done.push(one),
                // A fault of one thread is a fault of the whole, as it would be on one.
                Err(fault) => std::panic::resume_unwind(fault),
            }
        }
        done
    })
}
