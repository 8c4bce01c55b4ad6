"""What things cost, each beside a named rival in the same run; `README.md` says how."""
