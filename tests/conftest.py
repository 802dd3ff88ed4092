"""What all tests share."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names contents of files by their argument: archives hold the time, and workers must collect the same names."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None
