"""Look-ups of distinct values that SQL cannot do: e-mail addresses, internet domains, phone numbers, countries -> schema `reference`."""
