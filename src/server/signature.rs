//! The signature of a webhook: base64 of the HMAC-SHA256 of the body as it arrived, by the secret that the
//! platform and the shop share. Shopify and WooCommerce sign in the same way.
//! <https://shopify.dev/docs/apps/build/webhooks/subscribe/https>
//! <https://developer.woocommerce.com/docs/best-practices/urls-and-routing/webhooks/>

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// 32 bytes in base64.
const SIGNATURE_BYTES: usize = 44;

/// Whether one of the secrets made this signature of the body. How long it takes does not depend on how much
/// of the signature is right.
pub fn is_signed(body: &[u8], signature: &str, secrets: &[String]) -> bool {
    let given = signature.trim().as_bytes();
    if given.len() != SIGNATURE_BYTES {
        // What no secret can have made costs no hash of a large body.
        return false;
    }
    let mut is_right = false;
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        is_right |= is_same(sign(body, secret).as_bytes(), given);
    }
    is_right
}

/// The signature of a body.
pub fn sign(body: &[u8], secret: &str) -> String {
    base64(&hmac_sha256::HMAC::mac(body, secret.as_bytes()))
}

/// Base64 with padding: <https://www.rfc-editor.org/rfc/rfc4648#section-4>.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(*chunk.get(index).unwrap_or(&0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let is_padding = digit > chunk.len();
            let value = (bits >> (18 - 6 * digit)) as usize & 63;
            out.push(if is_padding { '=' } else { char::from(DIGITS[value]) });
        }
    }
    out
}

/// Compares every byte, also after a difference.
fn is_same(expected: &[u8], given: &[u8]) -> bool {
    let mut difference = expected.len() ^ given.len();
    for (index, byte) in expected.iter().enumerate() {
        difference |= usize::from(byte ^ given.get(index).unwrap_or(&0));
    }
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn base64_is_the_one_of_the_specification() {
        // RFC 4648, section 10.
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn a_signature_is_the_one_of_the_hmac_specification() {
        // RFC 4231, test case 2.
        let hmac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let bytes: Vec<u8> =
            (0..32).map(|at| u8::from_str_radix(&hmac[2 * at..2 * at + 2], 16).unwrap()).collect();
        assert_eq!(sign(b"what do ya want for nothing?", "Jefe"), base64(&bytes));
    }

    #[test]
    fn without_a_secret_nothing_is_signed() {
        assert!(!is_signed(b"{}", &sign(b"{}", ""), &[]));
        assert!(!is_signed(b"{}", &sign(b"{}", ""), &[String::new()]));
        assert!(!is_signed(b"{}", "", &["s".into()]));
    }

    proptest! {
        #[test]
        fn every_body_and_secret_fits_its_own_signature(
            body in proptest::collection::vec(any::<u8>(), 0..300), secret in ".{1,40}", other in ".{1,40}",
        ) {
            let signature = sign(&body, &secret);
            prop_assert!(is_signed(&body, &signature, std::slice::from_ref(&secret)));
            prop_assert!(is_signed(&body, &signature, &[other.clone(), secret.clone()]));
            prop_assert_eq!(is_signed(&body, &signature, std::slice::from_ref(&other)), other == secret);
        }

        #[test]
        fn a_changed_body_or_signature_does_not_fit(
            body in proptest::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>(),
            flip in 1u8.., sign_at in any::<prop::sample::Index>(),
        ) {
            let secrets = ["secret".to_owned()];
            let signature = sign(&body, "secret");
            let mut changed = body.clone();
            changed[at.index(body.len())] ^= flip;
            prop_assert!(!is_signed(&changed, &signature, &secrets));
            let mut forged = signature.clone().into_bytes();
            let place = sign_at.index(forged.len());
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            prop_assert!(!is_signed(&body, &String::from_utf8(forged).unwrap(), &secrets));
            prop_assert!(!is_signed(&body, &signature[..signature.len() - 1], &secrets));
            prop_assert!(!is_signed(&body, &(signature + "A"), &secrets));
        }
    }
}
