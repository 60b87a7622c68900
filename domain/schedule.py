"""The recurring work, as a list to read. Rows are the real schedule: a run that is missed or doubled loses nothing."""

from domain import awaited, calendar_polling, cleaning, job, polling, tick, watch
from domain.job import Job, run

__all__ = ['JOBS', 'Job', 'run']


def watch_jobs() -> int:
    """Look whether every job has run in time; how many have not."""
    return job.late(JOBS)


JOBS = (
    Job(
        'promises',
        0,
        tick.keep_promises,
        'Reminders and due dates',
        'Turns due reminders, due dates and expiries into what follows from them.',
    ),
    Job('reactions', 0, tick.retry_reactions, 'Rules that failed', 'Tries rules again that failed.'),
    Job('repairs', 300, tick.repair_promises, 'Missing reminders', 'Promises reminders that are missing.'),
    Job(
        'silence',
        300,
        tick.resume_silent,
        'Long silence',
        'Lets automation come back in paused conversations after long silence.',
    ),
    Job('alerts', 60, watch.watch, 'Alerts', 'Raises and ends alerts about waiting customers and open bookings.'),
    Job('jobs', 60, watch_jobs, 'The jobs themselves', 'Raises an alert when one of these jobs is late.'),
    Job('mailboxes', 0, polling.poll, 'Mailboxes', 'Reads the mailboxes to which customers write.'),
    Job(
        'calendars',
        30,
        calendar_polling.poll,
        'Calendars elsewhere',
        'Reads the calendars that say when people are busy.',
    ),
    Job('files', 0, awaited.fetch_due, 'Pictures', 'Fetches the pictures that came with text messages.'),
    Job('cleaning', 3600, cleaning.clean, 'Cleaning', 'Deletes links, sessions and rate limits that are long over.'),
)
