//! Work that goes on beside what asked for it, on a runtime's threads. Owns no task. Tokio has some kilobytes of code for each type of
//! future or closure that it is given, so here all are given as one type, in a box.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

type Answer = Box<dyn Any + Send>;

/// The work panicked, or the runtime has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

/// Starts a future on a runtime.
pub fn start(on: &Handle, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    let work: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(work);
    on.spawn(work)
}

/// Starts what may block, on a thread of a runtime that is for that.
pub fn start_blocking(on: &Handle, work: impl FnOnce() + Send + 'static) {
    let work = move || -> Answer {
        work();
        Box::new(())
    };
    drop(begin(on, Box::new(work)));
}

/// Starts what may block, on a thread of this runtime that is for that; what comes back waits for it. Dropping that stops nothing.
///
/// # Errors
///
/// [`Broken`].
///
/// # Panics
///
/// Outside a runtime.
pub fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> impl Future<Output = Result<T, Broken>> + Send {
    let task = begin(&Handle::current(), Box::new(move || Box::new(work())));
    async move { task.await.ok().and_then(|answer| answer.downcast().ok()).map_or(Err(Broken), |answer| Ok(*answer)) }
}

fn begin(on: &Handle, work: Box<dyn FnOnce() -> Answer + Send>) -> JoinHandle<Answer> {
    on.spawn_blocking(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_blocks_gives_its_answer_or_is_told_to_be_broken() {
        assert_eq!(blocking(|| "done".to_owned()).await, Ok("done".to_owned()));
        assert_eq!(blocking::<u8>(|| panic!("planted")).await, Err(Broken));
        let (tell, told) = tokio::sync::oneshot::channel();
        start_blocking(&Handle::current(), move || tell.send(7).unwrap());
        assert_eq!(told.await, Ok(7));
    }

    #[tokio::test]
    async fn a_task_can_be_cut_off() {
        let task = start(&Handle::current(), std::future::pending());
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
}
