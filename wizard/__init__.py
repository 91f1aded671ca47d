"""A self-help wizard: measures, repairs with consent, proves each repair, hands over what it could not solve."""

__version__ = "0.1.0"
