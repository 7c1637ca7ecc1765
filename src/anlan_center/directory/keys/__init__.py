"""Keys of programs: issued by people, narrower than they, shown once."""
