"""The agreement between marketing and sales: YAML that business people edit, and the schema that reads it (`schema`)."""
