"""Look-ups of distinct values that SQL cannot do: addresses, domains, phone numbers, countries, names, zones -> schema `reference`."""
