"""A reply and a rubric in, an assessment out. No files, no screens."""
