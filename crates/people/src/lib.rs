//! Stage 5: findings reach the person who can act.
