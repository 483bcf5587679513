"""Pure rules of a campaign year: places, deadlines, decisions. Standard library only."""
