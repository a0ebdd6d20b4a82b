"""Small programs that the compose test runs inside containers: what is it really like in there?"""
