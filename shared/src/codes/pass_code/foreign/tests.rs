//! Hashes of elsewhere, as they are published.

use super::*;
use crate::base::secret::Secret;

const FIREBASE: &str = "hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}";

fn parsed(text: &str) -> Result<ForeignHash, ForeignError> {
    ForeignHash::parse(text, FirebaseKey::parse(FIREBASE).as_ref())
}

fn offered(text: &str) -> PassCode {
    PassCode::offered(&Secret::new(text)).expect("offered")
}

/// What others have published of their own hashes: Firebase in the README of its scrypt, Django in its tests, bcrypt in
/// those of crypt_blowfish, argon2 in its README; PBKDF2 with SHA-512, and scrypt as a PHC string, are of
/// Python's hashlib.
#[test]
fn hashes_of_elsewhere_are_of_the_pass_codes_that_they_are_published_with() {
    for (text, kind, pass_code) in [
        (
            "firebase:42xEC+ixf3L2lw==:lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
            "firebase ln=14 r=8",
            "user1password",
        ),
        (
            "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==",
            "scrypt ln=14 r=8 p=1",
            "lètmein",
        ),
        (
            "$scrypt$ln=14,r=8,p=1$c2Vhc2FsdCwgc2Vhc2FsdA$/CWmavw1QK7/ciPaoqNlK5pjAf9Xrwd4GEf/k2sa45E",
            "scrypt ln=14 r=8 p=1",
            "lètmein",
        ),
        (
            "pbkdf2_sha256$1500000$seasalt$P4UiMPVduVWIL/oS1GzH+IofsccjJNM5hUTikBvi5to=",
            "pbkdf2-sha256 1500000",
            "lètmein",
        ),
        (
            "pbkdf2_sha512$1000$seasalt$MvpYzRb9t8IHUO1U7cCcGPfI+JLcFRBOUbkty+vHmXzMoGO3EGn5ZDxFwkkOHVT55Elz3Qczs2+FNpDKUjv/RA==",
            "pbkdf2-sha512 1000",
            "lètmein",
        ),
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "bcrypt 5", "U*U"),
        ("$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "bcrypt 5", "U*U*"),
        (
            "$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
            "argon2i m=65536 t=2 p=4",
            "password",
        ),
    ] {
        let hash = parsed(text).unwrap_or_else(|error| panic!("{text} {error}"));
        assert_eq!(hash.kind().to_string(), kind);
        assert_eq!(ForeignKind::try_from(kind.to_owned()), Ok(hash.kind()));
        let is_of =
            |pass_code: &str| hash.inner.output(&offered(pass_code)).as_deref() == Some(&*hash.output);
        assert!(is_of(pass_code), "{text}");
        assert!(!is_of("another one"), "{text}");
    }
}

#[test]
fn what_would_burn_a_function_or_is_no_hash_is_refused() {
    for (text, reason) in [
        ("", "no hash"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "no hash"),
        ("$1$salt$qJH7.N4xYta3aEG/dfqo/0", "no hash"),
        ("pbkdf2_sha1$1000$salt$AAAA", "no hash"),
        ("$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaQT7b5", "no hash"),
        ("$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaQT7b5", "no hash"),
        ("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaQT7b5", "m=65536"),
        ("$argon2id$v=19$m=65536,t=900,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaQT7b5", "t=8"),
        ("$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "a cost of 4 to 13"),
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvy", "21 bytes"),
        ("scrypt$1073741824$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafQ=", "64 MiB"),
        ("scrypt$16384$seasalt$8$4000$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafQ=", "p=8"),
        ("scrypt$16383$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafQ=", "no hash"),
        ("pbkdf2_sha256$4000000000$salt$P4UiMPVduVWIL/oS1GzH+IofsccjJNM5hUTikBvi5to=", "2000000"),
        ("pbkdf2_sha256$0$salt$P4UiMPVduVWIL/oS1GzH+IofsccjJNM5hUTikBvi5to=", "2000000"),
        ("pbkdf2_sha256$1000$salt$P4UiMPVduVWIL/oS1GzH+A==", "16 bytes"),
        ("firebase:42xEC+ixf3L2lw==:lSrfV15cpx95", "signer key"),
        ("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbA$RdescudvJCsgt3ub+b4dWRWJTmaQT7b5", "no hash"),
    ] {
        let refused = parsed(text).err().unwrap_or_else(|| panic!("{text} is taken")).to_string();
        assert!(refused.contains(reason), "{text}: {refused}");
    }
    let of_firebase = ForeignHash::parse("firebase:AAAA:AAAA", None);
    assert!(matches!(of_firebase, Err(ForeignError::NoFirebaseKey)));
    for kind in [
        "",
        "bcrypt",
        "bcrypt 31",
        "bcrypt 010",
        "bcrypt 10 ",
        "md5 1",
        "scrypt ln=14 r=8",
        "firebase ln=300 r=8",
        "argon2id m=65536 t=2 p=4294967295",
    ] {
        assert!(ForeignKind::try_from(kind.to_owned()).is_err(), "{kind}");
    }
}

#[test]
fn a_pass_code_is_hashed_as_it_was_typed_elsewhere() {
    // Ours is of NFKC, theirs of what was sent.
    let typed = offered("ﬁsh and chips");
    assert_eq!((typed.reveal(), typed.as_typed()), ("fish and chips", "ﬁsh and chips"));
}
