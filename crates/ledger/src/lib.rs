//! Stage 4: findings, clocks, deadlines.
