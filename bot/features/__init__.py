"""The Discord side, cut by feature: each folder holds its commands, controls, views and jobs."""
