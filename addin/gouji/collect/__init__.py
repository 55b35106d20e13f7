"""Collects the reports of many units: roster, intake, register, sums, letters and dashboard."""
