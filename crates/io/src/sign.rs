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
