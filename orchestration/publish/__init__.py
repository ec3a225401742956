"""All or nothing: a versioned, checked, read-only snapshot for BI, and the switch to it."""
