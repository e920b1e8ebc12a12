"""A small Discord on loopback: REST and gateway over real sockets, with Discord's rules."""
