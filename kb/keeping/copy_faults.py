"""Why there is no copy, or why it was not put in place."""


class CopyFault(Exception):
    """Its text is one sentence for the person at the keyboard; nothing has changed."""
