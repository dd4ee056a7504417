//! Secrets: what people and programs show, and what is kept of it.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{Salt, SaltString},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Place, Problem};

/// The fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2: one factor alone needs 15).
pub(crate) const SHORTEST: usize = 15;
/// The most: longer ones only cost time.
const LONGEST: usize = 256;

/// Bytes that nobody can guess, as a browser or a program shows them.
pub(crate) fn shown(random: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

/// What is kept of something shown. It is 256 random bits, so a plain digest is enough.
pub(crate) fn digest(shown: &str) -> String {
    blake3::hash(shown.as_bytes()).to_hex().to_string()
}

/// The way passwords are hashed: argon2id with 19 MiB, two passes, one lane (OWASP's first choice).
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// What is kept of a password.
///
/// # Errors
/// When it is too short or too long.
pub(crate) fn hashed(password: &str, random: [u8; 32]) -> Result<String, Problem> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let says = format!("a password has {SHORTEST} to {LONGEST} characters, and this {length}");
        let problem = Problem::new("password-length", says, Place::default());
        return Err(problem.advise("four or five words that nobody would put together do well"));
    }
    let wrong = |why: &dyn std::fmt::Display| {
        Problem::new(
            "password",
            format!("the password cannot be kept: {why}"),
            Place::default(),
        )
    };
    let salt: [u8; Salt::RECOMMENDED_LENGTH] =
        std::array::from_fn(|index| random[index % random.len()]);
    let salt = SaltString::encode_b64(&salt).map_err(|why| wrong(&why))?;
    let hash = argon2().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|why| wrong(&why))?.to_string())
}

/// Whether a password is the one that was kept. Where none was, it takes as long to say no.
pub(crate) fn is_right(password: &str, kept: Option<&str>) -> bool {
    let known = kept.is_some();
    let kept = kept.unwrap_or(NOBODYS);
    let right = PasswordHash::new(kept)
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
    right && known
}

/// What would be kept of a password that nobody has.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$\
    2nVX5iWYQkFvYdDDzKkmM2yPsdYkiGxwtbXDTmSYjmE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let kept = hashed("four plain words together", [7; 32]).unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(is_right("four plain words together", Some(&kept)));
        assert!(!is_right("four plain words Together", Some(&kept)));
        assert!(!is_right("four plain words together", None));
        assert!(PasswordHash::new(NOBODYS).is_ok());
        assert_eq!(
            hashed("short", [7; 32]).unwrap_err().code,
            "password-length"
        );
    }
}
