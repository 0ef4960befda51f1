"""The network of Fields of the World checkpoints."""
