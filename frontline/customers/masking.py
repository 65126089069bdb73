"""Personal data in part: enough to recognise one's own, too little for anybody else."""

from __future__ import annotations

HIDDEN = "•••"


def mask_iban(iban: str) -> str:
    """`NL••• 4300` for an account number."""
    return f"{iban[:2]}{HIDDEN} {iban[-4:]}"


def mask_email(email: str) -> str:
    """`s•••@example.com` for an e-mail address."""
    name, _, host = email.partition("@")
    return f"{name[:1]}{HIDDEN}@{host}"


def mask_phone(phone: str) -> str:
    """`06•••201` for a Dutch mobile number in E.164; the country's code stays for others."""
    return f"{'06' if phone.startswith('+316') else phone[:3]}{HIDDEN}{phone[-3:]}"
