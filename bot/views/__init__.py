"""What people see: a domain value goes in, a message comes out. Nothing here knows the store."""
