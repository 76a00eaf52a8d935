//! A network between a client and a server on which something happens to one of the client's messages.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens.
#[derive(Clone)]
pub(crate) enum Fault {
    Nothing,
    /// Nothing gets through from then on, and nobody says so.
    Pause,
    /// The connection is closed.
    Cut,
    /// Something is done to the server.
    Strike(Arc<dyn Fn() + Send + Sync>),
}

/// Where and when it happens.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) fault: Fault,
    /// At which message, from 1.
    pub(crate) nth: usize,
    /// Whether the server still gets that message.
    pub(crate) is_delivered: bool,
}

struct State {
    plan: Plan,
    n_messages: AtomicUsize,
    is_paused: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

/// The network; gone with all its connections when dropped.
pub(crate) struct Proxy {
    state: Arc<State>,
    address: SocketAddr,
}

impl Proxy {
    pub(crate) fn new(server: SocketAddr, plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            plan,
            n_messages: AtomicUsize::new(0),
            is_paused: AtomicBool::new(false),
            streams: Mutex::default(),
        });
        let proxy = Self { state: Arc::clone(&state), address };
        thread::spawn(move || {
            for client in listener.incoming() {
                // The last one is the proxy's own, when it is dropped.
                if Arc::strong_count(&state) == 1 {
                    return;
                }
                state.connect(client.unwrap(), server);
            }
        });
        proxy
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn n_messages(&self) -> usize {
        self.state.n_messages.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.close();
        drop(TcpStream::connect(self.address));
    }
}

impl State {
    fn connect(self: &Arc<Self>, client: TcpStream, server: SocketAddr) {
        let server = TcpStream::connect(server).unwrap();
        let both = [&client, &server].map(|stream| stream.try_clone().unwrap());
        self.streams.lock().unwrap().extend(both);
        let (forth, back) = (Arc::clone(self), Arc::clone(self));
        let (mut to, mut from) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        thread::spawn(move || forth.carry(&mut from, &mut to, true));
        let (mut to, mut from) = (client, server);
        thread::spawn(move || back.carry(&mut from, &mut to, false));
    }

    fn carry(&self, from: &mut TcpStream, to: &mut TcpStream, is_forth: bool) {
        let mut buffer = vec![0; 1 << 20];
        while let Ok(n @ 1..) = from.read(&mut buffer) {
            let is_nth = is_forth && self.n_messages.fetch_add(1, Ordering::SeqCst) + 1 == self.plan.nth;
            if is_nth && self.plan.is_delivered {
                self.happen(|| drop(to.write_all(&buffer[..n])));
                continue;
            }
            if is_nth {
                self.happen(|| ());
            }
            if !self.is_paused.load(Ordering::SeqCst) && to.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        if !self.is_paused.load(Ordering::SeqCst) {
            drop(to.shutdown(Shutdown::Both));
        }
    }

    fn happen(&self, deliver: impl FnOnce()) {
        match &self.plan.fault {
            Fault::Nothing => deliver(),
            Fault::Pause => {
                // The answer isn't to come through.
                self.is_paused.store(true, Ordering::SeqCst);
                deliver();
            }
            Fault::Cut => {
                deliver();
                self.close();
            }
            Fault::Strike(strike) => {
                deliver();
                strike();
            }
        }
    }

    fn close(&self) {
        for stream in self.streams.lock().unwrap().iter() {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}
