"""The directory beside its versions: room told day by day, feeds in and out, what providers ask to change."""
