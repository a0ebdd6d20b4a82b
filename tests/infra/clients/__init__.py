"""What is made of the API's description."""
