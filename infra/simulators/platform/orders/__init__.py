"""An orders file (CSV) as an organization's data."""
