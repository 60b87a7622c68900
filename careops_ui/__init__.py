"""The look and the bridge: theme, shell, components, session cookie, feedback, live updates."""
