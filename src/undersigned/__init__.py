"""Undersigned: a platform on which a government takes petitions from the public and answers them."""
