"""Two stages of sites: plants supply depots, depots supply customers."""
