"""Pure encoders: events of a turn in, bytes of a wire protocol out."""
