//! Ports: this machine's own, and no other's.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::error::StackError;

/// A listener on this machine only. `flag` is the one that chooses another port, for the error.
pub(crate) fn bind(flag: &'static str, port: u16) -> Result<TcpListener, StackError> {
    let failed = |source| StackError::Port { flag, port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

pub(crate) fn listen(
    flag: &'static str,
    port: u16,
) -> Result<(tokio::net::TcpListener, SocketAddr), StackError> {
    let failed = |source| StackError::Port { flag, port, source };
    let listener = tokio::net::TcpListener::from_std(bind(flag, port)?).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}
