"""Outside to lake: one file a kind of source. Nothing here judges, joins or reads the warehouse."""
