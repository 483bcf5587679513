"""A question the policy leaves open, and the answers a campaign year may give it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The English source and its Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer. `offered` is false where choosing it would break a cap of the plan (`breaks`) or where the product
    does not follow it, and `why` says why not: such answers are shown, never chosen.
    """

    slug: str
    label: Text
    offered: bool = True
    breaks: bool = False
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One open question: key as in decisions.json, clause, question, answers with the default first.

    `used` is false where no rule of the software asks the question yet: its default is shown, and said to be unused.
    `gap` says what of a used answer is left to people.
    """

    key: str
    clause: str
    question: Text
    options: tuple[Option, ...]
    used: bool = True
    gap: Text | None = None

    @property
    def default(self) -> str:
        """The slug of the answer taken when nobody chooses."""
        return self.options[0].slug

    @property
    def offered(self) -> tuple[Option, ...]:
        """The answers that may be chosen."""
        return tuple(option for option in self.options if option.offered)

    @property
    def locked(self) -> bool:
        """Only one answer is possible: shown, not asked."""
        return len(self.offered) == 1

    @property
    def group(self) -> str:
        """The part of the key before the dot: score, scope, elig, quota, goal, body, proc."""
        return self.key.partition(".")[0]


def option(slug: str, en: str, zh: str) -> Option:
    """An answer in two languages."""
    return Option(slug, Text(en, zh))


def shown(slug: str, en: str, zh: str, why: Text | None = None) -> Option:
    """An answer that is shown and not followed; `why` not, where a rule of the software asks the question."""
    return Option(slug, Text(en, zh), offered=False, why=why)


def breaking(slug: str, en: str, zh: str) -> Option:
    """An answer that is shown and never followed, because it would break a cap of the plan."""
    return Option(slug, Text(en, zh), offered=False, breaks=True)
