"""The public log's formats: bytes in, bytes out; no Django, no input or output."""
