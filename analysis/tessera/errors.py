"""What can go wrong that a person can mend. Everything else is a fault of Tessera's own."""


class TesseraError(Exception):
    """A refusal, said in one sentence: what, where, and what to do.

    Parameters
    ----------
    message : str
        What was found and where (file and line, or row numbers).
    hint : str
        What to do about it; empty when the message says it all.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())


class StudyError(TesseraError):
    """The study file (or a playbook) cannot be used as written."""


class TableError(TesseraError):
    """The customer table cannot be read, or does not hold what the study names."""


class ModelError(TesseraError):
    """A model cannot be fitted to this table."""


class StrategyError(TesseraError):
    """A play or a statement is not borne by the data."""


class PublishError(TesseraError):
    """The site or the briefing could not be made; the old one stands."""


class MailError(TesseraError):
    """The e-mail could not be written or sent."""
