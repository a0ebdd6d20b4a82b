"""Where the bytes of artifacts lie: a folder of this machine, or an S3 service."""
