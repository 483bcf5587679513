"""What a worker must know of accounts: how they are imported."""

from safeschools.accounts.record.imports import ACCOUNTS

OWN_KINDS = (ACCOUNTS,)
