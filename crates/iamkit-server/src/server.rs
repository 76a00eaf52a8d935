//! A server that listens, and its end.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::connection::serve;
use crate::error::StartError;
use crate::follow::{Following, News};
use crate::root_key::RootKey;
use crate::state::State;

/// A server that is ready to listen
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    news: Option<News>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    pub(crate) fn new(address: SocketAddr, state: State, news: Option<News>) -> Self {
        Self { address, state: Arc::new(state), news }
    }

    /// The key of the root user
    pub fn root_key(&self) -> &RootKey {
        &self.state.root_key
    }

    /// Listens and answers until `until` is there; open requests are answered then, for ten seconds at most
    ///
    /// `ready` is told the address.
    ///
    /// # Errors
    /// Where the address can't be listened at.
    pub fn run(
        self,
        ready: impl FnOnce(SocketAddr),
        until: impl Future<Output = ()> + Send,
    ) -> Result<(), StartError> {
        let runtime = runtime()?;
        runtime.block_on(async {
            let listener = self.listener().await?;
            ready(listener.local_addr().unwrap_or(self.address));
            let _following = following(&self.state, self.news)?;
            serve(listener, self.state, until).await;
            Ok(())
        })
    }

    /// Listens and answers until the program is told to end, by an interrupt or, on Unix, `SIGTERM`
    ///
    /// # Errors
    /// Where the address can't be listened at.
    pub fn run_until_signal(self, ready: impl FnOnce(SocketAddr)) -> Result<(), StartError> {
        self.run(ready, signal())
    }

    /// Listens and answers on a thread of its own, until it is dropped
    ///
    /// # Errors
    /// Where the address can't be listened at.
    pub fn spawn(self) -> Result<RunningServer, StartError> {
        let runtime = runtime()?;
        let listener = runtime.block_on(self.listener())?;
        let address = listener.local_addr().unwrap_or(self.address);
        let following = following(&self.state, self.news)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let state = Arc::clone(&self.state);
        let run = move || {
            runtime.block_on(serve(listener, state, async move {
                // A sender that is gone says stop, too.
                let _ = stopped.await;
            }));
        };
        let thread = std::thread::Builder::new().name("iamkit-server".to_owned()).spawn(run);
        let thread = thread.map_err(StartError::Runtime)?;
        Ok(RunningServer { address, state: self.state, following, stop: Some(stop), thread: Some(thread) })
    }

    async fn listener(&self) -> Result<TcpListener, StartError> {
        let address = self.address;
        TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
    }
}

/// Takes up what other writers keep, where somebody tells of it.
fn following(state: &Arc<State>, news: Option<News>) -> Result<Option<Following>, StartError> {
    news.map(|news| Following::start(Arc::clone(state), news)).transpose()
}

fn runtime() -> Result<Runtime, StartError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)
}

/// The signal that ends a program; one that can't be listened for never comes.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// A server on a thread of its own; dropped, it ends
#[derive(Debug)]
pub struct RunningServer {
    address: SocketAddr,
    state: Arc<State>,
    /// Held until the server has ended.
    following: Option<Following>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl RunningServer {
    /// Where it listens
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as what clients are told, `http://ADDRESS`, or `https://ADDRESS` with TLS
    pub fn url(&self) -> String {
        let scheme = if self.state.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The key of the root user
    pub fn root_key(&self) -> &RootKey {
        &self.state.root_key
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        drop(self.following.take());
    }
}
