//! A network between a function and its cloud: a round trip takes its time, for TCP and TLS as for what is asked.
//!
//! Threads, for the runtime's clock counts whole milliseconds.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc::channel},
    thread,
    time::Duration,
};

use crate::now;

#[derive(Clone)]
pub struct Network {
    round_trip: Duration,
    connections: Arc<Mutex<Vec<TcpStream>>>,
}

impl Network {
    pub fn new(round_trip: Duration) -> Self {
        Self { round_trip, connections: Arc::default() }
    }

    /// The address by which an end point is reached over it.
    pub fn to(&self, end_point: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("the port's address");
        let network = self.clone();
        thread::spawn(move || {
            for near in listener.incoming() {
                network.lead(near.expect("a connection"), end_point);
            }
        });
        address
    }

    /// Ends all connections.
    pub fn cut(&self) {
        for connection in self.connections.lock().expect("a lock").drain(..) {
            // The other side may have ended it already.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    /// All of a round trip is waited for on the way there, and nothing on the way back: whoever asks sees no
    /// difference.
    fn lead(&self, near: TcpStream, end_point: SocketAddr) {
        // On loopback a connection is there at once; elsewhere nothing is sent before a round trip.
        let (round_trip, opened) = (self.round_trip, now() + self.round_trip);
        let far = TcpStream::connect(end_point).expect("an end point");
        for connection in [&near, &far] {
            connection.set_nodelay(true).expect("a connection");
        }
        let again = |connection: &TcpStream| connection.try_clone().expect("a connection");
        let (mut from, mut to) = (again(&near), again(&far));
        self.connections.lock().expect("a lock").push(again(&near));
        let (sent, arriving) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                let arrives = now().max(opened) + round_trip;
                if sent.send((arrives, buffer[..length].to_vec())).is_err() {
                    break;
                }
            }
        });
        thread::spawn(move || {
            for (arrives, bytes) in arriving {
                thread::sleep(arrives.saturating_duration_since(now()));
                if to.write_all(&bytes).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
        });
        thread::spawn(move || {
            let (mut far, mut near) = (far, near);
            let _ = io::copy(&mut far, &mut near);
            let _ = near.shutdown(Shutdown::Both);
        });
    }
}
