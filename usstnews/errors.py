"""The root of every error that a user may meet."""


class UsstnewsError(Exception):
    """Something is wrong that the user can mend; the message is one line and says how."""
