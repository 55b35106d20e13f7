"""The ribbon's sources in, the Excel add-in (.xlam) out, built without Excel; and its place on a Windows PC."""
