"""The router: decides where a referral should go from coded facts alone, and can always say why."""
