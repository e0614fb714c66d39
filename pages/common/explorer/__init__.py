"""Collections looked into: how many words, which are the commonest, where each of them stands."""
