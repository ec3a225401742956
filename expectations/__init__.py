"""Judgement: the agreement between marketing and sales, and the suites built from it. Fetching and joining do not belong here."""
