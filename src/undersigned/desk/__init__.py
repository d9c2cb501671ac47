"""Pages for staff: the moderation queue, drafting and sending answers."""
