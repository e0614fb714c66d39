"""The parts of the page on which a search is seen, heard and steered; ``modes`` joins them."""
