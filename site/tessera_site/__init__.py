"""The shell: findings become a website, a briefing and exports."""
