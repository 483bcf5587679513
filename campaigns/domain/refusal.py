"""Saying no with a code, so that callers can translate and tests can name the case."""


class Refusal(ValueError):
    """Input the pure core will not work with.

    `code` is stable and machine-readable; `params` fill the sentence of `scoring.domain.explain.refusal`.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        return ", ".join((self.code, *(f"{name}={value}" for name, value in self.params.items())))
