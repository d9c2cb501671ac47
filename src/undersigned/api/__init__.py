"""The machines' side of the site."""
