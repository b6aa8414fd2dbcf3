"""What owners of response plans and contacts let others do with them."""
