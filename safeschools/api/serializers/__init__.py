"""What the API takes and shows, field by field; every write serializer belongs to one action."""
