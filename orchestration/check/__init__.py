"""Runs the suites: asset checks, flags, verdicts, the publishing gate. Thresholds do not belong here (see `expectations`)."""
