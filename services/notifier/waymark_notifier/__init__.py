"""The notifier: provider queues, their clocks and alerts, and what came of each allocation."""
