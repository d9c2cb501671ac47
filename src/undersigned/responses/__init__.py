"""The answer: drafted, signed off by another person, published to every signer."""
