"""A page's template and context become a document. Templates loop, include and word; they never compute.

An expression can print three things: text (always escaped), ready markup, and a keyed figure. A bare number
is refused, so that no number reaches a page without its JSON Pointer.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, Undefined
from markupsafe import Markup
from tessera.errors import PublishError

from tessera_site.keyed import Node, entries, figure, heading, keyed_text, plain, raw, say, text
from tessera_site.shipped import shipped

ROOT = "/"
"""Links are written from the site's root; the engines make them relative."""


def render(template: str, context: Mapping[str, Any], project: Path | None = None, root: str | None = ROOT) -> str:
    """Fill a template.

    Parameters
    ----------
    template : str
        Name below ``templates/``.
    context : mapping
        What the template may use.
    project : Path, optional
        A folder whose ``templates/`` go before the shipped ones.
    root : str, optional
        What links inside statements start from; None leaves the names without links.

    Raises
    ------
    PublishError
        If the template is wrong or prints what it must not: with file and line.
    """
    folders = (*((str(project / "templates"),) if project else ()), str(shipped("templates")))
    try:
        return _environment(folders, root).get_template(template).render(context)
    except TemplateError as fault:
        said = (fault.message or type(fault).__name__).removesuffix(".")
        raise PublishError(f"{_place(fault, template)}: {said}.") from fault
    except UnicodeDecodeError as fault:
        raise PublishError(f"templates/{template}: this is not UTF-8 text.", hint="Save it as UTF-8.") from fault
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise PublishError(f"{_place(fault, template)}: {fault.args[0] if fault.args else fault}.") from fault


@cache
def _environment(folders: tuple[str, ...], root: str | None) -> Environment:
    """Jinja with our delimiters (the usual ones collide with Markdown attributes and shortcodes)."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    environment.filters |= {
        "figure": figure,
        "amount": lambda node, column: figure(node, f"amount:{_name(column)}"),
        "unit": lambda node, column: figure(node, f"unit:{_name(column)}"),
        "say": lambda node: say(node, root),
        "heading": heading,
        "plain": plain,
        "entries": entries,
        "text": text,
        "code": lambda node: Markup.escape(str(raw(node))),
    }
    return environment


def _name(column: str | Node) -> str:
    """A column's short name."""
    return str(raw(column)) if isinstance(column, Node) else column


def _printable(value: object) -> object:
    """Refuse what a template must not print."""
    if isinstance(value, Undefined | Markup):
        return value
    if isinstance(value, Node):
        if isinstance(raw(value), str):
            return keyed_text(value)
        raise TypeError(f"{value!r} is printed without a filter: numbers go through 'figure'")
    if isinstance(value, str):
        return text(value)
    raise TypeError(f"a template can print text and keyed figures only, not {value!r}")


def _place(fault: Exception, template: str) -> str:
    """File and line in the template where a fault arose."""
    name, line = template, getattr(fault, "lineno", None)
    trace = fault.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "templates" in Path(file).parts or file.endswith(".j2"):
            name, line = "templates/" + file.rpartition("templates/")[2], trace.tb_lineno
        trace = trace.tb_next
    return f"{name}, line {line}" if line else name
