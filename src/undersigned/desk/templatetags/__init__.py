"""What the desk's templates can say beyond the other tags."""
