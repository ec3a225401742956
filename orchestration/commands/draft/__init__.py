"""A first sources.yml and agreement, drafted from files: what `leadline init` guesses and asks.

Does not belong here: reading files (see `extract`), making the folder (see `init`).
"""
