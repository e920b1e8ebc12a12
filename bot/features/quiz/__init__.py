"""The quiz of a channel: from its lobby to its result, also over a restart."""
