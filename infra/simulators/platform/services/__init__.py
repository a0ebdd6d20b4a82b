"""The platform's services, one module each: parse, query, render."""
