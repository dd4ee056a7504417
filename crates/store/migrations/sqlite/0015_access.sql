-- Who may sign in, who is signed in, and what programs show in the place of their person. No secret
-- is kept: a password as what argon2id made of it, everything else as a digest.
CREATE TABLE access_accounts (
    name TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL
) STRICT;

CREATE TABLE access_sessions (
    digest TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    session TEXT NOT NULL
) STRICT;

CREATE TABLE access_tokens (
    digest TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    token TEXT NOT NULL
) STRICT;
