"""Programs of their own, started as child processes. They import nothing of `app`."""
