//! Waits for storage. Ports are called from everywhere, also from inside another runtime, so the
//! work is done by threads of its own.

use std::{
    fmt,
    future::Future,
    sync::mpsc::{RecvTimeoutError, channel},
    time::Duration,
};

use tokio::runtime::{Builder, Handle, Runtime};

/// Threads that wait for storage and compute.
pub(crate) struct Workers {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Workers")
    }
}

impl Workers {
    /// Starts them.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(crate) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// Does this and waits until it is done.
    pub(crate) fn wait<T: Send>(&self, work: impl Future<Output = T> + Send) -> T {
        // A thread outside of any runtime may wait; the caller's may not.
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| self.handle.block_on(work));
            match waits.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Does this and waits at most so long; what is not done by then is given up.
    pub(crate) fn wait_at_most<T: Send + 'static>(
        &self,
        most: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (done, told) = channel();
        let task = self.handle.spawn(async move {
            // Nobody listens any more once the time is over.
            drop(done.send(work.await));
        });
        match told.recv_timeout(most) {
            Ok(value) => Some(value),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                task.abort();
                None
            }
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Waiting for them here would not be allowed inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
