"""What is sent to units: reminders and letters of return."""
