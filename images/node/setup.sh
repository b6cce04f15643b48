# Nothing but packages.
