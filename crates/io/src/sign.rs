//! Signs the statement of a service account: RS256 (RFC 7518, 3.3).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use sources::fetch::Secret;

/// The statement, a dot and its signature.
///
/// # Errors
/// The key is not a private RSA key in PEM of PKCS#8; the sentence holds nothing of it.
pub(crate) fn signed(statement: &str, key: &Secret) -> Result<String, String> {
    let refused = |_| "the private key of the service account signs nothing".to_owned();
    let der = PrivatePkcs8KeyDer::from_pem_slice(key.reveal().as_bytes())
        .map_err(|_| "the private key of the service account is no PEM of PKCS#8".to_owned())?;
    let pair = KeyPair::from_pkcs8(der.secret_pkcs8_der())
        .map_err(|_| "the private key of the service account is no RSA key".to_owned())?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        statement.as_bytes(),
        &mut signature,
    )
    .map_err(refused)?;
    Ok(format!("{statement}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    #[test]
    fn whoever_has_the_public_key_can_check_the_statement() {
        let pem = testkit::server::private_key();
        let signed = signed("aGVhZA.Y2xhaW1z", &Secret::new(&pem)).unwrap();
        let (statement, signature) = signed.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let pair = KeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public().as_ref());
        assert!(public.verify(statement.as_bytes(), &signature).is_ok());
        assert!(public.verify(b"another.statement", &signature).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        let says = signed("a.b", &Secret::new("opensesame")).unwrap_err();
        assert_eq!(
            says,
            "the private key of the service account is no PEM of PKCS#8"
        );
    }
}
