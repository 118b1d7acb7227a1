"""Double coding: samples, what each said apart, and settling what differs."""
