"""Water: extremes of rain and stage, storms, pools on low ground, dykes, dams and flow over the cells."""
