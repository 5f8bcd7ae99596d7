"""Rule tables: cells, rows, tables in their order, and the evaluator that says which rows apply."""
