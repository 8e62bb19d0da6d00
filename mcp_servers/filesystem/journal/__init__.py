"""The journal: every change with what was there before, so that it can be taken back and made again.

`journal.db` in the folder `journal` of the data folder has one row for each change; beside it lies `kept`, with
what was there: `12-before` is what change 12 replaced or removed, `12-after` what undoing it took away. Several
servers share both. A change is written down before it is made and marked when it is done; one that was never
marked, because its server was killed, is settled by looking at the disk.
"""
