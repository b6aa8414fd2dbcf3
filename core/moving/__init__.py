"""Moving house: what another Muster, AWS or a file tells of its resources becomes resources here."""
