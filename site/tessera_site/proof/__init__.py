"""The parts of the proof that a built site says what the findings say, and nothing else."""
