"""Which links of a chain are missing or weak in a region, why, who could fill them, and who can introduce them."""
