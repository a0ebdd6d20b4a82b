"""What a question needs: how much effort, whose, and with what. Pure: no clock, no I/O, no library."""
