"""What a person and a server choose, and how it is shown and changed."""
