"""What to say to each kind of message: functions from a stage to beats. Know nothing of streaming or drift."""
