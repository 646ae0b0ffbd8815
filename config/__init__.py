"""What may change without code: settings, campaign files, calendars."""
