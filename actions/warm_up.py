"""Loads what the first customer would otherwise wait for: the action server imports this before it serves."""

from __future__ import annotations

from frontline.bootstrap import frontline

frontline().warm_up()
