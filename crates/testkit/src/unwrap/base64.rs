//! Base64 as recorders write it (RFC 4648, section 4), line breaks allowed.

/// Why a text is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A character that is no digit of the alphabet.
    #[error("`{0}` at {1} is no base64 digit")]
    Digit(char, usize),
    /// The text ends in the middle of a byte.
    #[error("it ends in the middle of a byte")]
    Cut,
}

/// Decodes a text. Missing padding is forgiven, digits after it are not.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut digits, mut padded) = (0_u32, 0_u32, 0_usize, false);
    for (at, c) in text
        .char_indices()
        .filter(|(_, c)| !c.is_ascii_whitespace())
    {
        let digit = match c {
            'A'..='Z' => c as u32 - 'A' as u32,
            'a'..='z' => c as u32 - 'a' as u32 + 26,
            '0'..='9' => c as u32 - '0' as u32 + 52,
            '+' => 62,
            '/' => 63,
            '=' => {
                padded = true;
                continue;
            }
            other => return Err(Base64Error::Digit(other, at)),
        };
        if padded {
            return Err(Base64Error::Digit(c, at));
        }
        bits = (bits << 6 | digit) & 0xffff;
        held += 6;
        digits += 1;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    if digits % 4 == 1 {
        Err(Base64Error::Cut)
    } else {
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard_decode() {
        let cases = [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9v\r\nYmFy", "foobar"),
            ("Zm8", "fo"),
        ];
        for (text, plain) in cases {
            assert_eq!(decode(text).unwrap(), plain.as_bytes(), "{text}");
        }
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        assert_eq!(decode("Zm9vY"), Err(Base64Error::Cut));
        assert_eq!(decode("Zm=v"), Err(Base64Error::Digit('v', 3)));
        assert_eq!(decode("Zm-v"), Err(Base64Error::Digit('-', 2)));
    }
}
