"""The guard of rule 9: the database itself refuses to give a resource's time away twice.

The load of a resource changes only where a hold begins, so the peak within a new hold is reached at its own start or at the start of
a hold that begins inside it. The same rule stands on both engines; PostgreSQL locks the resource row first, SQLite has one writer.
"""

import sqlalchemy as sa

PEAK = """(
    SELECT COALESCE(MAX(load), 0) FROM (
        SELECT (
            SELECT COALESCE(SUM(other.units), 0) FROM hold AS other
            WHERE other.resource_id = {new}.resource_id AND other.id <> {new}.id AND NOT other.overbooked
              AND other.start <= point.at AND other."end" > point.at
        ) AS load
        FROM (
            SELECT {new}.start AS at
            UNION
            SELECT inside.start FROM hold AS inside
            WHERE inside.resource_id = {new}.resource_id AND inside.id <> {new}.id AND NOT inside.overbooked
              AND inside.start > {new}.start AND inside.start < {new}."end"
        ) AS point
    ) AS loads
)"""

ALL_TIME_PEAK = """(
    SELECT COALESCE(MAX(load), 0) FROM (
        SELECT (
            SELECT COALESCE(SUM(other.units), 0) FROM hold AS other
            WHERE other.resource_id = {new}.id AND NOT other.overbooked AND other.start <= point.start AND other."end" > point.start
        ) AS load
        FROM hold AS point WHERE point.resource_id = {new}.id AND NOT point.overbooked
    ) AS loads
)"""

# As of migration 0010: only what ends in the future counts, and one pass over the moments of change finds the peak.
PEAK_AHEAD = """(
    SELECT COALESCE(MAX(load), 0) FROM (
        SELECT SUM(change) OVER (ORDER BY at, change ROWS UNBOUNDED PRECEDING) AS load FROM (
            SELECT start AS at, units AS change FROM hold
            WHERE resource_id = {new}.id AND NOT overbooked AND "end" > {now}
            UNION ALL
            SELECT "end" AS at, -units AS change FROM hold
            WHERE resource_id = {new}.id AND NOT overbooked AND "end" > {now}
        ) AS changes
    ) AS loads
)"""
NOW = {'sqlite': "strftime('%Y-%m-%d %H:%M:%f', 'now')", 'postgresql': 'now()'}

TAKEN = f'{PEAK} + NEW.units > (SELECT quantity FROM resource WHERE id = NEW.resource_id)'.format(new='NEW')  # noqa: S608 (our own words only)
LOWERED = f'{ALL_TIME_PEAK} > NEW.quantity'.format(new='NEW')

SQLITE_QUANTITY = """CREATE TRIGGER quantity_guard BEFORE UPDATE OF quantity ON resource WHEN NEW.quantity < OLD.quantity BEGIN
    SELECT RAISE(ABORT, 'quantity_guard') WHERE {lowered}; END"""
POSTGRESQL_QUANTITY = """CREATE OR REPLACE FUNCTION quantity_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF {lowered} THEN RAISE EXCEPTION 'quantity_guard' USING ERRCODE = '23P01'; END IF;
    RETURN NEW; END $$"""

SQLITE = [
    f"""CREATE TRIGGER hold_guard_insert BEFORE INSERT ON hold WHEN NOT NEW.overbooked BEGIN
        SELECT RAISE(ABORT, 'hold_guard') WHERE {TAKEN}; END""",
    f"""CREATE TRIGGER hold_guard_update BEFORE UPDATE OF resource_id, start, "end", units, overbooked ON hold WHEN NOT NEW.overbooked BEGIN
        SELECT RAISE(ABORT, 'hold_guard') WHERE {TAKEN}; END""",
    SQLITE_QUANTITY.format(lowered=LOWERED),
]

POSTGRESQL = [
    f"""CREATE FUNCTION hold_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM resource WHERE id = NEW.resource_id FOR NO KEY UPDATE;
        IF {TAKEN} THEN RAISE EXCEPTION 'hold_guard' USING ERRCODE = '23P01'; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER hold_guard_insert BEFORE INSERT ON hold FOR EACH ROW WHEN (NOT NEW.overbooked) EXECUTE FUNCTION hold_guard()""",
    """CREATE TRIGGER hold_guard_update BEFORE UPDATE OF resource_id, start, "end", units, overbooked ON hold
        FOR EACH ROW WHEN (NOT NEW.overbooked) EXECUTE FUNCTION hold_guard()""",
    POSTGRESQL_QUANTITY.format(lowered=LOWERED),
    """CREATE TRIGGER quantity_guard BEFORE UPDATE OF quantity ON resource
        FOR EACH ROW WHEN (NEW.quantity < OLD.quantity) EXECUTE FUNCTION quantity_guard()""",
]


def create(bind: sa.Connection) -> None:
    """Put the guard in place, as of migration 0001."""
    for statement in SQLITE if bind.dialect.name == 'sqlite' else POSTGRESQL:
        bind.exec_driver_sql(statement)


def look_ahead(bind: sa.Connection) -> None:
    """Let a quantity be lowered by what is still to come, as of migration 0010."""
    _lowering(bind, f'{PEAK_AHEAD} > NEW.quantity'.format(new='NEW', now=NOW[bind.dialect.name]))


def look_everywhere(bind: sa.Connection) -> None:
    """Back to what migration 0001 put in place."""
    _lowering(bind, LOWERED)


def _lowering(bind: sa.Connection, lowered: str) -> None:
    if bind.dialect.name == 'sqlite':
        bind.exec_driver_sql('DROP TRIGGER quantity_guard')
        bind.exec_driver_sql(SQLITE_QUANTITY.format(lowered=lowered))
    else:
        bind.exec_driver_sql(POSTGRESQL_QUANTITY.format(lowered=lowered))


def drop(bind: sa.Connection) -> None:
    """Take the guard away (going back to an empty database, and tests that show what it is worth)."""
    for name, table in (('hold_guard_insert', 'hold'), ('hold_guard_update', 'hold'), ('quantity_guard', 'resource')):
        bind.exec_driver_sql(
            f'DROP TRIGGER IF EXISTS {name}' + ('' if bind.dialect.name == 'sqlite' else f' ON {table}')
        )
    if bind.dialect.name == 'postgresql':
        bind.exec_driver_sql('DROP FUNCTION IF EXISTS hold_guard(); DROP FUNCTION IF EXISTS quantity_guard()')
