//! Many logs on many threads: each file is read by one of them, whichever is free.
//!
//! What comes out doesn't depend on who read what: the parts are put together by what commutes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

/// So many files are under way at once, those that wait for their turn included.
const UNDER_WAY: usize = 1024;

/// So many parts of a file wait for their turn.
const WAITING: usize = 4;

/// Gives each file to one of as many workers, and what they come to, in the order of the workers.
pub(crate) fn shared<W: Send>(
    files: &[PathBuf],
    threads: usize,
    new: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &Path) + Sync,
) -> Vec<W> {
    let threads = threads.clamp(1, files.len().max(1));
    let next = AtomicUsize::new(0);
    let run = || {
        let mut worker = new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(&mut worker, file);
        }
        worker
    };
    if threads == 1 {
        return vec![run()];
    }
    std::thread::scope(|scope| {
        let started = (0..threads).map(|_| scope.spawn(run)).collect::<Vec<_>>();
        // What a thread has read that died is missing: then there is no answer.
        let joined = started.into_iter().map(ScopedJoinHandle::join);
        joined.map(|worker| worker.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// Gives each file to one of as many workers, and takes what they hand on in the order of the files; in memory is what
/// waits for its turn.
pub(crate) fn in_order<T: Send, W: Send>(
    files: &[PathBuf],
    threads: usize,
    new: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &Path, &mut dyn FnMut(T)) + Sync,
    mut take: impl FnMut(T),
) {
    for files in files.chunks(UNDER_WAY) {
        let (senders, receivers): (Vec<_>, Vec<_>) = files.iter().map(|_| sync_channel::<T>(WAITING)).unzip();
        let senders = senders.into_iter().map(|sender| Mutex::new(Some(sender))).collect::<Vec<_>>();
        let next = AtomicUsize::new(0);
        let run = || {
            let mut worker = new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let (Some(file), Some(sender)) = (files.get(at), senders.get(at)) else { return };
                hand_on(sender, |take| work(&mut worker, file, take));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, files.len().max(1)) {
                scope.spawn(run);
            }
            for receiver in receivers {
                receiver.iter().for_each(&mut take);
            }
        });
    }
}

/// Hands on what comes, and then that nothing more does.
fn hand_on<T>(sender: &Mutex<Option<SyncSender<T>>>, work: impl FnOnce(&mut dyn FnMut(T))) {
    let sender = sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    // Whoever takes it in is there until all are done.
    work(&mut |part| {
        if let Some(sender) = &sender {
            let _ = sender.send(part);
        }
    });
}
