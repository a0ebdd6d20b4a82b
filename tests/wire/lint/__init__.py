"""What an answer on the wire must not be, also where every client is kind about it. Bytes in, names of rules out."""
