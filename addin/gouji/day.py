"""Spells a day in Chinese, as reports, letters and pages print it."""

from __future__ import annotations

from datetime import date


def day_in_words(day: date) -> str:
    """`2026年1月30日`."""
    return f"{day.year}年{day.month}月{day.day}日"
