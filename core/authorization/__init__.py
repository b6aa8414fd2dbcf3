"""Who may do what: decided at the door from policies, before anything is looked up."""
