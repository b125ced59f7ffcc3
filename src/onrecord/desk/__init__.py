"""The web pages and the HTTP API of a ledger, for one person on one machine. Nothing is loaded from anywhere else."""
