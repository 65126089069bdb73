from __future__ import annotations

import pytest

from frontline.customers.masking import mask_email, mask_iban, mask_phone


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask_iban("NL91ABNA0417164300"), "NL••• 4300"),
        (mask_email("sanne.de.vries@example.com"), "s•••@example.com"),
        (mask_email("s@example.com"), "s•••@example.com"),
        (mask_phone("+31612345201"), "06•••201"),
        (mask_phone("+32470123456"), "+32•••456"),
    ],
)
def test_enough_is_shown_to_know_ones_own(masked: str, shown: str) -> None:
    assert masked == shown
