"""config.yaml and the environment become one frozen value; what is unknown or wrong is refused.

Secrets come only from the environment. A fault names its place and what to do.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from .settings import Secrets, Settings
from .values import Part

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # an eighth of the time, in C


class ConfigError(Exception):
    """The configuration cannot be used; the message says where and what to do."""


def secrets(environ: Mapping[str, str] = os.environ) -> Secrets:
    return Secrets(
        token=environ.get("HUIFANG_TOKEN", ""),
        api_key=environ.get("HUIFANG_API_KEY", ""),
        webhook_secret=environ.get("HUIFANG_WEBHOOK_SECRET", ""),
        master_key=environ.get("HUIFANG_MASTER_KEY", ""),
    )


def load(
    path: Path = Path("config.yaml"),
    over: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Read the file, lay `over` over it, and check everything. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
        stored = yaml.load(text, _LOADER) or {}
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file. Start from the config.yaml of the project."
        ) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(stored, dict):
        raise ConfigError(f"{path}: keys and values are expected, such as 'zone: Asia/Shanghai'")
    merged = laid_over(stored, over or {})
    if "HUIFANG_DATABASE_URL" in environ:
        merged = laid_over(merged, {"database": {"url": environ["HUIFANG_DATABASE_URL"]}})
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError("\n".join(_faults(error, path, text))) from None


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both trees in one; where both have a value, that of `above`."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping)
        merged[key] = laid_over(under, value) if both else value  # type: ignore[arg-type]
    return merged


def _faults(error: ValidationError, path: Path, text: str) -> Iterator[str]:
    lines = _lines(yaml.compose(text))
    for fault in error.errors():
        where = tuple(fault["loc"])
        line = next((lines[where[:n]] for n in range(len(where), 0, -1) if where[:n] in lines), 1)
        key = ".".join(map(str, where))
        if fault["type"] == "extra_forbidden":
            yield f"{path}:{line}: {key}: unknown key{_meant(where)}"
        elif fault["type"] == "missing":
            yield f"{path}:{line}: {key}: missing, and there is no default"
        else:
            yield f"{path}:{line}: {key}: {fault['msg'].removeprefix('Value error, ')}"


def _meant(where: tuple[Any, ...]) -> str:
    model: Any = Settings
    for part in where[:-1]:
        kinds = [model.model_fields[part].annotation] if part in model.model_fields else []
        kinds += [k for kind in kinds for k in get_args(kind)]
        model = next((k for k in kinds if isinstance(k, type) and issubclass(k, Part)), None)
        if model is None:
            return ""
    close = difflib.get_close_matches(str(where[-1]), list(model.model_fields), 1)
    return f"; did you mean {close[0]}?" if close else ""


def _lines(node: Any, where: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """The line of every key of a YAML document."""
    found: dict[tuple[Any, ...], int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*where, key.value)
            found[place] = key.start_mark.line + 1
            found |= _lines(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            found[(*where, number)] = value.start_mark.line + 1
            found |= _lines(value, (*where, number))
    return found
