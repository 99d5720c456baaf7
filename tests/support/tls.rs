//! TLS before an end point of the stack, as AWS speaks it, with certificates that one's own authority vouches for.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer},
};

pub struct Authority {
    /// Its certificate, in PEM.
    pub bundle: String,
    acceptor: TlsAcceptor,
}

impl Authority {
    /// One whose keys, and whose end points', are of the kind that AWS has: RSA.
    pub fn new() -> Self {
        let key = || KeyPair::try_from(rsa_key::make().as_slice()).expect("a key");
        let mut its_own = CertificateParams::default();
        its_own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        its_own.distinguished_name.push(DnType::CommonName, "An authority of the tests");
        let issuer = Issuer::new(its_own.clone(), key());
        let bundle = its_own.self_signed(issuer.key()).expect("a certificate").pem();
        let key = key();
        let of_end_points = CertificateParams::new(["127.0.0.1".to_owned()]).expect("an address");
        let certificate = of_end_points.signed_by(&key, &issuer).expect("a certificate");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], PrivatePkcs8KeyDer::from(key.serialize_der()).into());
        let mut config = config.expect("a certificate with its key");
        // Here all end points have one name, and a client would go on with what another one of them gave it.
        config.send_tls13_tickets = 0;
        Self { bundle, acceptor: Arc::new(config).into() }
    }

    /// Begins to take TLS at a new address, and hands on to an end point what is said in it.
    pub async fn before(&self, end_point: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(end_point).await.expect("an end point");
                    for connection in [&near, &far] {
                        connection.set_nodelay(true).expect("a connection");
                    }
                    // Who does not trust the authority goes without a word.
                    if let Ok(mut near) = acceptor.accept(near).await {
                        let _ = copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        });
        address
    }
}
