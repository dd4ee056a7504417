//! Stage 2: records become entities: who is who, who answers for what.
