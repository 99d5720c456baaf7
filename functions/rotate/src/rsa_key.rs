//! Makes the keys that sign session tokens. Nobody but the rotation links what makes them.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};

/// The private key of a new RSA key pair of 2048 bits, PKCS#8.
///
/// # Panics
/// When the operating system has no randomness; nothing secret can be made then.
pub fn make() -> Vec<u8> {
    let made = KeyPair::generate(KeySize::Rsa2048).and_then(|pair| {
        let document: Pkcs8V1Der<'_> = pair.as_der()?;
        Ok(document.as_ref().to_vec())
    });
    made.expect("the operating system's randomness")
}
