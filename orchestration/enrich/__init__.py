"""Look-ups of distinct values that SQL cannot do: e-mail addresses, phone numbers, countries -> schema `reference`."""
