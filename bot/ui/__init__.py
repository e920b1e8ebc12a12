"""The toolkit that every feature is built with. It knows no feature."""
