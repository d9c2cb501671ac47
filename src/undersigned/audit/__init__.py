"""What an outsider runs to check our counts: fetch, verify, report; needs nothing of the server."""
