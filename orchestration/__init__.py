"""Delivery: fetch, order, check, predict, publish, alert. Business rules do not belong here (see `expectations`)."""
