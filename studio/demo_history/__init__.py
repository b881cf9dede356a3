"""Made history for trying dashboards: conversations the understudy really played, spread over days. Always labelled."""
