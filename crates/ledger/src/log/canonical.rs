//! JSON with one way of writing each value, as RFC 8785 (JCS) gives it: what is hashed has to be
//! the same bytes wherever it is written.

use std::fmt::Write as _;

use serde_json::{Number, Value};

/// The canonical text of a value.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, to: &mut String) {
    match value {
        Value::Number(number) => number_text(number, to),
        Value::Array(items) => {
            to.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                write(item, to);
            }
            to.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // RFC 8785, 3.2.3: by the UTF-16 units of their names.
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            to.push('{');
            for (at, (name, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                let _ = write!(to, "{}:", Value::from(name.as_str()));
                write(field, to);
            }
            to.push('}');
        }
        // Texts escape what RFC 8785, 3.2.2.2 escapes, and nothing else.
        Value::Null | Value::Bool(_) | Value::String(_) => {
            let _ = write!(to, "{value}");
        }
    }
}

/// Numbers as ECMAScript writes them: an exponent only past 21 digits or below a millionth.
/// Whole numbers are written in full, also where ECMAScript would round them.
fn number_text(number: &Number, to: &mut String) {
    let value = match number.as_f64() {
        Some(value) if number.is_f64() => value,
        _ => {
            let _ = write!(to, "{number}");
            return;
        }
    };
    let size = value.abs();
    let _ = if value == 0.0 {
        write!(to, "0")
    } else if (1e-6..1e21).contains(&size) {
        write!(to, "{value}")
    } else {
        let text = format!("{value:e}");
        let plus = if text.contains("e-") { "e" } else { "e+" };
        write!(to, "{}", text.replacen('e', plus, 1))
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        canonical(&serde_json::from_str(text).expect("JSON"))
    }

    #[test]
    fn the_example_of_rfc_8785_comes_out_as_it_says() {
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let expected = "{\"literals\":[null,true,false],\
            \"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
            \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        let mut value: Value = serde_json::from_str(text).expect("JSON");
        // What is tested is writing: reading JSON may be off by the last bit of a long fraction.
        let long: f64 = "333333333.33333329".parse().expect("a number");
        value["numbers"][0] = long.into();
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn names_are_sorted_by_their_utf_16_units_as_rfc_8785_sorts_them() {
        let text = "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\
                    \"\\u0080\":6,\"\\u00f6\":7}";
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}";
        assert_eq!(of(text), expected);
    }

    #[test]
    fn numbers_of_rfc_8785_appendix_b_come_out_as_it_says() {
        for (bits, expected) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        ] {
            let value = Value::from(f64::from_bits(bits));
            assert_eq!(canonical(&value), expected);
        }
    }
}
