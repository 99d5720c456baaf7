//! Makes the keys that sign session tokens. Nobody but the rotation links what makes them.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use shared::PrivateKey;

/// The private key of a new RSA key pair of 2048 bits.
///
/// # Panics
/// When the operating system has no randomness; nothing secret can be made then.
pub fn make() -> PrivateKey {
    let made = KeyPair::generate(KeySize::Rsa2048).and_then(|pair| {
        let document: Pkcs8V1Der<'_> = pair.as_der()?;
        Ok(document.as_ref().to_vec().into())
    });
    made.expect("the operating system's randomness")
}
