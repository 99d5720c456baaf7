//! Networks: the addresses that a caller may come from.

use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A caller from IPv6 is known by a network of 64 bits: no smaller one can be told apart.
const MOST_BITS_OF_IPV6: u8 = 64;

/// A network, such as `192.0.2.0/24` or `2001:db8:1::/48`. One address of IPv4 is a network too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

/// Why a text is no network.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    #[error("must be a network like 192.0.2.0/24 or 2001:db8:1::/48, or one address of IPv4")]
    NotANetwork,
    #[error("is an address in a network; the network itself is {0}")]
    AddressInside(Network),
    #[error("must be /64 or wider: of IPv6, a caller's network is known, and no single address")]
    TooNarrow,
}

impl Network {
    /// Whether all that is known as this source lies in it: an address, or of IPv6 the network of one.
    pub(crate) fn holds(self, source: &str) -> bool {
        parse(source).is_some_and(|source| self.0.contains(&source))
    }
}

/// A network, or an address as the network of that one alone.
fn parse(text: &str) -> Option<IpNet> {
    match text.parse::<IpAddr>() {
        Ok(address) => Some(address.into()),
        Err(_) => text.parse().ok(),
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let network = parse(text).ok_or(NetworkError::NotANetwork)?;
        if matches!(network, IpNet::V6(network) if network.prefix_len() > MOST_BITS_OF_IPV6) {
            return Err(NetworkError::TooNarrow);
        }
        // Which of the two was meant, nobody knows.
        if network.trunc() != network {
            return Err(NetworkError::AddressInside(Self(network.trunc())));
        }
        Ok(Self(network))
    }
}

impl TryFrom<String> for Network {
    type Error = NetworkError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap_or_else(|error| panic!("{text} {error}"))
    }

    #[test]
    fn a_network_is_read_as_it_is_written() {
        for (text, written) in [
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("192.0.2.7", "192.0.2.7/32"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8:1:0::/48", "2001:db8:1::/48"),
            ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(text).to_string(), written);
            assert_eq!(network(written), network(text));
        }
    }

    #[test]
    fn what_is_no_network_is_refused_and_one_that_holds_nobody_too() {
        for text in
            ["", "localhost", "192.0.2.0/33", "192.0.2/24", "192.0.2.0/", " 192.0.2.0/24", "fe80::%1/64"]
        {
            assert_eq!(text.parse::<Network>(), Err(NetworkError::NotANetwork), "{text}");
        }
        for text in ["2001:db8::1", "2001:db8::/65", "::ffff:192.0.2.0/120"] {
            assert_eq!(text.parse::<Network>(), Err(NetworkError::TooNarrow), "{text}");
        }
        let inside = |text: &str| Err(NetworkError::AddressInside(network(text)));
        assert_eq!("192.0.2.7/24".parse::<Network>(), inside("192.0.2.0/24"));
        assert_eq!("2001:db8:1:2::/48".parse::<Network>(), inside("2001:db8:1::/48"));
    }

    #[test]
    fn a_network_holds_who_comes_from_inside_with_all_of_their_64_bits() {
        for (text, inside, outside) in [
            ("192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.1.255", "192.0.3.0"]),
            ("192.0.2.7", ["192.0.2.7"; 2], ["192.0.2.6", "192.0.2.8"]),
            (
                "2001:db8:1::/48",
                ["2001:db8:1::/64", "2001:db8:1:ffff::/64"],
                ["2001:db8:2::/64", "2001:db8::/64"],
            ),
            (
                "2001:db8:1:2::/64",
                ["2001:db8:1:2::/64", "2001:db8:1:2::9"],
                ["2001:db8:1::/48", "2001:db8:1:3::/64"],
            ),
            ("0.0.0.0/0", ["192.0.2.7", "255.255.255.255"], ["2001:db8::/64", "::/0"]),
            ("::/0", ["2001:db8::/64", "::/64"], ["192.0.2.7", "0.0.0.0/0"]),
        ] {
            for source in inside {
                assert!(network(text).holds(source), "{source} in {text}");
            }
            for source in outside {
                assert!(!network(text).holds(source), "{source} in {text}");
            }
            for nobody in ["", "unknown", "192.0.2.7, 192.0.2.8"] {
                assert!(!network(text).holds(nobody), "{nobody} in {text}");
            }
        }
    }
}
