"""The demonstration city: invented schools, three years, every screen with life. Seeded and deterministic.

Set-based throughout, so that any size can be made: `manage.py demo_city --schools N --seed S`.
"""
