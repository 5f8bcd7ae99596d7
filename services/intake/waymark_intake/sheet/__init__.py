"""Records in the rows of a CSV file: how rows are cut, what each column means, what is told of each row (ADR 0022)."""
