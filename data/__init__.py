"""What is stored and what is reached: tables, the database, settings, gateways to the outside."""
