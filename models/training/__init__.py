"""What models/train.py is made of: scenes, samples, network, score."""
