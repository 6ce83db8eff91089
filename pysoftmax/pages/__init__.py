"""What the HTML pages share: their base style, and templates that escape what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pysoftmax.words import shown

if TYPE_CHECKING:
    import jinja2

__all__ = ["environment"]


def environment(package: str) -> jinja2.Environment:
    """Return the templates of a package, which may extend ``base.html``.

    Parameters
    ----------
    package
        The package whose folder ``templates`` holds them.

    Returns
    -------
    jinja2.Environment
        Text is escaped, and control characters are made visible.

    Raises
    ------
    ImportError
        If jinja2 is not installed; the message says what to do.
    """
    try:
        import jinja2
    except ImportError as error:
        raise ImportError("the HTML reports need jinja2: pip install 'pysoftmax[grade]'") from error
    loaders = [jinja2.PackageLoader(package), jinja2.PackageLoader("pysoftmax.pages")]
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: shown(value) if type(value) is str else value,
    )
