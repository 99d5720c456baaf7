//! A line that can be cut: what an environment that was frozen finds of its connections when it is thawed.

use std::sync::{Arc, Mutex};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

#[derive(Clone, Default)]
pub struct Line(Arc<Mutex<JoinSet<()>>>);

impl Line {
    /// The address by which another one is reached over it.
    pub async fn to(&self, address: &str) -> String {
        let target = address.strip_prefix("http://").expect("an address without TLS").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let line = self.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let target = target.clone();
                line.0.lock().expect("a lock").spawn(async move {
                    let mut far = TcpStream::connect(target).await.expect("a target");
                    // It ends when either side has enough, or is cut.
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        format!("http://{address}")
    }

    /// Ends all connections. Returns how many there were.
    pub async fn cut(&self) -> usize {
        let mut connections = std::mem::take(&mut *self.0.lock().expect("a lock"));
        let count = connections.len();
        connections.shutdown().await;
        count
    }
}
