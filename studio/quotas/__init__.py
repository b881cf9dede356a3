"""What each plan has, and holding to it: limits by day and month, budgets of money, and rates of requests."""
