"""The deck as a site: files for any web host, to be read without scripts and without a server."""
