"""What a set of scores is worth: intervals, comparisons, agreement, reliability. Knows no persona and no screen.

The unit is the conversation (or whatever else was drawn independently), never the line: lines of one conversation
resemble each other, and tests that take them for independent find differences between identical systems.
"""
