"""Quality, speed and memory of the reader, measured on gold data: `python -m benchmarks`."""
