"""Deputies: who may approve in place of somebody, and on which days."""
