"""Leaderboards, one's own record, exports, and what a group finds hard."""
