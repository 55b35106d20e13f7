"""Builds the Excel add-in (.xlam) from the ribbon's sources, without Excel, and installs it on a Windows PC."""
