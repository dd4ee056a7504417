//! What a run concludes from what it found.
