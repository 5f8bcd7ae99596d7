"""Rule tables as spreadsheets: one table out as CSV, changed by whoever likes, and in again as a draft."""
