"""Weather of single days: temperature from monthly normals and records, waves, and differences between cells."""
