"""What the business does: plain functions on a session, and pure rules."""
