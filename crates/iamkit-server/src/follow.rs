//! Taking up what other writers keep in the same store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use iamkit_store::JournalError;

use crate::error::StartError;
use crate::state::State;

/// Waits for news: whether there may be some.
pub(crate) type News = Box<dyn FnMut(Duration) -> Result<bool, JournalError> + Send>;

/// How long is waited before it is looked whether the server ends.
const PATIENCE: Duration = Duration::from_millis(100);
/// After how many waits in vain the store is read all the same: news may have been lost with a connection.
const WAITS: u32 = 50;
/// How long is waited after a failure.
const PAUSE: Duration = Duration::from_millis(500);

/// A thread that takes up news until it is dropped
#[derive(Debug)]
pub(crate) struct Following {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Following {
    pub(crate) fn start(state: Arc<State>, news: News) -> Result<Self, StartError> {
        let is_over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&is_over);
        let thread = std::thread::Builder::new().name("iamkit-follow".to_owned());
        let thread = thread.spawn(move || follow(&state, news, &told)).map_err(StartError::Runtime)?;
        Ok(Self { is_over, thread: Some(thread) })
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn follow(state: &State, mut news: News, is_over: &AtomicBool) {
    let mut in_vain = 0;
    while !is_over.load(Ordering::Relaxed) {
        match news(PATIENCE) {
            Ok(false) if in_vain < WAITS => in_vain += 1,
            Ok(_) => {
                in_vain = 0;
                state.refresh();
            }
            Err(error) => {
                state.note_trouble(Some(error.to_string()));
                // What was told meanwhile is read as soon as somebody answers again.
                in_vain = WAITS;
                std::thread::sleep(PAUSE);
            }
        }
    }
}
