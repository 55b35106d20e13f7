"""The register (台账): what was handed in, what was said of it, who decided what; SQLite or PostgreSQL.

place: is this text a register? · database: open_register · delivery: Delivery · receiving: receive ·
units: enrol · looking: known, counting, reading, history, unattributed · deciding: set_state · explaining: explain ·
rounds: a year and a family · previous: last year's figures · receipt: codes that acknowledge a file.
"""
