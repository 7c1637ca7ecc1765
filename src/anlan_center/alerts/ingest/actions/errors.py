"""Why an action on warnings of others was refused."""


class IngestError(Exception):
    """An action was refused; nothing was changed. The text says why and what to do."""
