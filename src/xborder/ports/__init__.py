"""The Protocols that hosts implement."""
