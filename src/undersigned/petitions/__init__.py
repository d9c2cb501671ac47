"""A petition's life: draft, support, moderation, opening, closing, and finding it again."""
