//! A generated organisation from a seed, a fake clock, recorded answers.
