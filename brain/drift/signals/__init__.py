"""What can be seen in one reply, one small module a signal. Each measures; none decides."""
