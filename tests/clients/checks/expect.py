"""How a check says what it expects."""


class Unexpected(Exception):
    """Something else was seen; the text says what."""


def expect(condition, otherwise):
    """Fails the check with the text `otherwise` unless the condition holds."""
    if not condition:
        raise Unexpected(otherwise)


def expect_equal(seen, wanted, what):
    """Fails the check unless `what` was seen as wanted."""
    expect(seen == wanted, f"{what}: {seen!r} instead of {wanted!r}")
