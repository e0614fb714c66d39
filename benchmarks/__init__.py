"""What is measured and how; ``python -m benchmarks`` prints tables, rivals in the same run."""
