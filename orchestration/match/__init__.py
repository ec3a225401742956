"""Who is who: pairs of records that are one person, by which rule and how sure -> `identity.links`."""
