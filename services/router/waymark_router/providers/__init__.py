"""Services that support people: whom they take, how long people wait, how much room there is."""
