"""A folder that appears all at once or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.errors import SettingError
from anlan.language import Message, mark


def refuse_foreign(target: Path, ours: Callable[[Path], bool], *, force: bool) -> None:
    """Refuse a place where something stands that we did not write.

    Parameters
    ----------
    target
        Where the folder shall stand.
    ours
        Says whether an existing folder may be replaced.
    force
        Whether any existing folder may be replaced.

    Raises
    ------
    SettingError
        If `target` is a file, or a folder that is not empty and not ours, or cannot be made.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise SettingError(Message(mark("{path} is not a folder; give the name of a folder"), path=target))
    if target.is_dir() and any(target.iterdir()) and not (force or ours(target)):
        raise SettingError(
            Message(
                mark(
                    "{path} holds files that are not a report, or scenario files of your own; "
                    "give another folder, or --force"
                ),
                path=target,
            )
        )
    _refuse_unwritable(target)


def _refuse_unwritable(target: Path) -> None:
    """Refuse a place above which no folder can be made, before anything is computed."""
    above = next(place for place in target.absolute().parents if place.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise SettingError(
            Message(
                mark("{path} cannot be made: {above} is no folder that you may write to; give another folder"),
                path=target,
                above=above,
            )
        )


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Give a fresh folder beside `target` that takes its place when all went well.

    What stood at `target` is kept until the new folder is complete. After an error or an interrupt the fresh folder
    is gone and `target` is as it was.

    Parameters
    ----------
    target
        Where the folder shall stand; parents are made.

    Raises
    ------
    SettingError
        If the folder cannot be made or written.
    """
    place = target.absolute()
    fresh = place.with_name(f".{place.name}.{os.getpid()}.new")
    former = place.with_name(f".{place.name}.{os.getpid()}.old")
    try:
        fresh.mkdir(parents=True)
        try:
            yield fresh
            _swap(place, fresh, former)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise SettingError(
            Message(
                mark("{path} cannot be written: {reason}; give a folder on a disk with room that you may write to"),
                path=target,
                reason=error.strerror or str(error),
            )
        ) from error


def _swap(place: Path, fresh: Path, former: Path) -> None:
    if not place.exists():
        fresh.rename(place)
        return
    place.rename(former)
    try:
        fresh.rename(place)
    except BaseException:
        former.rename(place)
        raise
    shutil.rmtree(former, ignore_errors=True)
