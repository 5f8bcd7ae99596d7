"""The demo county and the replay: synthetic people for real recorded crimes, sent through the real police door."""
