"""PostgreSQL: for several processes that share one database. Loaded only where it is used."""
