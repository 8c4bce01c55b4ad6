"""The doors for other programs: purchases, the webhook, health, receipts."""
