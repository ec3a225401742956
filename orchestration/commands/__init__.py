"""What single commands make or say: plain functions that `cli` calls. Does not belong here: reading arguments, or any step of a run."""
