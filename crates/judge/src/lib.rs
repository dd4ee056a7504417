//! Stage 3: the one evaluator: rules on Arrow batches become verdicts with reasons.
