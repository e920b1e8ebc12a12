"""What a person and a server have chosen."""
