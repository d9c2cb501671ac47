"""Protection against abuse: told what happened, answers allow, challenge, hold or refuse."""
