"""A folder of .m files and their ports: which are tested, and how each fared.

`table`
    Reads a table of functions (TOML) and makes a test of each.
`collector`
    Lets pytest collect a table as if it were a file of tests.
`summary`
    One row for each .m file, from the outcomes of the tests.
`reports`
    The rows as text, JSON, JUnit and HTML.
`history`
    A line for each run in a file, and what changed since the last one.
"""
