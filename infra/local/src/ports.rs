//! Ports: this machine's own, and no other's.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::error::StackError;

/// A listener on this machine only.
pub(crate) fn bind(port: u16) -> Result<TcpListener, StackError> {
    let failed = |source| StackError::Port { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

pub(crate) fn listen(port: u16) -> Result<(tokio::net::TcpListener, SocketAddr), StackError> {
    let failed = |source| StackError::Port { port, source };
    let listener = tokio::net::TcpListener::from_std(bind(port)?).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
