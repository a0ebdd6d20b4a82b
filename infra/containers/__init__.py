"""The images and the stack: static checks, and the test that uses them on a real engine."""
