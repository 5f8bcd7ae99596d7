"""The NHS Booking and Referral Standard (BaRS): its messages as partner records, our answers as its outcomes."""
