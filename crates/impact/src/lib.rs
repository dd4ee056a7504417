//! Stage 6: findings become a department's numbers.
