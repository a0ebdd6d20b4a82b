"""Charts are drawn and images are read anew, each by a process with limits: nothing from outside is decoded here."""
