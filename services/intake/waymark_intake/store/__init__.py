"""What intake's actions load and save, one module per table; takes a Transaction and decides nothing."""
