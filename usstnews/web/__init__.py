"""What is shown in the browser, on loopback only: a package replayed by ReplayWeb.page."""
