"""Files of tasks that other programs read and write."""
