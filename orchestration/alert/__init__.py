"""Who is told what after a run: incidents, messages, the outbox, and delivery. Who gets what is said in the agreement's routing.yml."""
