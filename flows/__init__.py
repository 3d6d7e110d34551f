"""What touches the outside world: reading dumps, running, publishing, the command line and Prefect."""
